from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vendorize.model.request import Request
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]


def test_nothing_given_leaves_all_choices_open(call: Call, workflow: FakeWorkflow) -> None:
    assert call("analyze").exit_code == 0
    assert workflow.request == Request(start=Path())


def test_options_stand_before_or_after_the_command(call: Call, workflow: FakeWorkflow) -> None:
    call("--jobs", "3", "--no-cache", "--cache-dir", "c", "analyze")
    before = workflow.request
    call("analyze", "--jobs", "3", "--no-cache", "--cache-dir", "c")
    assert (
        before
        == workflow.request
        == Request(start=Path(), options=AnalysisOptions(jobs=3, use_cache=False, cache_dir=Path("c")))
    )


def test_the_shared_cache_may_stand_in_the_environment(
    call: Call, workflow: FakeWorkflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENDORIZE_CACHE_FALLBACK", "shared")
    call("analyze")
    assert workflow.request == Request(start=Path(), options=AnalysisOptions(jobs=0, cache_fallback=Path("shared")))
    call("analyze", "--cache-fallback", "other")
    assert workflow.request == Request(start=Path(), options=AnalysisOptions(jobs=0, cache_fallback=Path("other")))


def test_the_option_after_the_command_wins(call: Call, workflow: FakeWorkflow) -> None:
    call("--jobs", "3", "analyze", "--jobs", "4")
    assert workflow.request.options.jobs == 4


def test_repeatable_options_add_up_in_order(call: Call, workflow: FakeWorkflow) -> None:
    for name in ("one", "two"):
        Path(name).mkdir()
    call("--root", "a", "--search-path", "one", "why", "x", "--root", "b", "--root", "c:d", "--search-path", "two")
    assert workflow.request.options.roots == ("a", "b", "c:d")
    assert workflow.request.options.search_path == (Path("one"), Path("two"))


def test_extras_add_up(call: Call, workflow: FakeWorkflow) -> None:
    call("--extra", "a", "analyze", "--extra", "b")
    assert workflow.request.options.extras == {"a", "b"}


def test_one_call_leaves_nothing_to_the_next(call: Call, workflow: FakeWorkflow) -> None:
    call("analyze", "--root", "a")
    call("analyze")
    assert workflow.request.options.roots == ()


def test_the_interpreter_may_be_a_path_or_a_name(call: Call, workflow: FakeWorkflow) -> None:
    call("analyze", "--python", sys.executable)
    assert workflow.request.options.python == Path(sys.executable)
    result = call("analyze", "--python", "no-such-python")
    assert (result.exit_code, "no interpreter 'no-such-python'" in result.stderr) == (2, True)


def test_the_interpreter_may_be_the_folder_of_an_environment(call: Call, workflow: FakeWorkflow) -> None:
    Path("there").mkdir()
    assert call("analyze", "--python", "there").exit_code == 2
    Path("there/pyvenv.cfg").touch()
    assert call("analyze", "--python", "there").exit_code == 0
    assert workflow.request.options.python == Path("there")


def test_a_search_path_must_be_a_folder(call: Call) -> None:
    Path("file").touch()
    assert call("analyze", "--search-path", "file").exit_code == 2


def test_a_format_that_a_command_has_not_is_refused_wherever_it_stands(call: Call, workflow: FakeWorkflow) -> None:
    first = call("--output-format", "markdown", "why", "x")
    second = call("why", "x", "--output-format", "markdown")
    assert (first.exit_code, second.exit_code, workflow.calls) == (2, 2, [])
    assert "vendorize why has no output format 'markdown', but text and json" in first.stderr.replace(
        "main", "vendorize"
    )


def test_the_answer_goes_to_a_file_in_utf8(call: Call) -> None:
    result = call("analyze", "--output", "deep/report.txt")
    assert result.stdout == ""
    assert "→" in Path("deep/report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("analyze", "json"), "(for that form of the answer say --output-format json)"),
        (("analyze", "requests"), "(for one distribution say --only requests)"),
        (("extract", "requests"), "does not exist."),
        (("analyze", "no/such"), "does not exist."),
    ],
)
def test_a_word_in_place_of_the_project_is_told_the_option(call: Call, words: tuple[str, ...], remedy: str) -> None:
    shown = call(*words)
    assert shown.exit_code == 2
    assert " ".join(shown.stderr.split()).endswith(remedy)
