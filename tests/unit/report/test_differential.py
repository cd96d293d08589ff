from __future__ import annotations

from tests.unit.report.samples import same_verdict
from vendorize.model.verdict import Difference, DifferentialResult, Fuzz, Replay, Verdict
from vendorize.report.look import Look
from vendorize.report.verdict import render, verdict_object

FOUND = Difference("call lib.f(1)", "returned 1", "returned 2", "value: 1 on the original, 2 on the result")


def verdict(*differences: Difference) -> Verdict:
    replay = Replay(12, 9, {"needs network": 2, "differs from run to run": 1}, differences)
    return same_verdict(differential=DifferentialResult(replay, Fuzz(3, 450, {"is asynchronous": 1}, ())))


def test_json_has_what_was_asked_for_and_nothing_else() -> None:
    answer = verdict_object(verdict(FOUND))
    assert answer["replay"] == {
        "recorded": 12,
        "compared": 9,
        "skipped": {"differs from run to run": 1, "needs network": 2},
        "differences": [
            {"test": FOUND.test, "baseline": FOUND.baseline, "result": FOUND.result, "message": FOUND.message}
        ],
    }
    assert answer["fuzz"] == {"functions": 3, "examples": 450, "skipped": {"is asynchronous": 1}, "differences": []}
    assert not answer["same"]
    assert not {"replay", "fuzz"} & verdict_object(same_verdict()).keys()


def test_text_says_what_was_compared_and_what_could_not_be() -> None:
    text = render(verdict(), Look())
    assert "replay    9 of 12 recorded calls compared, 0 differences" in text
    assert "not compared: 2 calls: needs network" in text
    assert "fuzz      3 functions called with 450 examples, 0 differences" in text
    assert "not compared: 1 function: is asynchronous" in text
    assert text.splitlines()[-1].startswith("same: ")


def test_a_call_that_differs_is_a_difference_of_the_verdict() -> None:
    lines = render(verdict(FOUND), Look()).splitlines()
    assert lines[0].startswith("differs  call lib.f(1)  returned 1")
    assert lines[-1] == "different: 1 difference"
