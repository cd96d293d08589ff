"""Chains of star imports: the work grows with their length, not with its square."""

from __future__ import annotations

import sys
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.unit.reachability.programs import alive_in
from vendorize_analysis.recursion import with_room

if TYPE_CHECKING:
    from types import FrameType

FORMS = {
    "computed": "__all__ = [_name for _name in dir() if _name[0] != '_']\n",
    "listed": "__all__ = ['{own}']\n",
    "none": "",
}


def chain(form: str, length: int) -> dict[str, str]:
    files = {
        f"dep/m{number}.py": f"from dep.m{number - 1} import *\ndef f{number}(): pass\n"
        + FORMS[form].format(own=f"f{number}")
        for number in range(1, length)
    }
    first = "def f0(): pass\n__all__ = ['f0']\n"
    return {
        "app.py": f"from dep.m{length - 1} import *\nf{length - 1}()\n",
        "dep/__init__.py": "",
        "dep/m0.py": first,
        **files,
    }


def calls(files: dict[str, str]) -> int:
    """Return how many functions of the analysis are called to look at a program."""
    counter = count()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_globals["__name__"].startswith("vendorize_analysis."):
            next(counter)

    def look() -> None:
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            alive_in(files)
        finally:
            sys.setprofile(before)

    with_room(look)
    return next(counter)


@pytest.mark.parametrize("form", FORMS)
def test_a_chain_of_star_imports_is_walked_once(form: str) -> None:
    assert calls(chain(form, 240)) < 2.3 * calls(chain(form, 120))


def test_modules_that_star_import_each_other_have_an_end() -> None:
    files = {
        "app.py": "from dep.one import *\nf(), g()\n",
        "dep/__init__.py": "",
        "dep/one.py": "from dep.two import *\ndef f(): pass\n__all__ = dir()\n",
        "dep/two.py": "from dep.one import *\ndef g(): pass\n__all__ = [name for name in globals()]\n",
    }
    names = alive_in(files).liveness.names
    assert "f" in names["dep.one"]
    assert "g" in names["dep.two"]
