from __future__ import annotations

import pytest

from vendorize.comparing import compare_symbols, places_of, snapshot
from vendorize_analysis.summarizing import Target


def changes(before: dict[str, str], after: dict[str, str], used: tuple[str, ...] = (), **more: str) -> list[str]:
    then, now = (
        snapshot({path: text.encode() for path, text in files.items()}, Target(), **more) for files in (before, after)
    )
    found = compare_symbols(then, now, used=used, places={}, exists=lambda symbol: symbol.endswith("kept"))
    return [f"{one.fate} {one.symbol} {one.before} {one.after} {one.used_as}".rstrip() for one in found]


def one(before: str, after: str) -> list[str]:
    return changes({"m.py": before}, {"m.py": after})


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("def f(a): pass\n", "def f(a: int) -> str: pass\n", []),
        ("def f(a): return 1\n", 'def f(a):\n    """Say."""\n    return 1\n', []),
        ("def f(a): pass\n", "def f(a, b=1): pass\n", ["changed m.f (a) (a, b=1)"]),
        ("def f(a): pass\n", "async def f(a): pass\n", ["changed m.f (a) async (a)"]),
        ("def f(a): return 1\n", "def f(a): return 2\n", ["code m.f (a) (a)"]),
        ("x = 1\n", "x = 2\n", ["code m.x"]),
        ("def f(): pass\n", "", ["lost m.f ()"]),
        ("", "class C(B): pass\n", ["gained m.C  class(B)"]),
        (
            "class C:\n    a: int\n",
            "class C:\n    a: int\n    b: int = 1\n",
            ["gained m.C.b", "changed m.C class() with a class() with a, b=1"],
        ),
        (
            "class C:\n    def f(self): pass\n",
            "class C:\n    @property\n    def f(self): pass\n",
            ["changed m.C.f (self) @property (self)"],
        ),
        ("class C:\n    def f(self): pass\n", "class C:\n    def f(self): return 1\n", ["code m.C.f (self) (self)"]),
        ("if x:\n    def f(): pass\nelse:\n    def f(a): pass\n", "def f(): pass\n", ["changed m.f () or (a) ()"]),
        ("try:\n    def f(): pass\nexcept E:\n    g = 1\n", "def f(): pass\n", ["lost m.g"]),
    ],
)  # fmt: skip
def test_what_counts_as_a_change(before: str, after: str, found: list[str]) -> None:
    assert sorted(one(before, after)) == sorted(found)


def test_what_moved_and_is_known_by_its_old_name_is_the_same() -> None:
    before = {
        "p/__init__.py": "from p.a import C\n",
        "p/a.py": "class C:\n    def f(self): pass\n    def g(self): pass\n",
    }
    after = {"p/__init__.py": "from .b import C\n", "p/b.py": "class C:\n    def f(self, x): pass\n"}
    assert changes(before, after, ("p.C",)) == ["changed p.b.C.f (self) (self, x) p.C.f", "lost p.b.C.g (self)  p.C.g"]
    # The alias is enough, whoever uses it.
    assert changes(before, after) == ["changed p.b.C.f (self) (self, x)", "lost p.b.C.g (self)"]


def test_names_are_followed_through_stars_and_the_private_package() -> None:
    before = {"p/__init__.py": "from app._vendor.p.a import *\n", "p/a.py": "def f(): pass\n"}
    after = {"p/__init__.py": "from app._vendor.p import b\nf = b.f\n", "p/b.py": "def f(x): pass\n"}
    found = changes(before, after, ("p.f",), namespace="app._vendor")
    assert "lost p.a.f ()  p.f" not in found
    assert [text for text in found if "p.f" in text]


def test_lines_that_we_have_written_are_no_part() -> None:
    ours = "__getattr__ = __import__('_s', fromlist=['removed']).removed('m', 'd 1', 'x')\n"
    inner = "class C:\n    __import__('_s', fromlist=['removed_members']).removed_members('m.C', 'd 1', 'x')\n"
    assert changes({"m.py": ours + inner}, {"m.py": "class C:\n    pass\n"}, support="_s") == []


def test_hazards_are_those_of_the_text() -> None:
    found = snapshot({"m.py": b"import importlib\n\n\ndef f(x):\n    importlib.import_module(x)\n"}, Target()).hazards
    assert [(each.path, each.line, each.code) for each in found] == [("m.py", 5, "VZ101")]


def test_what_cannot_be_read_defines_nothing() -> None:
    assert one("print 'x'\n", "def f(): pass\n") == ["gained m.f  ()"]


def test_places_have_files_and_lines() -> None:
    found = places_of([("a.py", b"import m\nm.f(\n  x=1)\nfrom m import g\n"), ("b.py", b"f = 1\n"), ("c.py", b"(\n")])
    assert found["f"] == ("a.py:2", "b.py:1")
    assert (found["g"], found["x"]) == (("a.py:4",), ("a.py:3",))
