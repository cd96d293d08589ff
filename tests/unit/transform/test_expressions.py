"""Which modules of a result that starts fast ask for their regular expressions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from vendorize.transform.expressions import asking

if TYPE_CHECKING:
    from vendorize.model.plan import ModulePlan
    from vendorize.transform.changes import Context


def asks(text: str, *, distribution: str = "", namespace: str = "", **plan: object) -> str:
    context = SimpleNamespace(prepares=True, support="_s", namespace=namespace)
    fields = {"name": "app.m", "distribution": distribution, "by_path": False, "by_loader": False, "is_program": False}
    module = SimpleNamespace(**{**fields, **plan})
    return asking(cast("ModulePlan", module), text.encode(), cast("Context", context))


COMPILES = 'import re\nX = re.compile("a")\n'


@pytest.mark.parametrize(
    ("text", "vendored", "own"),
    [
        (COMPILES, True, True),
        ("import os, sys\nfrom os.path import join\n", False, False),
        ("import os\ndef f():\n    import argparse\n", False, False),
        ("import argparse\n", False, True),
        ("try:\n    from . import other\nexcept ImportError: pass\n", False, True),
        ('import re\ndef f():\n    return re.compile("a")\n', False, True),
        ('import re\ndef f(x=re.compile("a")): ...\n', True, True),
        ('from re import compile as c\nX = c("a")\n', True, True),
        ('X = compile("1", "x", "eval")\n', False, False),
        ("", False, False),
    ],
)
def test_a_module_asks_where_it_may_gain_by_it(text: str, *, vendored: bool, own: bool) -> None:
    assert bool(asks(text, distribution="dep")) == vendored
    assert bool(asks(text)) == own


def test_a_module_whose_file_may_be_read_does_not_ask() -> None:
    assert not asks(COMPILES, distribution="dep", by_path=True)
    assert asks(COMPILES, distribution="dep", by_path=True, by_loader=True)


@pytest.mark.parametrize(
    ("namespace", "is_program", "wanted"),
    [("", True, True), ("app._vendor", False, True), ("app._vendor", True, False), ("_vendor", False, False)],
)
def test_a_module_of_the_program_asks_where_the_support_module_is_found(
    namespace: str, *, is_program: bool, wanted: bool
) -> None:
    assert bool(asks(COMPILES, namespace=namespace, is_program=is_program)) == wanted
