from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.planning.projects import analysis_of
from vendorize.model.report import AbsentImport
from vendorize.planning import absent_imports, plan

if TYPE_CHECKING:
    from pathlib import Path


def found(root: Path, source: str, *absent: str) -> tuple[AbsentImport, ...]:
    analysis = analysis_of(root, {"app.py": "import dep\n", "dep/__init__.py": source})
    return absent_imports(replace(analysis, absent=frozenset(absent)))


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("import gone\n", False),
        ("class A:\n    import gone\nA()\n", False),
        ("if x:\n    import gone\n", True),
        ("try:\n    import gone\nexcept ImportError:\n    gone = None\n", True),
        ("try:\n    if x:\n        import gone\nexcept ImportError:\n    gone = None\n", True),
        ("import sys\ndef f():\n    import gone\nf()\n", True),
    ],
)
def test_an_import_is_caught_in_a_try_an_if_or_a_function(tmp_path: Path, source: str, caught: object) -> None:
    (one,) = found(tmp_path, source, "gone")
    line = next(number for number, text in enumerate(source.splitlines(), 1) if "import gone" in text)
    assert one == AbsentImport("gone", str(tmp_path / "dep/__init__.py"), line, caught=bool(caught))


@pytest.mark.parametrize(
    ("source", "count"),
    [("import gone.deep\n", 1), ("from gone import x\n", 1), ("from xml import sax\n", 0), ("import gone_not\n", 0)],
)
def test_modules_inside_count_and_others_do_not(tmp_path: Path, source: str, count: int) -> None:
    assert len(found(tmp_path, source, "gone")) == count


def test_a_submodule_is_found_by_what_is_taken_from_its_package(tmp_path: Path) -> None:
    assert [one.name for one in found(tmp_path, "from xml import sax, dom\n", "xml.sax")] == ["xml.sax"]


def test_a_distribution_whose_modules_are_all_absent_says_so(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, {"app.py": "", "gone/__init__.py": "", "gone/x.py": "", "idle.py": ""})
    decided = plan(replace(analysis, absent=frozenset({"gone"})), layout="site")
    assert {each.key: each.why for each in decided.distributions} == {
        "gone": "it is declared absent",
        "idle": "nothing that runs imports it",
    }
