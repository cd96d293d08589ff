"""Read the lists of requirements that pip installs from.

Source: pip.pypa.io/en/stable/reference/requirements-file-format.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename

from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import asked_about, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COMMENT = re.compile(r"(^|\s)#.*$")
_INCLUDED = re.compile(r"(?:-r|--requirement)(?:\s+|=|(?<=-r))(?P<file>\S.*)")
_EDITABLE = re.compile(r"(?:-e|--editable)(?:\s+|=)(?P<where>\S.*)")
_OPTIONS = re.compile(r"\s--(hash|global-option|install-option|config-settings?)\b.*$")
_EGG = re.compile(r"[#&]egg=(?P<name>[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?)")
_PLACE = re.compile(r"(?:[a-z][a-z0-9+.-]*://|file:|\.{0,2}[/\\]|[A-Za-z]:[/\\]|\.{1,2}$)")


def read_list(file: Path, within: Path) -> tuple[str, ...]:
    """Return the PEP 508 strings of a list and of those that it includes, each once, in order.

    Nothing is read outside of the folder `within`. A place without a name (a folder, an archive under another name)
    adds nothing: what it installs is seen when it is imported.
    Raises `UserError`, with every file and line, for what is no requirement.
    """
    problems: list[str] = []
    found = dict.fromkeys(_read(file, within.resolve(), set(), problems))
    if problems:
        raise UserError("\n".join(problems), hint="write it as `name>=1.0; marker` (PEP 508), or take the line out")
    return tuple(found)


def _read(file: Path, within: Path, seen: set[Path], problems: list[str]) -> Iterator[str]:
    asked_about(file)
    file = file.resolve()
    if file in seen or not file.is_relative_to(within) or not file.is_file():
        return
    seen.add(file)
    for number, line in _logical_lines(_text(file)):
        if included := _INCLUDED.match(line):
            yield from _read(file.parent / included["file"].strip("'\""), within, seen, problems)
            continue
        editable = _EDITABLE.match(line)
        if line.startswith("-") and editable is None:
            continue
        text = _OPTIONS.sub("", editable["where"] if editable else line).strip()
        try:
            yield from _requirement(text, named=not editable)
        except InvalidRequirement as error:
            problems.append(f"{file}:{number}: requirement {text!r}: {str(error).splitlines()[0]}")


def _text(file: Path) -> str:
    data = read_bytes(file)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(f"{file}:{line}: not UTF-8", hint="save the file as UTF-8") from error


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers, without comments; one that ends in a backslash goes on in the next."""
    begun, first = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        first = first if begun else number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            begun += line[:-1] + " "
            continue
        whole, begun = _COMMENT.sub("", begun + line).strip(), ""
        if whole:
            yield first, whole
    if begun.strip():
        yield first, begun.strip()


def _requirement(text: str, *, named: bool) -> Iterator[str]:
    """Yield a requirement as PEP 508 has it; of a place the name that it gives, and nothing where it gives none."""
    if named and not _PLACE.match(text) and not _is_archive(text):
        Requirement(text)
        yield text
    elif egg := _EGG.search(text):
        yield egg["name"]
    elif name := _archive_name(text):
        yield name


def _is_archive(text: str) -> bool:
    return " @ " not in text and text.partition(";")[0].strip().endswith((".whl", ".tar.gz", ".zip"))


def _archive_name(text: str) -> str:
    """Return the distribution that the file name of an archive begins with; empty for any other text."""
    file = unquote(re.split(r"[#?;]", text, maxsplit=1)[0].strip()).replace("\\", "/").rpartition("/")[2]
    try:
        return parse_wheel_filename(file)[0] if file.endswith(".whl") else parse_sdist_filename(file)[0]
    except (InvalidWheelFilename, InvalidSdistFilename):
        return ""
