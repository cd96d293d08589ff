from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.unit.planning.projects import analysis_of
from vendorize.planning import plan
from vendorize.planning.gone import with_gone

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.analysis import Analysis


def gone(analysis: Analysis) -> list[str]:
    return [name for name, _ in with_gone(plan(analysis, layout="site"), analysis).gone]


def test_what_of_an_unused_distribution_is_gone_is_named_by_its_outermost_modules(tmp_path: Path) -> None:
    files = {"app.py": "import dep", "dep.py": "", "other/__init__.py": "", "other/deep.py": "", "more.py": ""}
    assert gone(analysis_of(tmp_path, files)) == ["more", "other"]


def test_below_a_package_that_stays_the_package_says_what_is_gone(tmp_path: Path) -> None:
    files = {"app.py": "import dep", "dep/__init__.py": "", "dep/lost.py": ""}
    assert gone(analysis_of(tmp_path, files)) == []


def test_what_is_declared_absent_is_to_be_missing(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, {"app.py": "import dep", "dep.py": "", "other.py": "", "more.py": ""})
    assert gone(replace(analysis, absent=frozenset({"other"}))) == ["more"]


def test_what_stays_as_it_is_installed_is_there(tmp_path: Path) -> None:
    files = {"app.py": "import far, dep", "dep.py": "", "far.py": ""}
    assert gone(analysis_of(tmp_path, files, external=("far",))) == []


def test_what_stays_and_may_ask_by_a_computed_name_is_known(tmp_path: Path) -> None:
    asking = "import importlib\ndef load(name):\n    return importlib.import_module(name)\n"
    files = {
        "app.py": "import far, near\nfar.load('x')\nnear.x\n",
        "far.py": asking,
        "near.py": "x = 1\n",
        "other.py": "",
    }
    analysis = analysis_of(tmp_path, files, external=("far", "near"))
    decided = with_gone(plan(analysis, layout="site"), analysis)
    assert (decided.gone, decided.asking) == ((("other", "Other 1.0"),), {"far"})
