"""Which Pythons and platforms a result is made for."""

from __future__ import annotations

import pytest

from tests.unit.policy.samples import interpreter, project
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.model.rules import BRANCHES
from vendorize_analysis.policy.target import lowest_python, target_of


@pytest.mark.parametrize(
    ("specifier", "lowest"),
    [
        (">=3.9", (3, 9)),
        (">3.9", (3, 9)),  # 3.9.1 is more than 3.9
        (">=3.9.2,<4", (3, 9)),
        ("==3.10.*", (3, 10)),
        ("!=3.0.*,!=3.1.*", (3, 2)),
        ("<3", (3, 12)),
        ("", (3, 12)),
        ("nonsense", (3, 12)),
    ],
)
def test_the_lowest_version_that_a_specifier_allows(specifier: str, lowest: tuple[int, int]) -> None:
    assert lowest_python(specifier, (3, 12)) == lowest


def test_options_come_before_the_project_and_the_project_before_the_interpreter() -> None:
    app = project("app", requires_python=">=3.9")
    asked = AnalysisOptions(requires_python=">=3.10", platforms=frozenset({"windows"}))
    assert target_of(app, interpreter(), asked).python == (3, 10)
    assert target_of(app, interpreter(), asked).platforms == {"windows"}
    assert target_of(app, interpreter(), AnalysisOptions()).python == (3, 9)
    assert target_of(project("app"), interpreter(), AnalysisOptions()).python == (3, 12)


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_code_is_for_the_three_usual_platforms(platform: str) -> None:
    found = target_of(project("app"), interpreter(platform=platform), AnalysisOptions())
    assert found.platforms == {"linux", "macos", "windows"}


def test_on_another_platform_it_is_for_any() -> None:
    assert target_of(project("app"), interpreter(platform="emscripten"), AnalysisOptions()).platforms == frozenset()


def test_without_the_rule_for_branches_none_is_decided() -> None:
    options = AnalysisOptions(requires_python=">=3.12", without=frozenset({BRANCHES}))
    found = target_of(project("app"), interpreter(), options)
    assert (found.python, found.platforms) == ((3, 0), frozenset())
