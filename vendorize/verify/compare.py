"""Compare two runs of the tests, outcome by outcome."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from vendorize.model.verdict import Difference, TestOutcome
from vendorize.verify.runner import COMMAND_TEST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vendorize.model.verdict import RunRecord

MISSING = "missing"
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{4,}\b")
_PYTEST_TEMP = re.compile(r"[^\s'\"\[\]]*pytest-of-[^\s/\\]+[/\\]pytest-\d+")
_MESSAGE_LINES = 12


def compare(
    baseline: RunRecord, result: RunRecord, *, roots: tuple[Sequence[Path], Sequence[Path]] = ((), ())
) -> tuple[Difference, ...]:
    """Give the tests whose outcomes differ; `roots` are the folders of the two sides, which count as equal."""
    before, after = _normalise_all(baseline, roots[0]), _normalise_all(result, roots[1])
    found = [
        difference
        for test in sorted(before.keys() | after.keys())
        if (difference := _differ(test, before.get(test), after.get(test))) is not None
    ]
    lost = any(difference.result == MISSING for difference in found)
    if baseline.exit_code != result.exit_code and (lost or not found):
        # The run as a whole broke (a conftest that cannot be imported, a crash): its output says why.
        tail = normalise(result.output, roots[1])
        found.insert(0, Difference(COMMAND_TEST, _ending(baseline), _ending(result), _shorten(tail, last=True)))
    return tuple(found)


def normalise(text: str, roots: Sequence[Path] = ()) -> str:
    """Replace what differs from run to run: addresses in memory, temporary folders, the side's own folders."""
    for root in sorted((str(root) for root in roots), key=len, reverse=True):
        text = text.replace(root, "<root>")
        # Node ids and messages may hold the path as a Python literal or with slashes on Windows.
        text = text.replace(root.replace("\\", "/"), "<root>").replace(root.replace("\\", "\\\\"), "<root>")
    return _ADDRESS.sub("0x…", _PYTEST_TEMP.sub("<tmp>", text))


def _normalise_all(record: RunRecord, roots: Sequence[Path]) -> dict[str, TestOutcome]:
    """Key the outcomes by normalised ids; ids that become equal are numbered in the order they ran."""
    found: dict[str, TestOutcome] = {}
    for outcome in record.outcomes.values():
        name = test = normalise(outcome.test, roots)
        number = 1
        while name in found:
            number += 1
            name = f"{test}#{number}"
        found[name] = TestOutcome(name, outcome.outcome, normalise(outcome.message, roots))
    return found


def _differ(test: str, before: TestOutcome | None, after: TestOutcome | None) -> Difference | None:
    if before is None:
        before = TestOutcome(test, MISSING)
    if after is None:
        after = TestOutcome(test, MISSING, "the test was not reported" if before.outcome != MISSING else "")
    if before.outcome != after.outcome:
        return Difference(test, before.outcome, after.outcome, _shorten(after.message))
    if test == COMMAND_TEST and before.message != after.message:
        lines = difflib.unified_diff(
            before.message.splitlines(), after.message.splitlines(), "baseline", "result", lineterm="", n=1
        )
        return Difference(test, before.outcome, "other output", _shorten("\n".join(lines)))
    return None


def _ending(record: RunRecord) -> str:
    return "timed out" if record.timed_out else f"exit code {record.exit_code}"


def _shorten(text: str, *, last: bool = False) -> str:
    lines = text.splitlines()
    return "\n".join(lines[-_MESSAGE_LINES:] if last else lines[:_MESSAGE_LINES])
