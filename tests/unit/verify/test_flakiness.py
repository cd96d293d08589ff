from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.verdict import RunRecord, TestOutcome
from vendorize.verify.flakiness import FEW, MANY, PERTURBED_ROUNDS, ROUNDS, Classified, classify
from vendorize.verify.masks import Masks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Script = list[tuple[str, str]]
"""Outcomes of all tests on both variants, run by run, one letter for a test: `("ppf", "ppp")`; a blank is no report."""
NAMES = {"p": "passed", "f": "failed", "s": "skipped", "t": "skipped"}
MESSAGES = {"f": "boom", "t": "for another reason"}


def record(letters: str, *, only: Iterable[str] | None = None, exit_code: int | None = None) -> RunRecord:
    names = [f"t{index}" for index in range(len(letters))]
    chosen = set(names if only is None else only)
    outcomes = {
        name: TestOutcome(name, NAMES[letter], MESSAGES.get(letter, ""))
        for name, letter in zip(names, letters, strict=True)
        if name in chosen and letter != " "
    }
    code = int("f" in letters) if exit_code is None else exit_code
    return RunRecord(outcomes=outcomes, seconds=0.0, exit_code=code, output="")


class Play:
    """Give the runs of a script, those of single tests and those of the whole command."""

    def __init__(self, *, alone: Script, whole: Script | None = None) -> None:
        self.scripts = {"alone": list(alone), "whole": list(whole or [])}
        self.asked: list[Sequence[str] | None] = []
        self.perturbed: list[int] = []

    def __call__(self, only: Sequence[str] | None, perturb: int = 0) -> tuple[RunRecord, RunRecord]:
        self.asked.append(only)
        self.perturbed.append(perturb)
        before, after = self.scripts["whole" if only is None else "alone"].pop(0)
        return record(before, only=only), record(after, only=only)


def classified(*runs: tuple[str, str], play: Play) -> Classified:
    return classify([(record(before), record(after)) for before, after in runs], (Masks(), Masks()), play)


def test_what_is_equal_is_not_run_again() -> None:
    play = Play(alone=[])
    assert classified(("pfs", "pfs"), play=play) == Classified((), ())
    assert play.asked == []


def test_a_test_that_fails_on_the_result_every_time_is_a_difference() -> None:
    play = Play(alone=[("pp", "pf")] * ROUNDS)
    found = classified(("pp", "pf"), play=play)
    assert [(one.test, one.baseline, one.result, one.message) for one in found.differences] == [
        ("t1", "passed", "failed", "boom")
    ]
    assert found.flaky == ()
    assert play.asked == [["t1"]] * ROUNDS


def test_a_test_that_also_fails_on_the_original_now_and_then_is_flaky_and_listed() -> None:
    found = classified(("p", "f"), play=Play(alone=[("p", "f"), ("f", "p"), ("p", "p")]))
    assert found.differences == ()
    (flaky,) = found.flaky
    assert flaky.baseline == ("passed", "passed", "failed", "passed")
    assert flaky.result == ("failed", "failed", "passed", "passed")
    assert flaky.message == "boom"


def test_a_test_that_fails_on_the_result_twice_and_never_on_the_original_is_a_difference() -> None:
    play = Play(alone=[("p", "p"), ("p", "f"), ("p", "p"), *[("p", "p")] * PERTURBED_ROUNDS])
    assert [one.test for one in classified(("p", "f"), play=play).differences] == ["t0"]
    assert play.scripts["alone"] == []


def test_a_reason_that_is_one_of_two_by_chance_is_flaky_though_the_original_gave_one_of_them_four_times() -> None:
    """As alembic's tests do: the reason is joined from a set of objects, whose order hangs on their addresses."""
    play = Play(
        alone=[("s", "t"), ("s", "t"), ("s", "s"), ("s", "t"), ("t", "s"), *[("s", "s")] * (PERTURBED_ROUNDS - 2)]
    )
    found = classified(("s", "t"), play=play)
    assert found.differences == ()
    assert [(one.test, one.message) for one in found.flaky] == [("t0", "\nfor another reason")]


def test_a_reason_that_the_original_gives_alone_though_not_among_its_neighbours_is_looked_at_more_closely() -> None:
    play = Play(alone=[("t", "s")] * ROUNDS + [("s", "t")] * PERTURBED_ROUNDS, whole=[("s", "t")])
    found = classified(("s", "t"), play=play)
    assert ([one.test for one in found.flaky], found.differences) == (["t0"], ())


