"""The tree of requirements with the share of each distribution that stays, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from packaging.utils import canonicalize_name

from vendorize.report.figures import percent, size
from vendorize.report.look import console_text, styled
from vendorize_analysis.model.closure import closure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize.model.report import DistributionReport, Report
    from vendorize.report.look import Look

SHARE = 22
"""Columns for verdict and share."""


class _Branch(NamedTuple):
    """One distribution at one place of the tree."""

    trunk: str
    """What stands before its name: the lines of the tree."""
    key: str
    versions: str
    repeated: bool
    """It was shown with all below it before."""


def required(report: Report) -> dict[str, list[str]]:
    """Return for each distribution of a report what it requires, by normalised names."""
    found: dict[str, list[str]] = {canonicalize_name(each.name): [] for each in report.distributions}
    for each in report.distributions:
        for name in each.required_by:
            found.setdefault(canonicalize_name(name), []).append(canonicalize_name(each.name))
    return found


def render(report: Report, versions: Mapping[tuple[str, str], str], look: Look) -> str:
    """Return the tree; `versions` are the specifiers by who requires whom, normalised names both."""
    reports: dict[str, DistributionReport] = {canonicalize_name(each.name): each for each in report.distributions}
    console = look.console()
    console.print(styled((report.project, "bold")))
    for line in _lines(report, versions, look):
        each = reports[line.key]
        left = f"{line.trunk}{each.name} {each.version}{f' [{line.versions}]' if line.versions else ''}"
        width = look.width - SHARE
        if len(left) > width:
            left = left[: width - len(look.ellipsis)] + look.ellipsis
        right = "(see above)" if line.repeated else share(each)
        console.print(styled((f"{left:{width}}", ""), (f"{right:>{SHARE}}", "dim" if line.repeated else "cyan")))
    return console_text(console)


def share(each: DistributionReport) -> str:
    """Return how much stays: `extract 55% 0.9 MB`."""
    if each.verdict == "extract":
        return f"{percent(each.functions.percent)} {size(each.bytes.kept):>7}"
    return f"{each.verdict} {size(each.bytes.total):>7}"


def _lines(report: Report, versions: Mapping[tuple[str, str], str], look: Look) -> Iterator[_Branch]:
    """Yield the tree from the direct requirements down, and then what hangs on none of them; circles end."""
    edges, shown = required(report), set[str]()
    direct = [canonicalize_name(each.name) for each in report.distributions if each.direct]

    def below(keys: list[str], parent: str, trunk: str) -> Iterator[_Branch]:
        for number, key in enumerate(keys):
            last = number == len(keys) - 1
            repeated = key in shown and bool(edges.get(key))
            fork, rest = _signs(look, last=last)
            yield _Branch(trunk + fork, key, versions.get((parent, key), ""), repeated)
            if not repeated:
                shown.add(key)
                yield from below(sorted(edges.get(key, ())), key, trunk + rest)

    found = closure(direct, {key: tuple(needs) for key, needs in edges.items()})
    loose = [key for key in edges if key not in found and not _is_needed(key, edges, found)]
    yield from below([*sorted(direct), *loose], "", "")


def _is_needed(key: str, edges: Mapping[str, list[str]], found: set[str]) -> bool:
    """Tell whether something that hangs on no direct requirement is needed by another such thing, not in a circle."""
    others = [other for other, needs in edges.items() if key in needs and other not in found]
    return any(other not in closure([key], edges) for other in others)


def _signs(look: Look, *, last: bool) -> tuple[str, str]:
    """Return what stands before a name, and before all that is below it."""
    if look.unicode:
        return ("└── ", "    ") if last else ("├── ", "│   ")
    return ("`-- ", "    ") if last else ("|-- ", "|   ")
