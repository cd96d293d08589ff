"""Code of others that lies in the project as its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize import workflow
from vendorize.model.request import Request
from vendorize.report.owners import hazards_by_folder
from vendorize_analysis.discovery import discover
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Grow = Callable[[Mapping[str, str]], Path]

PYPROJECT = '[project]\nname = "app"\nversion = "1"\n'
COMPUTED = "import importlib, sys\nimportlib.import_module(sys.argv[1])\n"
APP = {
    "pyproject.toml": PYPROJECT,
    "src/app/__init__.py": "import app._own.dep\n",
    "src/app/_own/__init__.py": "",
    "src/app/_own/dep/__init__.py": f"import nowhere\n{COMPUTED}",
}


@pytest.mark.parametrize("told_by", ["dep-1.0.dist-info/METADATA", "vendor.txt"])
def test_metadata_or_a_list_of_copies_makes_a_folder_one_of_others(grow: Grow, told_by: str) -> None:
    root = grow({**APP, f"src/app/_own/{told_by}": ""})
    found = discover(root)
    assert found.vendored == (root / "src/app/_own",)
    assert found.is_vendored(root / "src/app/_own/dep/__init__.py")
    assert not found.is_vendored(root / "src/app/__init__.py")


def test_what_is_beside_the_code_that_imports_start_from_makes_none(grow: Grow) -> None:
    files = {"src/app-1.dist-info/METADATA": "", "vendor.txt": "", "app.dist-info/METADATA": ""}
    assert discover(grow({**APP, **files})).vendored == ()


class Told(Silent):
    """Keeps the warnings."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warned(self, message: str) -> None:
        self.warnings.append(message)


def test_nobody_is_warned_of_it_and_its_hazards_stand_apart(grow: Grow) -> None:
    root = grow({**APP, "src/app/_own/vendor.txt": "", "src/app/cli.py": f"import missing\n{COMPUTED}", "site/x": ""})
    told = Told()
    options = AnalysisOptions(search_path=(root / "site",), use_cache=False)
    found = workflow.analyze(Request(start=root, options=options), told)
    assert [message.partition(", which")[0].partition(" ")[2] for message in told.warnings] == ["imports missing"]
    assert found.vendored == ("src/app/_own",)
    assert [(folder, len(each)) for folder, each in hazards_by_folder(found)] == [("", 1), ("src/app/_own", 1)]
