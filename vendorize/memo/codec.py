"""Turn an answer into plain values and back: tuples, texts, numbers, and nothing that a class could hide behind."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final, cast

from vendorize.model import report
from vendorize.model.advice import Usage
from vendorize.model.mechanism import Mechanism
from vendorize_analysis.model.analysis import Seconds

_KINDS: Final = (
    report.AbsentImport,
    report.Before,
    report.CapabilityChange,
    report.Cost,
    report.Counts,
    report.DistributionReport,
    report.Report,
    report.ReportedHazard,
    report.Totals,
    Usage,
    Mechanism,
    Seconds,
)
_NUMBERS: Final = {kind: number for number, kind in enumerate(_KINDS)}
_TUPLE, _PATH = -1, -2
"""What stands first in a tuple that is no dataclass of ours."""


def encode(value: report.Report) -> tuple[Any, ...]:
    """Return an answer as plain values."""
    return cast("tuple[Any, ...]", _plain(value))


def decode(value: tuple[Any, ...]) -> report.Report:
    """Return the answer that `encode` was given."""
    return cast("report.Report", _built(value))


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field
    if isinstance(value, tuple):
        if type(value) is not tuple:
            raise TypeError(f"{type(value).__name__} would come back as a plain tuple")
        return (_TUPLE, *map(_plain, value))
    if isinstance(value, Path):
        return (_PATH, str(value))
    if is_dataclass(value):
        return (_NUMBERS[cast("Any", type(value))], *(_plain(getattr(value, one.name)) for one in fields(value)))
    return value


def _built(value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, tuple):
        return value
    kind, *inner = value
    if kind == _TUPLE:
        return tuple(map(_built, inner))
    return Path(inner[0]) if kind == _PATH else _KINDS[kind](*map(_built, inner))


def in_order(value: object) -> object:
    """Return a value in which equal ones look alike: sets have no order that can be relied on."""
    if is_dataclass(value):
        return [in_order(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [in_order(item) for item in value]
    return str(value) if isinstance(value, Path) else value
