"""What is moved does the same in its new place, and nothing but what has to changes."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.unit.inlining.worlds import reasons, scene

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("rope")

GO = "def go(x):\n    return x + 1\n"
TYPED = "def go(x: os.PathLike = 1):\n    return x\n"
USES = "from dep import go\n\n\ndef main():\n    return go(1)\n"
SHOW = "from app.core import main; print(main())"
GIT = shutil.which("git") or ""
UTIL = '"""Helpers."""\n'

CORES = {
    "a name": USES,
    "another name": "from dep import go as step\n\n\ndef main():\n    return step(1)\n",
    "an attribute": "import dep\n\n\ndef main():\n    return dep.go(1)\n",
    "an attribute of another name": "import dep as d\n\n\ndef main():\n    return (d.go)(1) + d.other()\n",
    "a name beside another": "from dep import (\n    go,  # the step\n    other,\n)\n\n\n"
    "def main():\n    return go(1) + other()\n",
    "a name behind another": "from dep import other, go\n\n\ndef main():\n    return go(1) + other()\n",
    "an import in a function": "def main():\n    from dep import go\n    return go(1)\n",
    "a module in a function": "def main():\n    import dep\n    return dep.go(1)\n",
    "a class body": "import dep\n\n\nclass A:\n    step = dep.go(1)\n\n\ndef main():\n    return A.step\n",
    "a line with two statements": "import dep; N = 1\n\n\ndef main():\n    return dep.go(N)\n",
    "a lambda and a comprehension": "import dep\n\n\n"
    "def main():\n    return [dep.go(x) for x in map(lambda y: dep.go(y), [1])]\n",
    "a keyword of the same name": "import dep\n\n\ndef f(*, go):\n    return go\n\n\n"
    "def main():\n    return f(go=dep.go(1))\n",
    "an import that may fail": "try:\n    from dep import go\nexcept ImportError:\n    go = None\n\n\n"
    "def main():\n    return go(1)\n",
    "two imports of it": "from dep import go\nfrom dep import go as again\n\n\n"
    "def main():\n    return go(1) + again(2)\n",
    "a decorator and a default": "import dep\n\n\ndef main(x=dep.go(1)):\n    return x\n",
    "a text of that name": "from dep import go\n\n\ndef main():\n    return 'go', go(1)\n",
    "a list of exports": "from dep import go\n\n__all__ = ['go', 'main']\n\n\ndef main():\n    return go(1)\n",
}
"""Forms in which a module may name it."""


def same_before_and_after(
    tmp_path: Path, files: dict[str, str | bytes], dep: dict[str, str | bytes] | str, symbol: str = "dep.go"
) -> None:
    """Move it into `app.util`, and compare what the program prints."""
    world = scene(tmp_path, files, dep)
    before = world.run(SHOW)
    moved = world.move(symbol, "app.util", write=True)
    assert reasons(moved) == []
    assert moved.written
    assert world.run(SHOW) == before
    # Now the original is another function, which nothing of the project may reach.
    (tmp_path / "site/dep.py").unlink(missing_ok=True)
    shutil.rmtree(tmp_path / "site/dep", ignore_errors=True)
    (tmp_path / "site/dep.py").write_text("def other():\n    return 5\n")
    assert world.run(SHOW) == before


@pytest.mark.parametrize("form", CORES)
def test_forms_of_references(tmp_path: Path, form: str) -> None:
    same_before_and_after(
        tmp_path, {"app/core.py": CORES[form], "app/util.py": UTIL}, GO + "\n\ndef other():\n    return 5\n"
    )


@pytest.mark.parametrize(
    "form", [name for name in CORES if name not in {"an import that may fail", "two imports of it"}]
)
def test_forms_of_references_in_the_target_itself(tmp_path: Path, form: str) -> None:
    files = {"app/core.py": "from app.util import main\n", "app/util.py": CORES[form]}
    same_before_and_after(tmp_path, files, GO + "\n\ndef other():\n    return 5\n")


def test_a_closure_over_modules_in_an_order_that_runs(tmp_path: Path) -> None:
    dep = {
        "dep/__init__.py": "from .api import go\n",
        "dep/api.py": "from .base import Base, SIZE\nimport re as regex\n\n_WORD = regex.compile('[a-z]+')\n\n\n"
        "class Step(Base):\n    size = SIZE\n\n\ndef go(x, size=SIZE):\n"
        "    return Step().add(x) + len(_WORD.findall('a b')) + size\n",
        "dep/base.py": "from os.path import join\n\nSIZE = 3\n\n\nclass Base:\n    def add(self, x):\n"
        "        return x + self.size + len(join('a', 'b'))\n",
    }
    same_before_and_after(tmp_path, {"app/core.py": USES, "app/util.py": UTIL}, dep)


def test_a_module_of_the_project_that_hands_it_on(tmp_path: Path) -> None:
    files = {
        "app/core.py": "from app import compat\nfrom app.compat import go as step\n\n\n"
        "def main():\n    return step(1) + compat.go(2)\n",
        "app/compat.py": "from dep import go\n",
        "app/util.py": UTIL,
    }
    same_before_and_after(tmp_path, files, GO)


def test_a_new_module_gets_what_the_code_counts_on(tmp_path: Path) -> None:
    dep = (
        "from __future__ import annotations\n\nimport json\nfrom typing import TYPE_CHECKING\n\n"
        "if TYPE_CHECKING:\n    from collections.abc import Sequence\n\n\n"
        "# Says it.\ndef go(x: Sequence[int]) -> str:\n    return json.dumps(x)\n"
    )
    world = scene(tmp_path, {"app/core.py": USES}, dep)
    moved = world.move("dep.go", "app.fresh", write=True)
    assert reasons(moved) == []
    assert world.read("app/fresh.py") == (
        "from __future__ import annotations\n\nimport json\nfrom collections.abc import Sequence\n\n\n"
        "# From dep 1.0: dep.py, lines 11 to 12 (licence: MIT)\n#\n# Copyright Somebody\n#\n# As you like it.\n\n\n"
        "# Says it.\ndef go(x: Sequence[int]) -> str:\n    return json.dumps(x)\n\n\n# End of what is from dep 1.0.\n"
    )
    assert world.read("app/core.py") == USES.replace("from dep", "from app.fresh")
    assert world.run(SHOW) == "1"


@pytest.mark.parametrize(
    ("flag", "own"),
    [("import typing as checks\n", ["import os"]), ("checks = __import__('settings')\n", [])],
    ids=["that of typing", "of somebody else"],
)
def test_only_the_constant_of_typing_makes_an_import_one_for_types(tmp_path: Path, flag: str, own: list[str]) -> None:
    dep = f"from __future__ import annotations\n{flag}if checks.TYPE_CHECKING:\n    import os\n\n\n{TYPED}"
    world = scene(
        tmp_path, {"app/core.py": USES, "app/util.py": "N = 1\n"}, f"from __future__ import annotations\n{dep}"
    )
    moved = world.move("dep.go", "app.fresh")
    made = moved.changed["app/fresh.py"][1].decode() if moved.changed else ""
    assert [line for line in made.splitlines() if line.startswith("import")] == own


def test_all_that_is_not_touched_keeps_its_bytes(tmp_path: Path) -> None:
    before = (
        b"\xef\xbb\xbfimport os  # \xc3\xa4\r\nimport dep\r\n\r\n\r\ndef main( ):\r\n\treturn dep.go( 1 )   # x\r\n"
    )
    world = scene(tmp_path, {"app/core.py": before, "app/util.py": b"N = 1\r\n"}, GO)
    changed = world.move("dep.go", "app.util").changed
    assert changed["app/core.py"][1] == before.replace(b"import dep", b"from app.util import go").replace(
        b"dep.go", b"go"
    )
    assert changed["app/util.py"][1].count(b"\n") == changed["app/util.py"][1].count(b"\r\n")


def test_new_imports_stand_beside_those_that_are_there(tmp_path: Path) -> None:
    before = (
        '"""Text."""\n\nfrom typing import TYPE_CHECKING\n\n'
        "if TYPE_CHECKING:\n    import os\n\n\ndef name(x: 'os.PathLike'):\n    return x\n"
    )
    dep = "import re\n\n\ndef go(x):\n    return re.escape(x)\n"
    world = scene(tmp_path, {"app/core.py": USES, "app/util.py": before}, dep)
    moved = world.move("dep.go", "app.util")
    assert reasons(moved) == []
    now = moved.changed["app/util.py"][1].decode()
    above, _, below = before.partition("\nif ")
    assert now.startswith(f"{above}import re\n\nif ")
    assert now.endswith("# End of what is from dep 1.0.\n\n\n" + below.partition("\n\n\n")[2])


def test_an_import_below_the_place_does_not_count(tmp_path: Path) -> None:
    dep = "import re\n\n_WORD = re.compile('a')\n\n\ndef go(x):\n    return len(_WORD.findall('aa')) + x\n"
    files = {"app/core.py": USES, "app/util.py": "N = 1\n\nimport re\n\nM = re.escape('a')\n"}
    same_before_and_after(tmp_path, files, dep)


def test_a_licence_text_with_odd_characters_stays_a_comment(tmp_path: Path) -> None:
    world = scene(tmp_path, {"app/core.py": USES, "app/util.py": UTIL}, GO)
    text = "Copyright\u2028import evil\x0bexec('x')\x00\u202e\rprint(1)\n"
    (tmp_path / "site/dep-1.0.dist-info/LICENSE").write_bytes(text.encode())
    moved = world.move("dep.go", "app.util")
    assert reasons(moved) == []
    assert [
        line for line in moved.changed["app/util.py"][1].decode().splitlines() if line and line[0] not in '# d"'
    ] == []


def test_references_in_tests_are_changed_too(tmp_path: Path) -> None:
    test = "import dep\n\n\ndef test_go():\n    assert dep.go(1) == 2\n"
    world = scene(tmp_path, {"app/core.py": USES, "app/util.py": UTIL, "tests/test_it.py": test}, GO)
    changed = world.move("dep.go", "app.util").changed
    assert changed["tests/test_it.py"][1].decode() == test.replace("import dep", "from app.util import go").replace(
        "dep.go", "go"
    )


def test_annotations_of_a_function_that_is_only_called_may_be_text(tmp_path: Path) -> None:
    files = {"app/core.py": USES, "app/util.py": "from __future__ import annotations\n"}
    same_before_and_after(tmp_path, files, "def go(x: int) -> int:\n    return x + 1\n")


def test_overloads_move_with_their_function(tmp_path: Path) -> None:
    dep = (
        "from typing import overload\n\n\n@overload\ndef go(x: int) -> int: ...\n"
        "@overload\ndef go(x: str) -> str: ...\n"
        "def go(x):\n    return x\n"
    )
    world = scene(tmp_path, {"app/core.py": USES, "app/util.py": UTIL}, dep)
    moved = world.move("dep.go", "app.util", write=True)
    assert reasons(moved) == []
    assert world.read("app/util.py").count("@overload") == 2
    assert moved.moved == ("dep.go",)


@pytest.mark.skipif(not GIT, reason="git is not installed")
@pytest.mark.parametrize("target", ["app.util", "app.odd.fresh"])
def test_the_patch_is_applied_and_taken_back_by_git(tmp_path: Path, target: str) -> None:
    files = {"app/core.py": USES.rstrip("\n"), "app/util.py": b"N = 1\r\n\x0c\r\nM = 2", "app/odd/__init__.py": ""}
    world = scene(tmp_path, files, GO)
    moved = world.move("dep.go", target)
    assert reasons(moved) == []
    (tmp_path / "move.patch").write_bytes(moved.patch)
    before = {path: path.read_bytes() for path in world.project.rglob("*.py")}
    for back in ([], ["-R"]):
        subprocess.run([GIT, "apply", *back, "../move.patch"], cwd=world.project, check=True)
        now = {path: path.read_bytes() for path in world.project.rglob("*.py")}
        wanted = before | {world.project / path: after for path, (_, after) in moved.changed.items()}
        assert now == (before if back else wanted)


def test_a_move_leaves_nothing_behind_but_the_changes(tmp_path: Path) -> None:
    world = scene(tmp_path, {"app/core.py": USES, "app/util.py": UTIL}, GO)
    before = {path.relative_to(tmp_path) for path in tmp_path.rglob("*")}
    world.move("dep.go", "app.util", write=True)
    assert {path.relative_to(tmp_path) for path in tmp_path.rglob("*")} == before


def test_what_a_killed_run_has_left_is_cleared(tmp_path: Path) -> None:
    world = scene(
        tmp_path, {"app/core.py": USES, "app/util.py": UTIL, ".vendorize-gone/x": "", ".vendorize-run/y": ""}, GO
    )
    assert world.move("dep.go", "app.util", write=True).written
    assert not list(world.project.glob(".vendorize*"))


@pytest.mark.slow
def test_code_that_is_deeply_nested(tmp_path: Path) -> None:
    deep = "".join(f"{'    ' * level}if x > {level}:\n" for level in range(1, 40)) + "    " * 40 + "return 1\n"
    sums = " + ".join(["1"] * 1100)
    dep = f"def go(x):\n{deep}    return {sums}\n"
    world = scene(tmp_path, {"app/core.py": USES + f"\n\nN = {sums}\n", "app/util.py": f"N = {sums}\n"}, dep)
    assert reasons(world.move("dep.go", "app.util")) == []
