"""Roots that are asked for and are not there: the nearest thing that is."""

from __future__ import annotations

import pytest

from tests.unit.reachability.programs import alive_in
from vendorize_analysis.errors import UserError

FILES = {"app/__init__.py": "", "app/commands.py": "def main(): pass\n", "lib/__init__.py": "def helper(): pass\n"}


@pytest.mark.parametrize(
    ("root", "hint"),
    [
        ("app.comands:main", "did you mean app.commands?"),
        ("app.commands:mian", "did you mean app.commands:main?"),
        ("app.commands:other", "look for a misspelling"),
        ("nothing.like.it", "write it as package.module or package.module:name"),
    ],
)
def test_a_mistyped_root_is_corrected(root: str, hint: str) -> None:
    with pytest.raises(UserError) as error:
        alive_in(FILES, roots=(root,))
    assert error.value.hint == hint
