"""Code of the project that is cut: what is found by paths stays, as in distributions."""

from __future__ import annotations

import pytest

from tests.unit.reachability.programs import Texts, alive_in

PATHS: dict[str, tuple[str, set[str]]] = {
    "its own folder": ("sys.path.append(os.path.dirname(__file__))", {"app.inner", "app.lib.deep"}),
    "a folder beside it": ("sys.path.append(os.path.join(os.path.dirname(__file__), 'lib'))", {"app.lib.deep"}),
    "one that is not known": ("sys.path.append(sys.argv[1])", {"app.inner", "app.lib.deep", "app_more"}),
    "the one that long names start at": ("sys.path.append(os.path.dirname(os.path.dirname(__file__)))", set()),
    "the working directory": ("sys.path.append(os.getcwd())", set()),
}


def files_of(line: str) -> Texts:
    """Return a program that changes where modules are looked for, beside modules that nothing imports."""
    return {
        "app/__init__.py": "",
        "app/main.py": f"import os, sys\n{line}\n",
        "app/inner.py": "def unused(): pass\n",
        "app/lib/__init__.py": "",
        "app/lib/deep.py": "def unused(): pass\n",
        "app_more.py": "def unused(): pass\n",
    }


@pytest.mark.parametrize("case", PATHS)
def test_modules_in_folders_that_are_added_to_the_search_path_stay(case: str) -> None:
    line, kept = PATHS[case]
    files = files_of(line)
    names = frozenset(path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in files)
    found = alive_in(files, prunable=names, roots=("app.main",))
    assert set(found.liveness.executed) - {"app", "app.main", "app.lib"} == kept
    assert kept <= found.liveness.whole


def test_what_is_not_cut_needs_no_such_care() -> None:
    found = alive_in(files_of("sys.path.append(sys.argv[1])"))
    assert not found.liveness.files


RUN = "import os\nfrom app_tool import run_all\nrun_all(os.path.join(os.path.dirname(__file__), 'jo' + 'bs'))\n"


def test_files_that_one_package_of_the_project_hands_to_another_stay() -> None:
    files = {
        "app/__init__.py": "",
        "app/main.py": RUN,
        "app/jobs/__init__.py": "",
        "app/jobs/first.py": "FIRST = 1\n",
        "app_tool.py": (
            "from pathlib import Path\ndef run_all(folder):\n    for path in Path(folder).glob('*.py'):\n"
            "        exec(compile(path.read_text(), path, 'exec'), {})\n"
        ),
    }
    found = alive_in(
        files, prunable=frozenset({"app", "app.main", "app.jobs", "app.jobs.first", "app_tool"}), roots=("app.main",)
    )
    assert "app.jobs.first" in found.liveness.files
