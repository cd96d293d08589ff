"""What `check` has found, as text, JSON and commands of GitHub's workflows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendorize.model.findings import KINDS
from vendorize.report.figures import plural

if TYPE_CHECKING:
    from vendorize.model.findings import Checked, Finding

SCHEMA = 1


def render(checked: Checked, *, base: Path) -> str:
    """Return the findings as lines that editors can follow, each with its remedy; files as seen from a folder."""
    lines = []
    for one in checked.findings:
        lines += [f"{place(one.file, base)}:{one.line}: {one.code} {one.message}", f"    {_one_line(one.remedy)}"]
    lines += [f"note: {note}" for note in checked.notes]
    lines.append(_summary(checked))
    return "\n".join(lines)


def findings_object(checked: Checked, *, base: Path) -> dict[str, Any]:
    """Return the findings for JSON."""
    return {
        "schema": SCHEMA,
        "findings": [
            {
                "code": one.code,
                "title": KINDS[one.code].title,
                "path": place(one.file, base),
                "line": one.line,
                "about": one.about,
                "message": one.message,
                "remedy": one.remedy,
            }
            for one in checked.findings
        ],
        "notes": list(checked.notes),
        "accepted": checked.accepted,
        "files": checked.files,
        "distributions": checked.distributions,
    }


def github(checked: Checked, *, base: Path) -> str:
    """Return workflow commands, which GitHub shows at the lines of a pull request.

    Source: docs.github.com/en/actions/reference/workflow-commands-for-github-actions (escaping as its toolkit does it).
    """
    lines = [command(one, base) for one in checked.findings]
    lines += [notice(note) for note in checked.notes]
    return "\n".join([*lines, _summary(checked)])


def place(file: Path, base: Path) -> str:
    """Return the POSIX path of a file as seen from a folder; the whole path where it lies elsewhere."""
    real = Path(base, file)
    return (real.relative_to(base) if real.is_relative_to(base) else real).as_posix()


def notice(text: str) -> str:
    """Return the workflow command that shows a text, at no line."""
    return f"::notice::{_data(text)}"


def command(one: Finding, base: Path) -> str:
    """Return the workflow command that shows a finding at its line."""
    title = f"{one.code} {KINDS[one.code].title}"
    where = f"file={_property(place(one.file, base))},line={one.line},title={_property(title)}"
    return f"::error {where}::{_data(f'{one.message}. {one.remedy}')}"


def annotation(level: str, text: str, *, title: str, place: tuple[str, int] | None = None) -> str:
    """Return the workflow command that shows a text as error, warning or notice, at a line of a file or nowhere."""
    where = f"file={_property(place[0])},line={place[1]}," if place is not None else ""
    return f"::{level} {where}title={_property(title)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _summary(checked: Checked) -> str:
    count = len(checked.findings)
    said = plural(count, "finding") if count else "no findings"
    accepted = f", {checked.accepted} accepted" if checked.accepted else ""
    files, distributions = plural(checked.files, "written file"), plural(checked.distributions, "distribution")
    return f"{said}{accepted}: compared {files} and {distributions}"
