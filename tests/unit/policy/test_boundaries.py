"""What options and environment say of a search."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.unit.policy.samples import distribution, environment, project
from vendorize_analysis.model.options import AnalysisOptions, KeepRule
from vendorize_analysis.model.project import EntryPoint
from vendorize_analysis.policy.boundaries import boundaries_of, describe_roots

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

MAIN = EntryPoint("console_scripts", "app", "app.cli", "main")
MODULE = EntryPoint("x.plugins", "it", "app.plugin", "")
OTHER = EntryPoint("x.plugins", "other", "a.plugin", "")
INSTALLED = environment(distribution("a", "b", entries=(OTHER,)), distribution("b"))


def test_granularity_holds_for_all_but_those_that_have_their_own() -> None:
    options = AnalysisOptions(granularity="symbol", granularities=(("A", "distribution"),))
    found = boundaries_of(project("app"), INSTALLED, frozenset(), options)
    assert (found.whole_classes, found.whole_modules, found.whole_distributions) == ({"b"}, {"a"}, {"a"})
    found = boundaries_of(project("app"), INSTALLED, frozenset(), AnalysisOptions(granularity="module"))
    assert (found.whole_classes, found.whole_modules, found.whole_distributions) == (
        frozenset(),
        {"a", "b"},
        frozenset(),
    )


def test_roots_are_entry_points_and_modules_that_are_asked_for_but_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests").mkdir()
    for name in ("tests/test_it.py", "tool.py"):
        (tmp_path / name).touch()
    app = replace(project("app", "app.cli", entries=(MAIN, MODULE)), root=tmp_path.resolve())
    options = AnalysisOptions(roots=("tests/test_it.py", "tool.py", "b.extra:run"))
    found = boundaries_of(app, INSTALLED, frozenset(), options)
    assert found.roots == ("app.cli:main", "app.plugin", "b.extra:run")
    assert found.first_party == ("app", "app.cli")
    assert found.entry_points == tuple(sorted((MAIN, MODULE, OTHER)))
    assert describe_roots(app, options) == (
        "app.cli:main",
        "app.plugin",
        "tests/test_it.py",
        "tool.py",
        "b.extra:run",
        "app (first-party)",
    )


def test_what_only_tests_need_is_a_tool_and_never_cut() -> None:
    installed = environment(distribution("a"), distribution("pytest"), needed=frozenset({"a"}))
    found = boundaries_of(project("app"), installed, frozenset({"a"}), AnalysisOptions(with_tests=True))
    assert (found.plugin_tools, found.opaque) == ({"pytest"}, {"a", "pytest"})


def test_keep_rules_arrive_as_they_are() -> None:
    rules = (KeepRule("a.B.*", "plugins"),)
    assert boundaries_of(project("app"), INSTALLED, frozenset(), AnalysisOptions(keep=rules)).keep is rules


def test_modules_of_the_project_are_listed_like_those_of_distributions_where_they_are_cut() -> None:
    app = project("app", "app.cli", entries=(MAIN,))
    cut = boundaries_of(app, INSTALLED, frozenset(), AnalysisOptions(prune_first_party=True))
    assert (cut.modules_of[""], cut.prunable) == (("app", "app.cli"), {"app", "app.cli"})
    assert "" not in boundaries_of(app, INSTALLED, frozenset(), AnalysisOptions()).modules_of
