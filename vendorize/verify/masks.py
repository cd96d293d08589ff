"""Make equal what differs from run to run: addresses, temporary folders, folders of a variant's own, times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from vendorize.model.settings import Mask

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{4,}\b")
# It begins where a word does: otherwise a long text without blanks would be searched from each of its characters.
_PYTEST_TEMP = re.compile(r"(?<![^\s'\"\[\]])[^\s'\"\[\]]*pytest-of-[^\s/\\]+[/\\]pytest-\d+")
_TEMPORARY = re.compile(r"(<root>[/\\]t[/\\])tmp[a-z0-9_]{8}\b")
"""What `tempfile` names its files."""
_CLOCK = re.compile(r"\b([01]?\d|2[0-3]):[0-5]\d:[0-5]\d([.,]\d+)?\b")
_DURATION = re.compile(r"\b\d+(\.\d+)? ?(s|ms|us|µs|sec|secs|seconds?|milliseconds?)\b")
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %b %Y", "%b %d, %Y", "%a %b %d", "%a, %d %b %Y", "%m/%d/%Y", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class Masks:
    """What makes the texts of one variant comparable with those of the other."""

    roots: tuple[str, ...] = ()
    """Folders that belong to that variant alone, in every spelling, the longest first."""
    configured: tuple[tuple[re.Pattern[str], str], ...] = ()

    def text(self, text: str) -> str:
        """Return a node id or a message without what differs from run to run."""
        for root in self.roots:
            text = text.replace(root, "<root>")
        text = _ADDRESS.sub("0x…", _PYTEST_TEMP.sub("<tmp>", text))
        text = _TEMPORARY.sub(r"\1<tmp>", text)
        for pattern, replacement in self.configured:
            text = pattern.sub(replacement, text)
        return text

    def output(self, text: str) -> str:
        """Return what a command printed: times of day, durations and today's date do not count either."""
        return _DURATION.sub("<duration>", _CLOCK.sub("<time>", _today().sub("<date>", self.text(text))))


def masks_of(roots: Iterable[Path], configured: Sequence[Mask] = ()) -> Masks:
    """Return the masks of a variant with these folders."""
    spelled: set[str] = set()
    for root in map(str, roots):
        # Node ids and messages may hold the path as a Python literal or with slashes on Windows.
        spelled |= {root, root.replace("\\", "/"), root.replace("\\", "\\\\")}
    patterns = tuple((re.compile(mask.pattern), mask.replace) for mask in configured)
    return Masks(tuple(sorted(spelled, key=lambda root: (-len(root), root))), patterns)


def _today() -> re.Pattern[str]:
    """Return what matches dates of about now: midnight may pass, and time zones differ; other dates are results."""
    now = datetime.now(UTC)
    days = [now + timedelta(days=step) for step in (-1, 0, 1)]
    spelled = {day.strftime(form) for day in days for form in _DATES}
    return re.compile(
        "|".join(rf"(?<!\d){re.escape(date)}(?!\d)" for date in sorted(spelled, key=lambda d: (-len(d), d)))
    )
