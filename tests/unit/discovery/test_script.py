from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.discovery import discover
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Grow = Callable[[Mapping[str, str]], Path]


def test_a_script_is_a_project_of_its_own_even_inside_another(grow: Grow) -> None:
    root = grow({"pyproject.toml": "", "tool.py": "import json\n", "other.py": ""})
    project = discover(root / "tool.py")
    assert (project.kind, project.name, project.root) == ("script", "tool", root)
    assert project.source_roots == (root,)
    assert [module.name for module in project.modules] == ["tool"]


def test_what_it_imports_beside_it_is_first_party_transitively(grow: Grow) -> None:
    root = grow(
        {
            "main.py": "def f():\n    from helper import x\n",
            "helper.py": "import pack.inner\nimportlib.import_module('named')\nimport main\n",
            "pack/__init__.py": "",
            "pack/inner.py": "from . import sibling\nfrom space import part\n",
            "pack/sibling.py": "",
            "named.py": "",
            "space/part.py": "",
            "unused.py": "",
        }
    )
    project = discover(root / "main.py")
    assert [module.name for module in project.modules] == [
        "helper",
        "main",
        "named",
        "pack",
        "pack.inner",
        "pack.sibling",
        "space.part",
    ]
    assert project.top_level == ("helper", "main", "named", "pack", "space")


def test_folders_that_merely_stand_there_are_not_entered(grow: Grow) -> None:
    root = grow(
        {
            "main.py": "import site, venv, click, docs\n",
            "site/click/__init__.py": "",
            "venv/pyvenv.cfg": "",
            "venv/lib/x.py": "",
            "docs/readme.txt": "",
        }
    )
    assert [module.name for module in discover(root / "main.py").modules] == ["main"]


def test_a_name_with_a_dash_is_kept(grow: Grow) -> None:
    root = grow({"my-tool.py": "x = 1\n"})
    project = discover(root / "my-tool.py")
    assert (project.name, [module.name for module in project.modules]) == ("my-tool", ["my-tool"])


def test_a_script_that_cannot_be_parsed_is_still_listed(grow: Grow) -> None:
    root = grow({"main.py": "print 'old'\n"})
    assert [module.name for module in discover(root / "main.py").modules] == ["main"]


def test_what_a_script_imports_that_only_a_newer_python_reads_is_first_party_too(grow: Grow) -> None:
    text = 'import near\n\ntry:\n    lines = t"{near.x}"\nexcept A, B:\n    pass\n'
    folder = grow({"app.py": text, "near.py": "type X[T] = T\nimport nearest\n", "nearest.py": "", "far.py": ""})
    assert [module.name for module in discover(folder / "app.py").modules] == ["app", "near", "nearest"]


def test_an_empty_script_is_an_error(grow: Grow) -> None:
    root = grow({"main.py": "\n"})
    with pytest.raises(UserError, match="the file is empty"):
        discover(root / "main.py")


def test_tests_of_a_script_carry_its_name(grow: Grow) -> None:
    root = grow(
        {
            "tool.py": "import json\n",
            "test_tool.py": "",
            "tool_test.py": "",
            "test_other.py": "",
            "tests/test_tool.py": "",
            "tests/test_other.py": "",
        }
    )
    found = [path.relative_to(root).as_posix() for path in discover(root / "tool.py").tests]
    assert found == ["test_tool.py", "tool_test.py", "tests/test_tool.py"]


def test_tests_of_a_folder_of_scripts_are_all_that_are_in_it(grow: Grow) -> None:
    root = grow({"tool.py": "import json\n", "test_tool.py": "", "conftest.py": "", "tests/test_other.py": ""})
    found = [path.relative_to(root).as_posix() for path in discover(root).tests]
    assert found == ["conftest.py", "test_tool.py", "tests"]
