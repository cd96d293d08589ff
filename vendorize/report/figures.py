"""Figures for people: sizes, shares, bars and plurals, and what a run says of itself.

Nothing heavy is imported here: who gives an answer again needs no more of what shows one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

KILO = 1000
UNITS = ("B", "kB", "MB", "GB", "TB")
SMALL = 10


def size(count: int) -> str:
    """Return a number of bytes in decimal units (IEC 80000-13), with two digits at least: `1.2 MB`."""
    return scaled(count, unit_of(count))


def unit_of(count: int) -> str:
    """Return the unit in which a number of bytes has one to three digits before the point."""
    index, value = 0, float(count)
    while value >= KILO - 0.5 and index < len(UNITS) - 1:
        value, index = value / KILO, index + 1
    return UNITS[index]


def scaled(count: int, unit: str) -> str:
    """Return a number of bytes in this unit."""
    return f"{number(count, unit)} {unit}"


def number(count: int, unit: str) -> str:
    """Return a number of bytes in this unit, without its name."""
    if unit == "B":
        return str(count)
    value: float = count / KILO ** UNITS.index(unit)
    return f"{value:.1f}" if 0 < value < SMALL else f"{value:.0f}"


def size_of(part: int, total: int) -> str:
    """Return `98/210 kB`."""
    unit = unit_of(total)
    return f"{number(part, unit)}/{number(total, unit)} {unit}"


def percent(share: float) -> str:
    """Return a share as a whole percentage; something is never shown as nothing, nor a part as all."""
    if 0 < share < 1:
        return "<1%"
    return f"{min(round(share), 99) if share < 100 else 100}%"  # noqa: PLR2004 - all of it


def bar(share: float, width: int, *, unicode: bool) -> str:
    """Return a bar of this many columns for a share in percent."""
    full, empty = ("█", "░") if unicode else ("#", ".")
    length = max(0, min(width, round(share * width / 100)))
    length = max(length, 1) if share > 0 else 0
    return full * length + empty * (width - length)


def plural(count: int, noun: str, nouns: str = "") -> str:
    """Return `1 hazard`, `2 hazards`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def some(names: tuple[str, ...], most: int) -> str:
    """Return the first names, and how many more there are: `a, b, +12`."""
    rest = len(names) - most
    shown = names if rest <= 1 else (*names[:most], f"+{rest}")
    return ", ".join(shown)


def effort_line(files: int, cached: int, seconds: float) -> str:
    """Return how many files were read, how many of them were known, and the time: what each run says otherwise."""
    known = f", {cached:,} of them from the cache" if cached else ""
    return f"Read {plural(files, 'file')} in {seconds:.1f} s{known}."


def effort_object(files: int, lines: int, cached: int, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return what each run says otherwise as entries of the JSON."""
    return {
        "seconds": {name: round(value, 4) for name, value in seconds.items()},
        "files": {"read": files, "lines": lines, "cached": cached},
    }
