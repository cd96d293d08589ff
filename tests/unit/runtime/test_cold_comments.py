"""Comments between cold functions leave with them: who asks for source text has them, and the rest stays as it is."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.unit.runtime import cold_programs
from tests.unit.runtime.cold_programs import run

if TYPE_CHECKING:
    from pathlib import Path

DEP = '''"""Shapes."""

# Copyright 2001 A. Writer
# and others.

# Of the module.
LIMIT = 3

# ruff: noqa: E501
def cold(x):
    """Cold."""
    # inside of a cold one
    values = [x, "and some text that makes it long"]
    return values

# Above a hot one,
# in two lines.
def hot(x):
    # inside of a hot one
    values = [
        # in brackets
        x,  # behind
    ]
    text = """of
# no comment
two"""
    total = 1 + \\
        len(text)
        # below
    return values, total

class Shape:
    # In a class.
    """No docstring."""

    # Above a method.
    def size(self):
        return ["a method that is cold", self, "and long enough to go"]

    # é, and nothing behind it
'''
KEEP = '[[keep]]\nsymbol = "dep.hot"\nreason = "hot"\n'
GOING = (
    "# Of the module.",
    "# inside of a cold one",
    "# Above a hot one,",
    "# in two lines.",
    "# inside of a hot one",
    "# in brackets",
    "# below",
    "# In a class.",
    "# Above a method.",
    "# é, and nothing behind it",
)
STAYING = ("# Copyright 2001 A. Writer", "# and others.", "# no comment")
ASKING = {
    "source of a hot function": "import inspect; print(inspect.getsource(dep.hot))",
    "of a cold one, before and behind a call": (
        "import inspect; print(inspect.getsource(dep.cold)); dep.cold(1); print(inspect.getsource(dep.cold))"
    ),
    "of a class": "import inspect; print(inspect.getsource(dep.Shape)); print(inspect.getsource(dep.Shape.size))",
    "comments": "import inspect; print(inspect.getcomments(dep.hot), inspect.getcomments(dep.Shape.size))",
    "of the module": "import inspect; print(inspect.getsource(dep)[-600:])",
    "by lines": (
        "import linecache; lines = linecache.getlines(dep.__file__);"
        "print(lines[-1], len(''.join(lines).split('# inside of a hot one')))"
    ),
    "that changes": (
        "import linecache, inspect; inspect.getsource(dep); linecache.checkcache(); print(inspect.getsource(dep.hot))"
    ),
    "lines of errors": (
        "import traceback\ntry:\n    dep.hot(1, 2)\nexcept TypeError:\n    pass\n"
        "try:\n    dep.Shape.size()\nexcept TypeError as error:\n    print(error)\n"
        "code = dep.hot.__code__\n"
        "print(code.co_firstlineno - dep.cold.__code__.co_firstlineno)\n"
        "print(list(code.co_lines())[-1][2] - code.co_firstlineno)"
    ),
    "behaviour": "print(dep.hot(1), dep.cold(2), dep.Shape().size()[0], dep.Shape.__doc__, dep.__doc__)",
}


def make(folder: Path, policy: str, layout: str = "site", dep: str = DEP) -> Path:
    return cold_programs.write(
        folder, f'cold = "{policy}"\n{KEEP}', dep, "dep.cold, dep.Shape().size, dep.LIMIT", layout=layout
    )


@pytest.fixture(scope="module", params=["site", "package"])
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp(request.param), "load", request.param)


@pytest.mark.parametrize("program", ASKING.values(), ids=ASKING.keys())
def test_who_asks_for_source_text_gets_it_with_comments(result: Path, program: str) -> None:
    before = run(program, result.parent / "app.py", result.parent / "site")
    after = run(program, result / "app.py")
    assert (after.stdout, after.returncode) == (before.stdout, 0), after.stderr
    assert before.stdout


def test_comments_are_in_the_archive_on_their_lines_and_notices_in_the_file(result: Path) -> None:
    (module,), (archive,) = result.rglob("dep/__init__.py"), result.rglob("_vendorize_cold.zip")
    text = module.read_text(encoding="utf-8")
    with zipfile.ZipFile(archive) as opened:
        cold = opened.read(*opened.namelist()).decode("utf-8")
    for one in GOING:
        assert one not in text
        assert one in cold
    for one in (*STAYING, "# ruff: noqa: E501", "# behind"):
        assert one in text
    lines, others = text.split("\n"), cold.split("\n")
    assert not any(
        line.strip() and ours.lstrip().startswith("#") for line, ours in zip(lines, others[:-2], strict=False)
    )


def test_of_denied_code_they_go_with_their_lines(tmp_path: Path) -> None:
    text = (make(tmp_path, "deny") / "dep/__init__.py").read_text(encoding="utf-8")
    assert not any(one in text for one in GOING)
    assert all(one in text for one in STAYING)
    assert "" not in text.split("\n")[:-1]
    assert (
        run(ASKING["behaviour"].replace(", dep.cold(2), dep.Shape().size()[0]", ""), tmp_path / "out/app.py").returncode
        == 0
    )


def test_denied_code_of_which_text_may_be_asked_keeps_them(tmp_path: Path) -> None:
    asks = "import inspect, sys\n\nMINE = inspect.getsource(sys.modules[__name__])\n"
    policy = f'deny"\n{KEEP.replace("dep.hot", "dep.MINE")}#"'
    text = (make(tmp_path, policy, dep=f"{DEP}\n{asks}") / "dep/__init__.py").read_text(encoding="utf-8")
    assert all(one in text for one in (*GOING, *STAYING))
