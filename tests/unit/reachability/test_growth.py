"""The work grows with what there is to look at, not with its square."""

from __future__ import annotations

import sys
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.unit.reachability.programs import alive_in
from vendorize_analysis.recursion import with_room

if TYPE_CHECKING:
    from collections.abc import Callable
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


def of_open_stars(size: int) -> dict[str, str]:
    """Return modules that star-import what nobody can read, all of them values, and code that asks for many names."""
    numbers = range(size)
    return {
        "app.py": "import dep\ndep.ask(dep)\n",
        "dep/__init__.py": "".join(f"from dep import m{number}\n" for number in numbers)
        + "def ask(it):\n    print("
        + ", ".join(f"m{number}" for number in numbers)
        + ")\n"
        + "".join(f"    it.a{number}\n" for number in numbers),
        **{f"dep/m{number}.py": "from elsewhere import *\n" for number in numbers},
    }


def of_listed_subclasses(size: int) -> dict[str, str]:
    """Return classes of which all subclasses are listed, and a module with one subclass for each."""
    numbers = range(size)
    return {
        "app.py": "import dep\n" + "".join(f"dep.B{number}().all()\n" for number in numbers),
        "dep/__init__.py": "".join(
            f"from dep.b{number} import B{number}\nimport dep.m{number}\n" for number in numbers
        ),
        **{
            f"dep/b{number}.py": f"class B{number}:\n    def all(self): return B{number}.__subclasses__()\n"
            for number in numbers
        },
        **{
            f"dep/m{number}.py": f"from dep.b{number} import B{number}\nclass K(B{number}): pass\n"
            for number in numbers
        },
    }


@pytest.mark.parametrize("program", [of_open_stars, of_listed_subclasses])
def test_work_grows_with_what_there_is_not_with_pairs_of_it(program: Callable[[int], dict[str, str]]) -> None:
    first, middle, last = (calls(program(size)) for size in (40, 80, 160))
    assert last - middle < 2.2 * (middle - first)
