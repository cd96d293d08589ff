"""What would change what a program does is refused, with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.inlining.worlds import reasons, scene

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("rope")

USES = "from dep import go\n\n\ndef main():\n    return go(1)\n"
GO = "def go(x):\n    return x + 1\n"
UTIL = '"""Helpers."""\n'
CLASS = "class Go:\n    def __init__(self, x):\n        self.x = x\n"
USES_CLASS = "from dep import Go\n\n\ndef main():\n    return Go(1).x\n"
TESTED = "from app.core import main\n\n\ndef test_main():\n    main()\n"

OF_THE_CODE = {
    "module_state_is_bound_anew": (
        "_n = 0\n\n\ndef go(x):\n    global _n\n    _n += x\n    return _n\n",
        ["dep.py:5: go binds a name of its module: _n"],
    ),
    "it_asks_for_its_module": ("def go(x):\n    return __name__\n", ["dep.py:1: go asks its module for __name__"]),
    "it_sees_its_caller": (
        "import warnings\n\n\ndef go(x):\n    warnings.warn('old')\n",
        ["dep.py:5: go uses warnings.warn, which sees in which module or line its caller stands"],
    ),
    "it_sees_its_caller_by_an_import_inside": (
        "def go(x):\n    import warnings\n    warnings.warn('old')\n",
        ["dep.py:2: go imports warnings when it runs"],
    ),
    "a_name_is_bound_in_a_branch": (
        "try:\n    import json as j\nexcept ImportError:\n    j = None\n\n\ndef go(x):\n    return j\n",
        ["dep.py:7: go needs j, which is bound on lines 2, 4"],
    ),
    "a_name_is_bound_twice": (
        "N = 1\nN = N + 1\n\n\ndef go(x):\n    return N\n",
        ["dep.py:5: go needs N, which is bound on lines 1, 2"],
    ),
    "a_name_is_bound_nowhere": (
        "def go(x):\n    return nowhere\n",
        ["dep.py:1: go needs nowhere, which nothing binds"],
    ),
    "a_star_may_give_a_name": (
        "from os.path import *\n\n\ndef go(x):\n    return join('a', 'b')\n",
        ["dep.py:4: go needs join, which a star import may give"],
    ),
    "it_shares_a_line": (
        "K = 1; L = 2\n\n\ndef go(x):\n    return K\n",
        ["dep.py:1: K shares its line with another statement"],
    ),
    "its_decorator_acts": (
        "def register(f):\n    print(f)\n    return f\n\n\n@register\ndef go(x):\n    return x\n",
        ["dep.py:6: go does more than bind its name when it runs"],
    ),
    "what_it_needs_is_computed": (
        "from importlib import import_module\n\n\ndef go(x):\n    return import_module(x)\n",
        ["what it needs cannot be read (VZ101"],
    ),
    "it_is_evaluated": ("def go(x):\n    return eval(x)\n", ["what it needs cannot be read"]),
    "it_needs_what_is_not_there": (
        "import nothing\n\n\ndef go(x):\n    return nothing.f(x)\n",
        ["dep.py:1: go needs nothing of nothing, which was not read: compiled, or not there"],
    ),
}
OF_THE_PROGRAM = {
    "a_test_patches_it": (
        {
            "tests/test_core.py": "from unittest import mock\n"
            + TESTED
            + "    with mock.patch('dep.go'):\n        main()\n"
        },
        ["tests/test_core.py:7: text names go: 'dep.go'"],
    ),
    "a_test_patches_it_where_it_is_used_by_another_name": (
        {
            "tests/test_core.py": TESTED.replace("main():", "main(monkeypatch):")
            + "    monkeypatch.setattr('dep.go', len)\n"
        },
        ["tests/test_core.py:6: text names go: 'dep.go'"],
    ),
    "a_test_sets_it_on_the_module": (
        {
            "tests/test_core.py": "import dep\n"
            + TESTED.replace("main():", "main(monkeypatch):")
            + "    monkeypatch.setattr(dep, 'go', len)\n"
        },
        ["tests/test_core.py:7: the module dep, which has go, is handed around as a value"],
    ),
    "a_test_hides_its_module": (
        {
            "tests/test_core.py": "from unittest import mock\n"
            + TESTED
            + "    with mock.patch.dict('sys.modules', {'dep': None}):\n"
            "        main()\n"
        },
        ["tests/test_core.py:7: may put something else in the place of dep"],
    ),
    "the_module_may_be_another": (
        {"app/other.py": "import sys\n\nif sys.argv:\n    import dep\nelse:\n    import json as dep\n\ndep.go(1)\n"},
        ["app/other.py:8: dep may be another module here"],
    ),
    "the_target_has_it_or_another": (
        {"app/util.py": "try:\n    from dep import go\nexcept ImportError:\n    from json import dumps as go\n"},
        ["app/util.py:2: go is used here, and rope does not find it"],
    ),
    "the_target_binds_it_again_in_a_function": (
        {"app/util.py": "def f():\n    from dep import go as step\n    step = [step]\n    return step\n"},
        ["app/util.py:2: step is bound to something else, too"],
    ),
    "the_target_has_it_in_a_class": (
        {"app/util.py": "class A:\n    from dep import go\n"},
        ["app/util.py:2: go is a member of a class here"],
    ),
    "a_class_would_have_a_new_member": (
        {"app/other.py": "class A:\n    import dep\n    x = dep.go(1)\n"},
        ["app/other.py:2: go would be a new member of the class that imports its module here"],
    ),
    "a_line_of_a_block": (
        {"app/other.py": "if 1: import dep\n\ndep.go(1)\n"},
        ["app/other.py:1: the import stands on the line of its block: give it one of its own"],
    ),
    "an_annotation_in_text": (
        {"app/other.py": "import dep\n\n\ndef f(x: 'dep.go'):\n    return x\n"},
        ["app/other.py:4: a reference would mean another thing: app.util.go, dep.go"],
    ),
    "it_is_assigned": ({"app/other.py": "import dep\n\ndep.go = len\n"}, ["app/other.py:3: go is set or deleted here"]),
    "it_is_deleted": ({"app/other.py": "import dep\n\ndel dep.go\n"}, ["app/other.py:3: go is set or deleted here"]),
    "a_star_gives_it": ({"app/other.py": "from dep import *\n\ngo(1)\n"}, ["app/other.py:1: a star import gives go"]),
    "it_is_asked_for_by_a_computed_name": (
        {"app/other.py": "import dep\n\n\ndef ask(name):\n    return getattr(dep, name)\n"},
        ["app/other.py:5: the module dep, which has go, is handed around as a value"],
    ),
    "the_target_binds_the_name": ({"app/util.py": "go = 1\n"}, ["app/util.py:1: app.util binds go already"]),
    "the_target_binds_it_in_a_branch": (
        {"app/util.py": "try:\n    from dep import go\nexcept ImportError:\n    go = None\n"},
        ["app/util.py:4: app.util binds go already"],
    ),
    "the_target_has_a_star": (
        {"app/util.py": "from os.path import *\n"},
        ["app/util.py:1: it has a star import, so that its names are not known"],
    ),
    "the_target_is_starred": (
        {"app/other.py": "from app.util import *\n"},
        ["app/other.py:1: a star import of app.util would give the new names here too"],
    ),
    "a_local_name_is_near": (
        {"app/other.py": "import dep\n\n\ndef other(go):\n    return dep.go(go)\n"},
        ["app/other.py:5: go is something else here, and would be shadowed or captured"],
    ),
    "an_unread_file_names_it": (
        {"scripts/run.py": "import dep\n\ndep.go(1)\n"},
        ["scripts/run.py:3: names go, and is no part of what was analysed: --root adds it"],
    ),
    "a_file_cannot_be_read": (
        {"app/broken.py": "from dep import go\ndef (:\n"},
        ["app/broken.py:1: cannot be read, and may name what moves"],
    ),
    "the_target_imports_who_uses_it": (
        {"app/util.py": "import app.core\n"},
        ["app/core.py:1: importing app.util here would be a circle: it imports app.core, if not at once"],
    ),
    "the_target_imports_who_uses_it_late": (
        {"app/util.py": "def late():\n    from app import core\n    return core\n"},
        ["app/core.py:1: importing app.util here would be a circle: it imports app.core, if not at once"],
    ),
    "the_target_acts_when_it_is_imported": (
        {"app/util.py": "print('hello')\n"},
        ["app/util.py:1: app.util does something when it is imported, and app.core loads it now"],
    ),
    "the_target_runs_as_the_program": (
        {"app/util.py": "if __name__ == '__main__':\n    print(1)\n"},
        ["app/util.py:1: app.util runs as a program; app.core would load a second copy of it"],
    ),
}


@pytest.mark.parametrize("case", OF_THE_CODE)
def test_code_that_cannot_stand_elsewhere(tmp_path: Path, case: str) -> None:
    dep, wanted = OF_THE_CODE[case]
    found = reasons(scene(tmp_path, {"app/core.py": USES, "app/util.py": UTIL}, dep).move("dep.go", "app.util"))
    assert all(any(one in reason for reason in found) for one in wanted), found


@pytest.mark.parametrize("case", OF_THE_PROGRAM)
def test_programs_for_which_it_would_be_another_thing(tmp_path: Path, case: str) -> None:
    more, wanted = OF_THE_PROGRAM[case]
    files = {"app/core.py": USES, "app/util.py": UTIL, **more}
    found = reasons(scene(tmp_path, files, GO).move("dep.go", "app.util"))
    assert set(wanted) <= set(found), found


@pytest.mark.parametrize("case", OF_THE_PROGRAM)
def test_nothing_is_written_where_a_reason_is_found(tmp_path: Path, case: str) -> None:
    files = {"app/core.py": USES, "app/util.py": UTIL, **OF_THE_PROGRAM[case][0]}
    world = scene(tmp_path, files, GO)
    assert not world.move("dep.go", "app.util", write=True).written
    assert {name: world.read(name) for name in files} == files


def test_code_that_captures_a_built_in(tmp_path: Path) -> None:
    world = scene(
        tmp_path,
        {"app/core.py": "from dep import sum\n\nsum([1])\n", "app/util.py": "total = sum([1, 2])\n"},
        "def sum(x):\n    return 3\n",
    )
    assert "app/util.py:1: app.util reads sum, which is not bound there: it would be captured" in reasons(
        world.move("dep.sum", "app.util")
    )


def test_code_that_needs_a_built_in_which_the_target_binds(tmp_path: Path) -> None:
    world = scene(
        tmp_path, {"app/core.py": USES, "app/util.py": "def len(x):\n    return 0\n"}, "def go(x):\n    return len(x)\n"
    )
    assert reasons(world.move("dep.go", "app.util")) == [
        "app/util.py:1: app.util binds len, for which the moved code needs the built-in"
    ]


def test_an_import_that_means_another_thing_in_the_target(tmp_path: Path) -> None:
    files = {"app/core.py": USES, "app/util.py": "from app import other as json\n\nprint(json)\n", "app/other.py": ""}
    found = reasons(
        scene(tmp_path, files, "import json\n\n\ndef go(x):\n    return json.dumps(x)\n").move("dep.go", "app.util")
    )
    assert "app/util.py:1: app.util binds json, which is `import json` in the moved code" in found


def test_annotations_that_would_be_evaluated(tmp_path: Path) -> None:
    files = {"app/core.py": USES, "app/util.py": UTIL}
    world = scene(tmp_path, files, "from __future__ import annotations\n\n\ndef go(x: int | str):\n    return x\n")
    (found,) = reasons(world.move("dep.go", "app.util"))
    assert "has `from __future__ import annotations`, and app.util does not" in found


def test_annotations_of_a_function_that_is_a_value_somewhere(tmp_path: Path) -> None:
    future = "from __future__ import annotations\n"
    files = {"app/core.py": USES + "\n\nCALLS = [go]\n", "app/util.py": future}
    world = scene(tmp_path, files, "def go(x: int):\n    return x\n")
    assert "app.util has `from __future__ import annotations`" in reasons(world.move("dep.go", "app.util"))[0]


@pytest.mark.parametrize(
    ("stays", "reason"),
    [
        (
            "def check(x):\n    return isinstance(x, Go)\n",
            "the class Go is used by code that stays: its copy would be another class",
        ),
        (
            "def check(x):\n    try:\n        x()\n    except Go:\n        pass\n",
            "the class Go is used by code that stays",
        ),
        (
            "class Other(Go):\n    pass\n\n\ndef check(x):\n    return Other(x)\n",
            "the class Go is used by code that stays",
        ),
    ],
)
def test_classes_that_code_knows_which_stays(tmp_path: Path, stays: str, reason: str) -> None:
    files = {
        "app/core.py": "from dep import Go, check\n\n\ndef main():\n    return check(Go(1))\n",
        "app/util.py": UTIL,
    }
    found = reasons(scene(tmp_path, files, f"{CLASS}\n\n{stays}").move("dep.Go", "app.util"))
    assert any(reason in one for one in found), found


@pytest.mark.parametrize(
    ("dep", "reason"),
    [
        (
            "_known = {}\n\n\ndef go(x):\n    return _known.get(x)\n\n\ndef check(x):\n    _known[x] = 1\n",
            "_known, which can hold state, is used",
        ),
        (
            "def go(x, seen=[]):\n    seen.append(x)\n    return len(seen)\n\n\ndef check(x):\n    return go(x)\n",
            "go, which can hold state, is used",
        ),
        (
            (
                "from functools import lru_cache\n\n\n@lru_cache\ndef go(x):\n    return [x]\n\n\n"
                "def check(x):\n    return go(x)\n"
            ),
            "go, which can hold state, is used",
        ),
        (
            "_known = {}\n\n\ndef go(x):\n    return _known.setdefault(x, [])\n\n\ndef check(x):\n    return go(x)\n",
            "go is used by code that stays, and needs _known, which can hold state",
        ),
        (
            "class Go:\n    pass\n\n\ndef go(x):\n    return Go()\n\n\ndef check(x):\n    return go(x)\n",
            "go is used by code that stays, and needs Go, which is a class",
        ),
        ("def go(x):\n    return x\n\n\ndef check(x):\n    return x is go\n", "go is handed on by code that stays"),
    ],
)
def test_state_and_identity_that_code_shares_which_stays(tmp_path: Path, dep: str, reason: str) -> None:
    files = {
        "app/core.py": "from dep import check, go\n\n\ndef main():\n    return check(go(1))\n",
        "app/util.py": UTIL,
    }
    found = reasons(scene(tmp_path, files, dep).move("dep.go", "app.util"))
    assert any(reason in one for one in found), found


def test_classes_in_a_program_that_pickles(tmp_path: Path) -> None:
    files = {"app/core.py": "import pickle\n\n" + USES_CLASS, "app/util.py": UTIL}
    found = reasons(scene(tmp_path, files, CLASS).move("dep.Go", "app.util"))
    assert found == ["app/core.py:1: pickles (pickle): objects of Go may be known by its module"]


def test_effects_of_the_dependency_that_would_be_lost(tmp_path: Path) -> None:
    files = {"app/core.py": USES, "app/util.py": UTIL}
    found = reasons(scene(tmp_path, files, "print('loaded')\n\n\n" + GO).move("dep.go", "app.util"))
    assert found == ["dep.py:1: dep does something when it is imported, and app.core loads it no more"]


def test_what_rope_does_not_find(tmp_path: Path) -> None:
    # It takes `dep.go` for the module, which the function of that name hides.
    dep = {"dep/__init__.py": "from dep.go import *\n", "dep/go.py": GO}
    found = reasons(scene(tmp_path, {"app/core.py": USES, "app/util.py": UTIL}, dep).move("dep.go.go", "app.util"))
    assert "app/core.py:5: go is used here, and rope does not find it" in found


def test_a_submodule_that_somebody_finds_loaded(tmp_path: Path) -> None:
    files = {
        "app/core.py": "from dep.one import go\n\n\ndef main():\n    return go(1)\n",
        "app/other.py": "import app.core\nimport dep\n\n\ndef other():\n    return dep.one.two()\n",
        "app/util.py": UTIL,
    }
    world = scene(tmp_path, files, {"dep/__init__.py": "", "dep/one.py": GO + "\n\ndef two():\n    return 2\n"})
    assert reasons(world.move("dep.one.go", "app.util")) == [
        "app/other.py:6: dep.one.two counts on dep.one, which would be loaded no more"
    ]
