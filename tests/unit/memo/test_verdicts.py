"""A verdict is given again while project, result and environment are as they were, and only then."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.memo.projects import make, write
from tests.unit.report.samples import same_verdict
from vendorize.memo import verdicts
from vendorize.memo.trees import outermost, stamps_of_trees
from vendorize.memo.verdicts import remembered_verdict
from vendorize.model.request import Repair
from vendorize.model.verdict import Difference, Flaky, Isolation
from vendorize_analysis.model.events import Remembering, Silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vendorize.model.request import Request
    from vendorize.model.verdict import Verdict
    from vendorize_analysis.model.events import Listener


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the files of a test be old enough to be trusted."""
    real = time.time_ns
    monkeypatch.setattr(verdicts.time, "time_ns", lambda: real() + 3_000_000_000)


class Asked:
    """Asks, and counts how often the tests ran for it."""

    def __init__(self, verdict: Verdict | None = None) -> None:
        self.verdict = verdict or same_verdict()
        self.made = 0

    def __call__(
        self, request: Request, result: Path | None = None, heard: Listener | None = None, *, fresh: bool = False
    ) -> Verdict:
        return remembered_verdict(request, result, heard or Silent(), self.prove, fresh=fresh)

    def prove(self, request: Request, *, result: Path | None, progress: Listener) -> Verdict:
        """Look at what an analysis looks at, and return a verdict."""
        (request.start / "pyproject.toml").read_bytes()
        progress.warned(f"about {result}")
        self.made += 1
        return self.verdict


def test_the_same_verdict_is_given_again_with_its_warnings_and_says_so(tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    heard = [Remembering(Silent()), Remembering(Silent())]
    first, second = (ask(request, heard=each) for each in heard)
    assert (ask.made, first.given_again) == (1, "")
    assert second.given_again.endswith("+00:00")
    assert replace(second, given_again="") == first
    assert heard[0].warnings == heard[1].warnings == ["about None"]


def test_fresh_runs_them_in_any_case(tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    ask(request)
    assert ask(request, fresh=True).given_again == ""
    assert (ask(request).given_again != "", ask.made) == (True, 2)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a test": lambda at: write(at, {"project/tests/test_app.py": "import app\n"}),
    "data of the tests": lambda at: write(at, {"project/tests/data/big.bin": "1"}),
    "a file that nobody lists": lambda at: write(at, {"project/README": "more"}),
    "a file gone": lambda at: (at / "project/tests/helpers.py").unlink(),
    "installed data": lambda at: write(at, {"site/dep/data/names.json": '{"name": "dep.core:unusex"}\n'}),
    "installed code": lambda at: write(at, {"site/loose/__init__.py": "x = 2\n"}),
    "the result": lambda at: write(at, {"out/dep/__init__.py": "x = 2\n"}),
    "rights": lambda at: (at / "project/app/__init__.py").chmod(0o755),
    "what a link leads to": lambda at: write(at, {"far/away.txt": "2"}),
    "what is in a folder that a link leads to": lambda at: write(at, {"far/inner/new.txt": ""}),
}


ALIKE = {"data of the tests", "a file that nobody lists", "installed data", "what a link leads to"}
"""Changes that are noticed as another is."""


@pytest.mark.parametrize(
    "change", [pytest.param(one, marks=pytest.mark.slow) if one in ALIKE else one for one in CHANGES]
)
def test_whatever_changes_is_noticed(change: str, tmp_path: Path) -> None:
    write(tmp_path, {"far/away.txt": "1", "far/inner/one.txt": "", "out/dep/__init__.py": "x = 1\n"})
    request, ask = make(tmp_path, "declared"), Asked()
    (tmp_path / "project/away.txt").symlink_to(tmp_path / "far/away.txt")
    (tmp_path / "project/inner").symlink_to(tmp_path / "far/inner")
    ask(request, tmp_path / "out")
    ask(request, tmp_path / "out")
    assert ask.made == 1
    CHANGES[change](tmp_path)
    ask(request, tmp_path / "out")
    assert ask.made == 2


def test_another_result_or_command_is_another_question(tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    write(tmp_path, {"out/x.py": "", "other/x.py": ""})
    for result in (None, tmp_path / "out", tmp_path / "other"):
        ask(request, result)
    ask(replace(request, verify=replace(request.verify, command=("python", "-m", "unittest"))))
    assert ask.made == 4
    ask(replace(request, verify=replace(request.verify, record=tmp_path / "record.json", within=5)))
    assert ask.made == 4


def test_caches_and_histories_that_tools_write_change_nothing(tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    request = replace(request, options=replace(request.options, cache_dir=tmp_path / "project/.cache"))
    request = replace(request, verify=replace(request.verify, record=tmp_path / "project/record.json"))
    ask(request)
    more = {".git/index": "1", "app/__pycache__/x.pyc": "", ".pytest_cache/v/x": "", "record.json": "{}"}
    write(tmp_path / "project", more)
    ask(request)
    assert ask.made == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"flaky": (Flaky("t.py::a", ("passed",), ("failed",)),)},
        {"isolation": Isolation(network="open")},
        {"baseline": replace(same_verdict().baseline, timed_out=True)},
        {"result": replace(same_verdict().result, cut_short="it ended")},
    ],
)
def test_what_chance_or_the_world_has_a_say_in_is_not_remembered(changes: dict[str, object], tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked(same_verdict(**changes))
    ask(request)
    ask(request)
    assert ask.made == 2


@pytest.mark.parametrize("asked", [{"learn": True}, {"repair": Repair(1)}, {"replay": True}, {"fuzz": 3.0}])
def test_what_does_more_than_a_verdict_says_is_not_remembered(asked: dict[str, object], tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    request = replace(request, verify=replace(request.verify, **asked))  # type: ignore[arg-type]
    ask(request)
    ask(request)
    assert ask.made == 2


def test_differences_are_given_again_too(tmp_path: Path) -> None:
    request, ask = (
        make(tmp_path, "declared"),
        Asked(same_verdict(differences=(Difference("t", "passed", "failed", "x"),))),
    )
    assert [ask(request).same, ask(request).same, ask.made] == [False, False, 1]


def test_what_has_just_changed_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    request, ask = make(tmp_path, "declared"), Asked()
    ask(request)
    ask(request)
    assert ask.made == 2


def test_too_many_files_are_not_looked_at_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vendorize.memo.trees._MOST", 3)
    write(tmp_path, {f"{number}.txt": "" for number in range(4)})
    assert stamps_of_trees([str(tmp_path)]) is None


def test_a_folder_inside_another_is_looked_at_once(tmp_path: Path) -> None:
    outer, inner, beside = (str(tmp_path / name) for name in ("a", "a/b", "ab"))
    assert outermost([inner, beside, outer]) == [outer, beside]


def test_links_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    write(tmp_path, {"a/one.txt": ""})
    (tmp_path / "a/up").symlink_to(tmp_path)
    assert stamps_of_trees([str(tmp_path / "a")]) is not None
