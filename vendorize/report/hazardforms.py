"""The hazards of `analyze` at their lines: annotations of GitHub's workflows, and SARIF.

A hazard is no finding: it says where more is kept than must be. So its level is `note` in a dependency and `warning`
in the project's own code, where somebody can change the line; in copies of distributions that lie in the project it is
a `note` too. Those that `--fail-on` names are errors in all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from vendorize.report.findings import annotation, place
from vendorize.report.lines import printable
from vendorize.report.owners import hazards_by_folder
from vendorize.report.sarif import INSTALLED, artifact_object, fingerprint, log_object
from vendorize_analysis.model.hazards import DESCRIPTIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from vendorize.model.report import Report, ReportedHazard

_CODES = list(DESCRIPTIONS)
_ANNOTATIONS = {"error": "error", "warning": "warning", "note": "notice"}


class _HazardAt(NamedTuple):
    owner: str
    """A distribution with its version; empty for the project itself."""
    hazard: ReportedHazard
    level: str
    """As SARIF has it."""
    folder: str = ""
    """Of the project, which holds copies of distributions."""


def sarif_object(report: Report, failing: Collection[str], *, base: Path, version: str) -> dict[str, Any]:
    """Return a SARIF log of the hazards; `failing` are the codes that are errors, `base` is the root of the sources."""
    results = [_result(one, report.root, base) for one in _placed(report, failing)]
    return log_object(version, [_rule(code) for code in _CODES], results)


def github(report: Report, failing: Collection[str], *, base: Path) -> str:
    """Return workflow commands: at their lines for the project's own code, one for each code of a distribution.

    Lines of a distribution are in no pull request, and GitHub shows ten annotations of a level in a step.
    Copies of distributions in a folder of the project are as one.
    """
    placed = list(_placed(report, failing))
    lines = [_at_line(one, report.root, base) for one in placed if not (one.owner or one.folder)]
    groups: dict[tuple[str, str], list[_HazardAt]] = {}
    for one in placed:
        if one.owner or one.folder:
            groups.setdefault((one.owner or one.folder, one.hazard.code), []).append(one)
    lines += [_of_distribution(group) for group in groups.values()]
    functions = report.totals.functions
    summary = f"{_count(len(placed), 'hazard')}; {functions.after:,} of {functions.total:,} third-party functions kept"
    return "\n".join([*lines, summary])


def _placed(report: Report, failing: Collection[str]) -> Iterator[_HazardAt]:
    for folder, hazards in hazards_by_folder(report):
        for hazard in hazards:
            level = "note" if folder else "warning"
            yield _HazardAt("", hazard, "error" if hazard.code in failing else level, folder)
    for each in report.distributions:
        for hazard in sorted(each.hazards):
            yield _HazardAt(f"{each.name} {each.version}", hazard, "error" if hazard.code in failing else "note")


def _rule(code: str) -> dict[str, Any]:
    said = DESCRIPTIONS[code]
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in said.title.split()),
        "shortDescription": {"text": said.title},
        "fullDescription": {"text": f"{said.construct}: keeps {said.keeps}"},
        "help": {"text": f"vendorize rule {code}", "markdown": said.page},
        "defaultConfiguration": {"level": "note"},
    }


def _result(one: _HazardAt, root: Path, base: Path) -> dict[str, Any]:
    hazard = one.hazard
    installed = {"uri": quote(hazard.path), "uriBaseId": INSTALLED}
    artifact = installed if one.owner else artifact_object(root / hazard.path, base)
    location: dict[str, Any] = {"artifactLocation": artifact}
    if hazard.line:
        location["region"] = {"startLine": hazard.line}
    return {
        "ruleId": hazard.code,
        "ruleIndex": _CODES.index(hazard.code),
        "level": one.level,
        "message": {"text": _message(one)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {
            "vendorizeHazard/v1": fingerprint(hazard.code, one.owner.partition(" ")[0], hazard.path, hazard.message)
        },
    }


def _at_line(one: _HazardAt, root: Path, base: Path) -> str:
    where = (place(root / one.hazard.path, base), one.hazard.line or 1)
    return annotation(_ANNOTATIONS[one.level], _message(one), title=_title(one.hazard.code), place=where)


def _of_distribution(group: list[_HazardAt]) -> str:
    first = group[0]
    more = f", and {len(group) - 1} more" if len(group) > 1 else ""
    text = f"{_message(first)} ({printable(first.hazard.place)}{more})"
    return annotation(_ANNOTATIONS[first.level], text, title=_title(first.hazard.code))


def _title(code: str) -> str:
    return f"{code} {DESCRIPTIONS[code].title}"


def _message(one: _HazardAt) -> str:
    return printable(f"{one.owner}: {one.hazard.message}" if one.owner else one.hazard.message)


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