def test_a_reason_that_is_always_another_on_the_result_is_a_difference_after_more_runs() -> None:
    play = Play(alone=[("ps", "pt")] * (ROUNDS + PERTURBED_ROUNDS))
    (found,) = classified(("ps", "pt"), play=play).differences
    assert (found.test, found.baseline, found.result) == ("t1", "skipped", "skipped otherwise")
    assert play.scripts["alone"] == []
    assert play.perturbed == [*[0] * ROUNDS, *range(1, PERTURBED_ROUNDS + 1)]


def test_what_failed_only_once_is_settled_by_one_more_whole_run() -> None:
    again = Play(alone=[("p", "p")] * ROUNDS, whole=[("p", "f")])
    assert [one.test for one in classified(("p", "f"), play=again).differences] == ["t0"]
    never = Play(alone=[("p", "p")] * ROUNDS, whole=[("p", "p")])
    found = classified(("p", "f"), play=never)
    assert found.differences == ()
    assert [one.test for one in found.flaky] == ["t0"]


def test_a_test_that_needs_its_neighbours_is_judged_by_whole_runs() -> None:
    play = Play(alone=[("f", "f")] * ROUNDS, whole=[("p", "f")])
    assert [one.test for one in classified(("p", "f"), play=play).differences] == ["t0"]


def test_what_differs_for_the_first_time_in_a_later_run_is_listed_too() -> None:
    play = Play(alone=[("pp", "pp")] * ROUNDS, whole=[("pp", "pf")])
    assert [one.test for one in classified(("pp", "fp"), play=play).flaky] == ["t0", "t1"]


def test_repeated_runs_show_what_is_unsteady_without_running_more() -> None:
    play = Play(alone=[])
    found = classified(("p", "p"), ("f", "p"), play=play)
    assert ([one.test for one in found.flaky], play.asked) == (["t0"], [])


def test_a_missing_test_is_a_difference() -> None:
    (found,) = classified(("pp", "p "), play=Play(alone=[("pp", "p ")] * ROUNDS)).differences
    assert (found.test, found.result) == ("t1", "missing")


def test_many_differences_are_run_again_once_and_very_many_not_at_all() -> None:
    many, more = FEW + 1, MANY + 1
    play = Play(alone=[("p" * many, "f" * many)])
    assert len(classified(("p" * many, "f" * many), play=play).differences) == many
    unheard = Play(alone=[])
    assert len(classified(("p" * more, "f" * more), play=unheard).differences) == more


def test_an_exit_code_that_differs_every_time_is_a_difference_without_any_test() -> None:
    def rerun(_: Sequence[str] | None, perturb: int = 0) -> tuple[RunRecord, RunRecord]:  # noqa: ARG001
        return record("p"), record("p", exit_code=3)

    (found,) = classify([rerun(None)], (Masks(), Masks()), rerun).differences
    assert (found.test, found.baseline, found.result) == ("command", "exit code 0", "exit code 3")


def printed(*texts: str) -> list[tuple[RunRecord, RunRecord]]:
    runs = [RunRecord({"command": TestOutcome("command", "passed", text)}, 0.0, 0, text) for text in texts]
    return list(zip(runs[::2], runs[1::2], strict=True))


def test_lines_that_vary_in_the_original_too_are_left_out_and_named() -> None:
    first, *others = printed("a\n1\nc", "a\n2\nc", "a\n3\nc", "a\n4\nc", *(f"a\n{n}\nc" for n in range(5, 9)))
    found = classify([first], (Masks(), Masks()), lambda _: others.pop(0))
    assert found.differences == ()
    assert found.flaky[0].message.startswith("line 2 varies from run to run and was not compared")


def test_a_line_that_is_steady_in_the_original_and_other_in_the_result_is_a_difference() -> None:
    first, *others = printed(
        "a\n1\nc", "b\n2\nc", *(text for n in range(3, 6) for text in (f"a\n{n}\nc", f"b\n{n}\nc"))
    )
    (found,) = classify([first], (Masks(), Masks()), lambda _: others.pop(0)).differences
    assert found.result == "other output"
