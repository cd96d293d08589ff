"""Folders that code puts on `sys.path`, in small programs."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from vendorize_analysis.model.analysis import Analysis

ADDS = "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), '_own'))\n"


def look(folder: Path, files: dict[str, str], *, options: AnalysisOptions = AnalysisOptions()) -> Analysis:  # noqa: B008
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    chosen = replace(options, search_path=(folder / "site",), python=Path(sys.executable))
    return analyze(folder / "main.py", replace(chosen, use_cache=False))


def test_what_lies_in_the_folder_has_two_names(tmp_path: Path) -> None:
    files = {
        "main.py": "import dep",
        "site/dep/__init__.py": f"{ADDS}import short\n",
        "site/dep/_own/short.py": "x = 1\n",
    }
    found = look(tmp_path, files)
    (dep,) = found.environment.distributions
    assert (dep.served, dep.short_names) == (("dep/_own",), {"short"})
    assert {"short", "dep._own.short"} <= {module.name for module in dep.modules}
    assert "short" in found.liveness.whole
    assert found.external == frozenset()


def test_code_that_does_not_run_adds_nothing(tmp_path: Path) -> None:
    files = {
        "main.py": "import dep",
        "site/dep/__init__.py": "",
        "site/dep/other.py": ADDS,
        "site/dep/_own/short.py": "x = 1\n",
    }
    (dep,) = look(tmp_path, files).environment.distributions
    assert (dep.served, dep.short_names) == ((), frozenset())


def test_the_folder_of_the_code_counts_only_where_a_short_name_is_imported(tmp_path: Path) -> None:
    files = {
        "main.py": "import dep",
        "site/dep/__init__.py": "import os, sys\nsys.path.append(os.path.dirname(__file__))\n",
        "site/dep/part.py": "x = 1\n",
    }
    assert look(tmp_path, files).environment.distributions[0].short_names == frozenset()
    files["main.py"] = "import dep\nimport part\n"
    assert look(tmp_path, files).environment.distributions[0].short_names == {"part"}


@pytest.mark.parametrize("moves", [False, True])
def test_a_name_that_others_have_keeps_the_distribution_where_names_move(tmp_path: Path, *, moves: bool) -> None:
    files = {
        "main.py": "import dep\nimport jar.two",
        "site/dep/__init__.py": f"{ADDS}import jar.one\n",
        "site/dep/_own/jar/one.py": "x = 1\n",
        "site/jar/two.py": "y = 2\n",
    }
    found = look(tmp_path, files, options=AnalysisOptions(whole_names=moves))
    assert found.external == ({"dep"} if moves else set())


@pytest.mark.parametrize("code", ["os.getcwd()", "''", "os.curdir"])
def test_the_working_directory_is_no_folder_of_the_distribution(tmp_path: Path, code: str) -> None:
    files = {
        "main.py": "import dep\nimport part",
        "site/dep/__init__.py": f"import os, sys\nsys.path.insert(0, {code})\nname = 'dep'\n",
        "site/dep/load.py": "",
        "site/dep/part.py": "x = 1\n",
    }
    assert look(tmp_path, files).environment.distributions[0].short_names == frozenset()
    moves = f"import os, sys\nos.chdir(os.path.dirname(__file__)); sys.path.insert(0, {code})\n"
    files["site/dep/__init__.py"] = moves
    assert "part" in look(tmp_path, files).environment.distributions[0].short_names


@pytest.mark.parametrize("asked", ["part", "only"])
def test_a_short_name_of_two_folders_keeps_the_distribution(tmp_path: Path, asked: str) -> None:
    files = {
        "main.py": f"import dep.low.code\nimport {asked}",
        "site/dep/__init__.py": "",
        "site/dep/part.py": "x = 1\n",
        "site/dep/low/__init__.py": "",
        "site/dep/low/code.py": "import os, sys\nHERE = os.path.dirname(__file__)\n"
        "sys.path += [HERE]\nsys.path += [os.path.dirname(HERE)]\n",
        "site/dep/low/part.py": "x = 2\n",
        "site/dep/low/only.py": "x = 3\n",
    }
    assert look(tmp_path, files).external == ({"dep"} if asked == "part" else set())


@pytest.mark.parametrize("name", ["part", "__main__"])
def test_what_two_folders_have_and_nobody_imports_by_its_short_name_keeps_nothing(tmp_path: Path, name: str) -> None:
    files = {"main.py": f"import one.use, two.use, {'__main__' if name == '__main__' else 'sys'}"}
    for package in ("one", "two"):
        files |= {
            f"site/{package}/__init__.py": ADDS,
            f"site/{package}/use.py": f"import {package}_short\n",
            f"site/{package}/_own/{package}_short.py": "x = 1\n",
            f"site/{package}/_own/_inner/__init__.py": "",
            f"site/{package}/_own/_inner/user.py": f"from .{name} import x\n",
            f"site/{package}/_own/_inner/{name}.py": "x = 1\n",
            f"site/{package}/_own/{name}.py": "x = 2\n",
        }
    found = look(tmp_path, files)
    assert all(name in one.short_names for one in found.environment.distributions if one.short_names)
    assert found.external == frozenset()
