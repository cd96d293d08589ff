"""Turn what a verdict found missing into keep rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from vendorize.verify.file_audit import DATA_FILE, data_module
from vendorize_analysis.model.options import KeepRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.verdict import Difference, Leak

_REMOVED = re.compile(r"uses ([\w.]+) \([^()]*\),\s+which\s+vendorize\s+removed")
"""The error for removed names, in a message that may have been wrapped or cut off after this."""
_PRIVATE = re.compile(r"(?P<above>(?:.*\.)?(?P<owner>\w+))\._(?P<mangled>\w+?)(?P<name>__\w+)")


class Shortcomings(Protocol):
    """What a comparison found: a verdict, or a draft of one."""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Return what differs."""

    @property
    def leaks(self) -> tuple[Leak, ...]:
        """Return what released code reached that only the tests need."""


@dataclass(frozen=True, slots=True)
class DraftVerdict:
    """What one run of some tests or of all shows, before anything is tried again."""

    differences: tuple[Difference, ...]
    leaks: tuple[Leak, ...]


def find_repairs(found: Shortcomings, known: Iterable[KeepRule] = ()) -> tuple[KeepRule, ...]:
    """Return keep rules for what leaked, and for removed names that were asked for; none that is known already."""
    rules: dict[str, str] = {}
    for symbol, reason in _missing(found):
        rules.setdefault(_as_written(symbol), reason)
    for rule in known:
        rules.pop(rule.symbol, None)
    return tuple(KeepRule(symbol, rules[symbol]) for symbol in sorted(rules))


def _missing(found: Shortcomings) -> Iterator[tuple[str, str]]:
    for leak in found.leaks:
        reader = leak.path[0].partition(" (")[0] if leak.path else "released code"
        yield leak.symbol, f"verify --repair: {reader} uses it"
    for difference in found.differences:
        module = data_module(difference)
        if module:
            yield module, f"verify --repair: the original opens {difference.test.removeprefix(DATA_FILE)}"
        for match in _REMOVED.finditer(difference.message):
            yield match[1], f"verify --repair: {difference.test} asks for it"


def _as_written(symbol: str) -> str:
    """Return a symbol as the source writes it: classes hold private names with their own name before them."""
    match = _PRIVATE.fullmatch(symbol)
    if match and match["owner"].lstrip("_") == match["mangled"] and not symbol.endswith("__"):
        return f"{match['above']}.{match['name']}"
    return symbol
