"""What is remembered comes back as what it was: the same values, of the same types."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.unit.memo.projects import KINDS, make
from vendorize import workflow
from vendorize.memo.reports import CODEC

if TYPE_CHECKING:
    from pathlib import Path


class Pair(NamedTuple):
    one: int
    two: int


def types_of(value: object) -> object:
    if is_dataclass(value):
        return type(value), [types_of(getattr(value, one.name)) for one in fields(value)]
    return (tuple, [types_of(one) for one in value]) if isinstance(value, tuple) else type(value)


@pytest.mark.parametrize("asked", [{}, {"mechanisms": True}, {"kept_symbols": True}])
def test_an_answer_comes_back_as_it_was(asked: dict[str, bool], tmp_path: Path) -> None:
    report = workflow.analyze(replace(make(tmp_path, next(iter(KINDS))), **asked))  # type: ignore[arg-type]
    again = CODEC.decode(CODEC.encode(report))
    assert again == report
    assert types_of(again) == types_of(report)


def test_what_would_not_come_back_is_refused(tmp_path: Path) -> None:
    report = replace(workflow.analyze(make(tmp_path, next(iter(KINDS)))), roots=Pair(1, 2))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Pair"):
        CODEC.encode(report)
