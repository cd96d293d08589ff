"""Compare two runs of the tests, outcome by outcome."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import TYPE_CHECKING

from vendorize.model.verdict import Difference, TestOutcome
from vendorize.verify.frameworks import COMMAND_TEST
from vendorize.verify.masks import Masks
from vendorize.verify.printed import digested

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.verdict import RunRecord

MISSING = "missing"
_KIND = re.compile(r"(?:[^\s:]*:\d+: )?((?:[A-Za-z_]\w*\.)*[A-Z]\w*)(?=:|\s*$)")
_MESSAGE_LINES = 12
_SHOWN = 200

Reading = dict[str, TestOutcome]
"""Outcomes by the ids that both variants have in common."""


def compare(
    baseline: RunRecord, result: RunRecord, *, masks: tuple[Masks, Masks] = (Masks(), Masks())
) -> list[Difference]:
    """Return the tests whose outcomes differ between two runs; the masks are those of the two variants."""
    before, after = read(baseline, masks[0]), read(result, masks[1])
    found = [
        difference_of(test, before.get(test), after.get(test))
        for test in sorted(before.keys() | after.keys())
        if comparison_key(before.get(test)) != comparison_key(after.get(test))
    ]
    broken = difference_as_a_whole(baseline, result, found, masks[1])
    return found if broken is None else [broken, *found]


def read(record: RunRecord, masks: Masks) -> Reading:
    """Key the outcomes by masked ids; ids that become equal are numbered in the order they ran."""
    found: Reading = {}
    numbers: Counter[str] = Counter()
    for outcome in record.outcomes.values():
        name = test = masks.text(outcome.test)
        numbers[test] += 1
        while name in found:
            name = f"{test}#{numbers[test]}"
            numbers[test] += name in found
        found[name] = TestOutcome(name, outcome.outcome, _message(test, outcome, record, masks))
    return found


def _message(test: str, outcome: TestOutcome, record: RunRecord, masks: Masks) -> str:
    if test != COMMAND_TEST:
        return masks.text(outcome.message)
    return digested(record.printed, masks) if record.printed else masks.output(outcome.message)


def comparison_key(outcome: TestOutcome | None) -> tuple[str, str]:
    """Return what must be equal: the outcome, with why it was skipped, what was raised, or what a command printed.

    Of an exception its kind alone: messages hold times and places too often.
    """
    if outcome is None:
        return MISSING, ""
    if outcome.test == COMMAND_TEST or outcome.outcome == "skipped":
        return outcome.outcome, outcome.message
    if outcome.outcome in ("failed", "error", "xfailed"):
        kind = _KIND.match(outcome.message)
        return outcome.outcome, kind[1].rpartition(".")[2] if kind else ""
    return outcome.outcome, ""


def difference_of(test: str, before: TestOutcome | None, after: TestOutcome | None) -> Difference:
    """Return a difference with the message that explains it."""
    was, now = comparison_key(before)[0], comparison_key(after)[0]
    message = after.message if after is not None else "the test was not reported"
    if was != now:
        return Difference(test, was, now, _shorten(message))
    old = before.message if before is not None else ""
    if test == COMMAND_TEST:
        lines = difflib.unified_diff(old.splitlines(), message.splitlines(), "baseline", "result", lineterm="", n=1)
        return Difference(test, was, "other output", _shorten("\n".join(lines)))
    return Difference(test, was, f"{now} otherwise", _shorten(f"was: {old[:_SHOWN]}\nis: {message}"))


def difference_as_a_whole(
    baseline: RunRecord, result: RunRecord, found: list[Difference], masks: Masks
) -> Difference | None:
    """Return the difference of a run that broke as a whole (a conftest that cannot be imported, a crash)."""
    lost = any(difference.result == MISSING for difference in found)
    if _ending(baseline) == _ending(result) or (found and not lost):
        return None
    tail = masks.text(result.output)
    return Difference(COMMAND_TEST, _ending(baseline), _ending(result), _shorten(tail, last=True))


def ids_of(test: str, records: Iterable[tuple[Masks, RunRecord]]) -> set[str]:
    """Return the ids that a test has in the runs themselves."""
    names = (test, re.sub(r"#\d+$", "", test))
    return {raw for masks, run in records for raw in run.outcomes if masks.text(raw) in names}


def _ending(record: RunRecord) -> str:
    if record.timed_out:
        return "timed out"
    return f"exit code {record.exit_code}" + (f" ({record.cut_short})" if record.cut_short else "")


def _shorten(text: str, *, last: bool = False) -> str:
    lines = text.splitlines()
    return "\n".join(lines[-_MESSAGE_LINES:] if last else lines[:_MESSAGE_LINES])
