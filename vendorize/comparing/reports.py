"""Compare two reports of `analyze`, as its JSON has them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from packaging.utils import canonicalize_name

from vendorize.model.advice import KnownAdvisory
from vendorize.model.reportdiff import SUMS, DistributionShift, NewHazard, ReportDiff, Shift
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = 1
MAKE = "make it with `vendorize analyze --output-format json --output FILE`"
Kind = TypeVar("Kind", int, str, bool, list, dict)  # type: ignore[type-arg]


class ReadReport:
    """A report that was read; whatever is not there, or is of another type, is an error that names file and field."""

    def __init__(self, file: Path, content: Any) -> None:  # noqa: ANN401 - JSON
        self._file = file
        self.content = content

    def get(self, holder: Any, path: str, kind: type[Kind]) -> Kind:  # noqa: ANN401 - JSON
        """Return a value by its dotted path."""
        value = holder
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise UserError(
                f"{self._file}: no report of `vendorize analyze`: {path} is not there as it should be", hint=MAKE
            )
        return value

    def texts(self, holder: Any, path: str) -> tuple[str, ...]:  # noqa: ANN401 - JSON
        """Return a list of texts by its dotted path."""
        return tuple(str(each) for each in self.get(holder, path, list))

    @property
    def distributions(self) -> dict[str, Any]:
        """Return the distributions by normalised name."""
        each = self.get(self.content, "distributions", list)
        return {canonicalize_name(self.get(one, "name", str)): one for one in each}

    @property
    def has_advisories(self) -> bool:
        """Tell whether advisories were asked for; reports of older releases have no such field."""
        return self.content.get("advisories") is not None

    @property
    def advisories(self) -> Iterator[KnownAdvisory]:
        """Yield the advisories about what is installed."""
        for each in self.get(self.content, "advisories", list):
            yield KnownAdvisory(*(self.get(each, name, str) for name in KnownAdvisory._fields))

    def folder_of(self, path: str) -> str:
        """Return the folder of copies of distributions that a file of the project is in; older releases tell none."""
        folders = self.texts(self.content, "vendored") if "vendored" in self.content else ()
        return next((each for each in folders if path.startswith(f"{each}/")), "")


def read_report(file: Path) -> ReadReport:
    """Read the JSON of `analyze`.

    Raises `UserError` for a file that cannot be read, is no JSON, or that of another version.
    """
    try:
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise UserError(f"cannot read {file}: {error.strerror or error}", hint=MAKE) from error
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise UserError(f"{file}{line}: no JSON: {error}", hint=MAKE) from error
    found = ReadReport(file, content)
    if found.get(content, "schema", int) != SCHEMA:
        raise UserError(f"{file}: schema {content['schema']!r}, and we know {SCHEMA}", hint=MAKE)
    return found


def compare_reports(old: ReadReport, new: ReadReport) -> ReportDiff:
    """Return what differs."""
    able = [_able(one) for one in (old, new)]
    shifts = (_distribution(old, new, key) for key in sorted({*old.distributions, *new.distributions}))
    return ReportDiff(
        projects=(old.get(old.content, "project.name", str), new.get(new.content, "project.name", str)),
        totals=tuple((name, _sum(old, new, name, "total"), _sum(old, new, name, "after")) for name in SUMS),
        distributions=tuple(each for each in shifts if each.fate != "same"),
        gained=_without(able[1], able[0]),
        lost=_without(able[0], able[1]),
        hazards=tuple(sorted(_new_hazards(old, new))),
        advisories=_advisories(old, new),
    )


def _advisories(old: ReadReport, new: ReadReport) -> tuple[tuple[KnownAdvisory, ...], tuple[KnownAdvisory, ...]] | None:
    """Return those that only the new report knows, and those that only the old one does; None unless both were asked.

    One that is about both releases of a distribution is the same in both.
    """
    if not (old.has_advisories and new.has_advisories):
        return None
    pair = [{(canonicalize_name(each.distribution), each.id): each for each in one.advisories} for one in (old, new)]
    before, after = pair
    gained = (each for key, each in sorted(after.items()) if key not in before)
    return tuple(gained), tuple(each for key, each in sorted(before.items()) if key not in after)


def _sum(old: ReadReport, new: ReadReport, name: str, which: str) -> Shift:
    return Shift(*(one.get(one.content, f"totals.{name}.{which}", int) for one in (old, new)))


def _able(report: ReadReport) -> tuple[str, ...]:
    """Return what the kept third-party code can do, in the order of the report."""
    found = report.get(report.content, "totals.capabilities", dict)
    return tuple(name for name, each in found.items() if report.get(each, "distributions.after", int))


def _without(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


def _distribution(old: ReadReport, new: ReadReport, key: str) -> DistributionShift:
    pair = ((old, old.distributions.get(key)), (new, new.distributions.get(key)))
    report, one = next((report, one) for report, one in reversed(pair) if one is not None)
    able = [_texts(each, "capabilities") for each in pair]
    used = [_texts(each, "used_symbols") for each in pair]
    found = DistributionShift(
        name=report.get(one, "name", str),
        fate="changed",
        versions=(_text(pair[0], "version"), _text(pair[1], "version")),
        verdicts=(_text(pair[0], "verdict"), _text(pair[1], "verdict")),
        direct=report.get(one, "direct", bool),
        functions=Shift(*(_kept(each, "functions") for each in pair)),
        bytes=Shift(*(_kept(each, "bytes") for each in pair)),
        gained=_without(able[1], able[0]),
        lost=_without(able[0], able[1]),
        symbols=(_without(used[1], used[0]), _without(used[0], used[1])),
    )
    return _judged(found, [one for _, one in pair])


def _judged(found: DistributionShift, pair: list[Any]) -> DistributionShift:
    if pair[0] is None or pair[1] is None:
        return replace(found, fate="added" if pair[0] is None else "removed")
    same = found.versions[0] == found.versions[1] and found.verdicts[0] == found.verdicts[1]
    grown = found.functions.growth or found.bytes.growth or found.gained or found.lost or any(found.symbols)
    return replace(found, fate="same") if same and not grown else found


_Held = tuple[ReadReport, Any]


def _text(held: _Held, field: str) -> str:
    report, one = held
    return "" if one is None else report.get(one, field, str)


def _texts(held: _Held, field: str) -> tuple[str, ...]:
    report, one = held
    return () if one is None else report.texts(one, field)


def _kept(held: _Held, field: str) -> int:
    """Return what stays; of what nothing uses nothing does."""
    report, one = held
    return 0 if one is None or one.get("verdict") == "unused" else report.get(one, f"{field}.kept", int)


def _new_hazards(old: ReadReport, new: ReadReport) -> Iterator[NewHazard]:
    """Yield the hazards of which a file has more than before; lines move, so they do not count."""
    before = Counter(key for key, _ in _hazards(old))
    after = Counter(key for key, _ in _hazards(new))
    first = dict(reversed(list(_hazards(new))))
    for key, count in after.items():
        if count > before[key]:
            owner, path, code, message = key
            line, more = new.get(first[key], "line", int), count - before[key]
            yield NewHazard(path, line, code, message, more, owner, "" if owner else new.folder_of(path))


def _hazards(report: ReadReport) -> Iterator[tuple[tuple[str, str, str, str], Any]]:
    content = report.content
    for owner, holder in (
        ("", content),
        *((report.get(each, "name", str), each) for each in report.distributions.values()),
    ):
        for each in report.get(holder, "hazards", list):
            path, code, message = (report.get(each, field, str) for field in ("path", "code", "message"))
            yield (owner, path, code, message), each
