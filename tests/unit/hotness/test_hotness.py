"""What is hot: what types, names and traces lead to, of what is live; unknown receivers lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import install, write
from vendorize_analysis.hotness import decide_hot
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.hot import Hot

TWO = """
class One:
    def run(self): return 1
class Two:
    def run(self): return 2
"""

USED = ("add", "radd", "neg", "lt", "int", "getitem", "setitem", "contains", "ne")
UNUSED = ("mul", "iadd", "gt", "delitem")
NUMBERS = f"""
class N:
{"".join(f"    def __{name}__(self, *more): return 1{chr(10)}" for name in (*USED, *UNUSED, "eq"))}
class M(N): pass
class Other(N):
    def __mul__(self, other): return 2
"""


def analysed(folder: Path, library: str, program: str, stub: str = "") -> Analysis:
    """Analyse a program with one dependency, a stub beside it if there is one."""
    install(folder / "site", "lib", {"lib/__init__.py": library, **({"lib/__init__.pyi": stub} if stub else {})})
    write(folder, {"app.py": program})
    options = AnalysisOptions(search_path=(folder / "site",), use_cache=False)
    return analyze(folder / "app.py", options)


def hot(folder: Path, library: str, program: str, stub: str = "") -> set[str]:
    """Return the qualified names of the hot functions of the dependency."""
    found: Hot = decide_hot(analysed(folder, library, program, stub))
    return {name for module, name in found.functions if module.partition(".")[0] == "lib"}


CASES = {
    "a constructor tells the class": (TWO, "import lib\nlib.One().run()\nlib.Two\n", {"One.run"}),
    "operators": (
        NUMBERS,
        "import lib\nn, m, o = lib.N(), lib.M(), lib.Other()\n"  # noqa: ISC004
        "n + 1, 1 + m, -n, n < 1, int(n), n['x'], 1 in m, n != 1, n == 1\nn['x'] = 1\n",
        {f"N.__{name}__" for name in (*USED, "eq")},
    ),
    "a computed name makes nothing hot": (
        TWO
        + "class Asking(One):\n    def ask(self, name): return getattr(self, name)()\n    def more(self): return 3\n",
        "import lib, sys\nlib.Asking().ask(sys.argv[1])\n",
        {"Asking.ask"},
    ),
    "what a module would do as a program": (
        TWO + "def main(): One().run()\nif __name__ == '__main__': main()\n",
        "import lib, runpy, sys\nlib.main, runpy.run_module(sys.argv[1], run_name='__main__')\n",
        set(),
    ),
    "an unknown receiver makes nothing hot": (TWO, "import lib, sys\nlib.One, lib.Two\nsys.x.run()\n", set()),
    "the annotation of a parameter": (
        TWO,
        "import lib\ndef f(x: lib.One): x.run()\nf(lib.Two)\n",
        {"One.run"},
    ),
    "the annotation of what a factory returns": (
        TWO + "def make(kind) -> One: return TABLE[kind]()\nTABLE = {1: One, 2: Two}\n",
        "import lib\nlib.make(1).run()\n",
        {"make", "One.run"},
    ),
    "what a factory returns, without annotation": (
        TWO + "def make(): return One()\n",
        "import lib\nlib.make().run()\nlib.Two\n",
        {"make", "One.run"},
    ),
    "an attribute that a method gives": (
        TWO + "class Holder:\n    def __init__(self): self.held = One()\n    def go(self): self.held.run()\n",
        "import lib\nlib.Holder().go()\nlib.Two\n",
        {"Holder.__init__", "Holder.go", "One.run"},
    ),
    "the field of a data class": (
        TWO + "from dataclasses import dataclass\n@dataclass\nclass Held:\n    part: One | None\n",
        "import lib\ndef f(x: lib.Held): x.part.run()\nf(0)\nlib.Two\n",
        {"One.run"},
    ),
    "narrowing by isinstance": (
        TWO,
        "import lib, sys\nx = sys.x\nif isinstance(x, (lib.One, int)): x.run()\nlib.Two\n",
        {"One.run"},
    ),
    "a cached property gives what it is annotated with": (
        TWO + "import functools\nclass C:\n    @functools.cached_property\n    def part(self) -> One: ...\n",
        "import lib\nlib.C().part.run()\nlib.Two\n",
        {"C.part", "One.run"},
    ),
    "what a container holds": (
        TWO + "def many() -> list[One]: ...\ndef table() -> dict[str, Two]: ...\n",
        "import lib\nfor one in lib.many(): one.run()\nlib.table\n",
        {"many", "One.run"},
    ),
    "an awaited function": (
        TWO + "async def make() -> One: ...\n",
        "import lib\nasync def f(): (await lib.make()).run()\nlib.Two\n",
        {"make", "One.run"},
    ),
    "a context manager": (
        TWO + "from contextlib import contextmanager\nfrom typing import Iterator\n"
        "@contextmanager\ndef opened() -> Iterator[One]: yield One()\n",
        "import lib\nwith lib.opened() as one: one.run()\nlib.Two\n",
        {"opened", "One.run"},
    ),
    "Self is the receiver's class": (
        (
            "from typing import Self\nclass Base:\n    def me(self) -> Self: ...\n"
            "class C(Base):\n    def run(self): ...\nclass D(Base):\n    def run(self): ...\n"
        ),
        "import lib\nlib.C().me().run()\nlib.D\n",
        {"Base.me", "C.run"},
    ),
    "what a hot call gives to a parameter": (
        TWO + "def use(x): x.run()\n",
        "import lib\nlib.use(lib.Two())\nlib.One\n",
        {"use", "Two.run"},
    ),
    "a class that is made answers in the place of its base": (
        (
            "class Base:\n    def run(self): self.step()\n    def step(self): ...\n"
            "class Made(Base):\n    def step(self): ...\nclass Other(Base):\n    def step(self): ...\n"
        ),
        "import lib\nlib.Made().run()\nlib.Other\n",
        {"Base.run", "Base.step", "Made.step"},
    ),
    "a mixin meets what its objects have": (
        (
            "class Mixin:\n    def run(self): self.step()\nclass Part:\n    def step(self): ...\n"
            "class Other:\n    def step(self): ...\nclass C(Mixin, Part): ...\n"
        ),
        "import lib\nlib.C().run()\nlib.Other\n",
        {"Mixin.run", "Part.step"},
    ),
    "super asks behind the class": (
        "class Base:\n    def run(self): ...\nclass C(Base):\n    def run(self): super().run()\n",
        "import lib\nlib.C().run()\n",
        {"Base.run", "C.run"},
    ),
    "tables of modules call nothing": (
        "def one(): ...\ndef two(): ...\nTABLE = {1: one, 2: two}\n",
        "import lib, sys\nlib.TABLE\n",
        set(),
    ),
    "an item of a table is called": (
        "def one(): ...\ndef two(): ...\nTABLE = {1: one}\nOTHER = [two]\n",
        "import lib, sys\nlib.TABLE[sys.x]()\nlib.OTHER\n",
        {"one"},
    ),
    "what is handed on is called": (
        "def one(): ...\ndef two(): ...\nTABLE = [two]\n",
        "import lib, atexit\natexit.register(lib.one)\nlib.TABLE\n",
        {"one"},
    ),
    "a class that derives from itself ends": (
        "class A(A): ...\n",
        "import lib\nlib.A().run()\n",
        set(),
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_receivers_are_told_apart(tmp_path: Path, name: str) -> None:
    library, program, wanted = CASES[name]
    assert hot(tmp_path, library, program) == wanted


def test_a_stub_beside_the_module_tells_types(tmp_path: Path) -> None:
    library = TWO + "def make(kind): return KINDS[kind]\nKINDS = [One(), Two()]\n"
    program = "import lib\nlib.make(0).run()\n"
    stub = "class One:\n    def run(self) -> int: ...\ndef make(kind: int) -> One: ...\n"
    assert hot(tmp_path, library, program, stub) == {"make", "One.run"}


def test_nothing_that_is_not_live_is_hot(tmp_path: Path) -> None:
    analysis = analysed(tmp_path, TWO, "import lib\nlib.One().run()\n")
    traced = frozenset({("lib", "Two.run"), ("lib", "One.run"), ("gone", "f"), ("lib", "")})
    assert decide_hot(analysis, traced).functions == {("lib", "One.run")}


def test_with_a_trace_what_did_not_run_is_cold(tmp_path: Path) -> None:
    analysis = analysed(tmp_path, TWO, "import lib\nlib.One().run()\nlib.Two().run()\n")
    found = decide_hot(analysis, frozenset({("lib", "Two.run")}))
    assert found.functions == {("lib", "Two.run")}
    assert found.reasons["lib", "Two.run"].kind == "trace"


def test_the_way_leads_to_a_root(tmp_path: Path) -> None:
    library = TWO + "def make() -> One: ...\ndef use(): make().run()\n"
    found = decide_hot(analysed(tmp_path, library, "import lib\nlib.use()\n"))
    way = found.way(("lib", "One.run"))
    assert [(key, reason.kind, reason.detail) for key, reason in way] == [
        (("lib", "One.run"), "type", "lib.One.run"),
        (("lib", "use"), "edge", "use"),
        (("app", ""), "root", "app"),
    ]
    assert found.way(("lib", "Two.run")) == ()


def test_an_import_in_a_branch_of_a_function_makes_nothing_hot_but_what_is_called_of_it(tmp_path: Path) -> None:
    made = "class Meta(type):\n    def __new__(meta, *more): return super().__new__(meta, *more)\n"
    made += "class Model(metaclass=Meta): pass\ndef called(): return 1\n"
    library = (
        "def rare(value):\n    if value:\n        from lib.old import Model\n        return isinstance(value, Model)\n"
        "def plain():\n    try:\n        from lib.new import Model\n    except ImportError: pass\n"
        "def calling(value):\n    for one in value:\n        from lib.third import called\n        called()\n"
    )
    files = {"lib/__init__.py": library, **dict.fromkeys(("lib/old.py", "lib/new.py", "lib/third.py"), made)}
    install(tmp_path / "site", "lib", files)
    write(tmp_path, {"app.py": "import lib\nlib.rare(0), lib.plain(), lib.calling(())\n"})
    options = AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False)
    found = decide_hot(analyze(tmp_path / "app.py", options)).functions
    assert {("lib.new", "Meta.__new__"), ("lib.third", "called")} <= found
    assert ("lib.old", "Meta.__new__") not in found
