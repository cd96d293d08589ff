from __future__ import annotations

import pytest

from tests.unit.reachability.programs import Texts, program_of

FILES: Texts = {
    "dep/__init__.py": (
        "from ._impl import thing as public, Class\nfrom .stars import *\nimport os.path\nimport gone\n"
        "from . import sub\nfrom os import path as p\nfrom .sub import value\nfrom .fast import quick\n"
        "Alias = Class\nOther = _impl.Class\nchosen = public if os else Class\n"
    ),
    "dep/_impl.py": "def thing(): pass\nclass Class:\n    class Inner: pass\n",
    "dep/stars.py": "from .more import *\ndef starred(): pass\ndef _hidden(): pass\n",
    "dep/more.py": "__all__ = ['deep', '_listed']\ndef deep(): pass\ndef _listed(): pass\ndef unlisted(): pass\n",
    "dep/sub/__init__.py": "value = 1\nfrom .. import sub as again\n",
    "dep/sub/leaf.py": "x = 1\n",
    "dep/fast.so": "",
    "dep/circle.py": "from .circle2 import a\nb = 1\n",
    "dep/circle2.py": "from .circle import a, b\n",
    "dep/system.py": "from os import *\n",
    "space/inner.py": "y = 1\n",
    "broken.py": "def (:\n",
}


def followed(dotted: str, module: str = "dep") -> tuple[list[str], str]:
    """Return what a name leads to and what could not be followed."""
    found, rest = program_of(FILES).follow(module, tuple(dotted.split(".")))
    return [f"{entity.kind} {entity.module}" for entity in found], ".".join(rest)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("public", (["function dep._impl"], "")),
        ("Class", (["class dep._impl"], "")),
        ("Class.Inner", (["class dep._impl"], "Inner")),
        ("starred", (["function dep.stars"], "")),
        ("deep", (["function dep.more"], "")),
        ("_listed", ([], "_listed")),
        ("unlisted", ([], "unlisted")),
        ("_hidden", ([], "_hidden")),
        ("os.path.join", (["stdlib os.path.join"], "")),
        ("p.join", (["stdlib os.path.join"], "")),
        ("gone.a.b", (["missing gone.a.b"], "")),
        ("sub", (["module dep.sub"], "")),
        ("sub.value", (["value dep.sub"], "")),
        ("sub.leaf.x", (["value dep.sub.leaf"], "")),
        ("sub.again.again.value", (["value dep.sub"], "")),
        ("value.real", (["value dep.sub"], "real")),
        ("quick.x", (["opaque dep.fast.quick.x"], "")),
        ("stars.starred", (["function dep.stars"], "")),
        ("nothing", ([], "nothing")),
    ],
)
def test_names_are_followed_to_their_end(name: str, found: tuple[list[str], str]) -> None:
    assert followed(name) == found


def test_a_star_of_the_standard_library_may_give_anything() -> None:
    assert followed("getcwd", "dep.system") == (["stdlib os.getcwd"], "")
    assert followed("_exit", "dep.system") == ([], "_exit")


def test_a_star_may_give_a_name_that_the_module_binds_too_wherever_it_stands() -> None:
    files = {"dep/__init__.py": "def f(): pass\nfrom .a import *\n", "dep/a.py": "def f(): pass\n"}
    found, _ = program_of(files).follow("dep", ("f",))
    assert [entity.module for entity in found] == ["dep", "dep.a"]
    earlier = files | {"dep/__init__.py": "from .a import *\ndef f(): pass\n"}
    assert [entity.module for entity in program_of(earlier).follow("dep", ("f",))[0]] == ["dep", "dep.a"]


def test_an_alias_may_be_what_it_stands_for() -> None:
    assert followed("Alias")[0] == ["alias dep", "class dep._impl"]
    assert followed("chosen")[0] == ["value dep"]


def test_a_circle_ends() -> None:
    assert followed("b", "dep.circle2") == (["value dep.circle"], "")


@pytest.mark.parametrize(
    ("module", "name", "gives"),
    [
        ("dep.more", "deep", True),
        ("dep.more", "_listed", True),
        ("dep.more", "unlisted", False),
        ("dep.stars", "_hidden", False),
        ("dep.stars", "starred", True),
        ("os", "path", True),
        ("gone", "_x", False),
    ],
)
def test_what_a_star_may_bind(module: str, name: str, gives: bool) -> None:  # noqa: FBT001 (a table)
    assert program_of(FILES).stars.exports(module, name) is gives


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("dep", "module dep"),
        ("space", "module space"),
        ("dep.fast", "opaque dep.fast"),
        ("json", "stdlib json"),
        ("gone.x", "missing gone.x"),
    ],
)
def test_what_importing_a_name_gives(name: str, entity: str) -> None:
    assert [f"{found.kind} {found.module}" for found in program_of(FILES).as_module(name)] == [entity]


def test_modules_without_source_are_none() -> None:
    program = program_of(FILES)
    assert (program.module("broken"), program.module("gone"), program.module("dep.fast")) == (None, None, None)


def test_modules_are_read_only_when_somebody_asks() -> None:
    program = program_of(FILES)
    program.follow("dep.sub", ("value",))
    assert set(program.catalogue.loaded) == {"dep.sub"}  # type: ignore[attr-defined]


def test_only_stars_that_bind_a_name_give_it() -> None:
    files: Texts = {
        "dep/__init__.py": "from .one import *\nfrom .two import *\nfrom gone import *\n",
        "dep/one.py": "first = 1\n",
        "dep/two.py": "from .three import *\n",
        "dep/three.py": "second = 1\n",
    }
    program = program_of(files)
    linked = program.module("dep")
    assert linked is not None
    assert program.stars_giving(linked, "first") == ("dep.one", "gone")
    assert program.stars_giving(linked, "second") == ("dep.two", "gone")
    assert program.stars_giving(linked, "neither") == ("gone",)


def test_modules_that_star_import_each_other_come_to_an_end() -> None:
    files: Texts = {
        "dep/one.py": "from .two import *\nname = 1\n",
        "dep/two.py": "name = 2\nfrom .one import *\n",
        "dep/__init__.py": "",
    }
    program = program_of(files)
    linked = program.module("dep.two")
    assert linked is not None
    assert program.stars_giving(linked, "other") == ()
    assert program.stars_giving(linked, "name") == ("dep.one",)
