"""Make the summary of one file."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.model.summary import ModuleSummary, Unreadable
from vendorize_analysis.recursion import TooDeepError, deeply
from vendorize_analysis.scanning.source import parse, too_deep
from vendorize_analysis.summarizing import summarize, with_comments

if TYPE_CHECKING:
    from vendorize_analysis.scanning.source import SourceFile
    from vendorize_analysis.summarizing import Target


class Made(NamedTuple):
    """A summary, and the seconds that it took."""

    summary: ModuleSummary | Unreadable
    parse: float
    summarize: float


def make_summary(source: SourceFile, target: Target) -> Made:
    """Parse and summarise what was read from a file."""
    try:
        return deeply(_make, source, target)
    except TooDeepError:
        return Made(too_deep(source.data), 0.0, 0.0)


def _make(source: SourceFile, target: Target) -> Made:
    started = perf_counter()
    found = parse(source.data, target.newest)
    parsed = perf_counter()
    if isinstance(found, Unreadable):
        return Made(found, parsed - started, 0.0)
    summary = summarize(found.tree, size=len(source.data), lines=source.lines, target=target, text=found.text)
    return Made(with_comments(summary, found.text), parsed - started, perf_counter() - parsed)
