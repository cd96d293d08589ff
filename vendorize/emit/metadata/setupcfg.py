"""Requirements in `setup.cfg`, edited line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vendorize.emit.metadata.edit import Edited, MetadataEdit
from vendorize_analysis.environment.requirements import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTION = re.compile(r"\[(?P<name>[^\]]+)\]")
_OPTION = re.compile(r"(?P<key>[^\s=:#;\[][^=:]*?)\s*[=:](?P<value>.*)")


@dataclass(slots=True)
class Option:
    """One option: where it stands, as indexes of lines."""

    section: str
    key: str
    line: int
    value: str
    """What stands on the line of the key."""
    below: list[int] = field(default_factory=list)
    """The lines that continue it and hold text."""


def options(lines: list[str]) -> Iterator[Option]:
    """Return the options of a file as `configparser` reads it with its defaults."""
    section, current = "", None
    for index, line in enumerate(lines):
        text = line.strip()
        if not text or text[0] in "#;":
            continue
        if line[0] in " \t" and current is not None:
            current.below.append(index)
            continue
        if current is not None:
            yield current
        current = None
        if header := _SECTION.match(line):
            section = header["name"]
        elif option := _OPTION.match(line.rstrip("\r\n")):
            current = Option(section, option["key"].lower().replace("-", "_"), index, option["value"].strip())
    if current is not None:
        yield current


def edit_setup_cfg(text: str, edit: MetadataEdit) -> Edited:
    """Return the text without the requirements that are gone, and with the new ones after those that are left."""
    lines = text.splitlines(keepends=True)
    removed, problems, added = set[str](), list[str](), False
    for option in list(options(lines)):
        main = (option.section, option.key) == ("options", "install_requires")
        if not main and option.section != "options.extras_require":
            continue
        if option.value.startswith("file:"):
            problems.append(
                f"{option.key} comes from {option.value.removeprefix('file:').strip()}, which is left alone"
            )
            continue
        removed |= _take_out(lines, option, edit.gone)
        if main and edit.added:
            _append(lines, option, edit.added)
            added = True
    return Edited("".join(lines), frozenset(removed), added, tuple(problems))


def _take_out(lines: list[str], option: Option, gone: frozenset[str]) -> set[str]:
    removed = set[str]()
    for index in option.below:
        key = key_of(lines[index].strip())
        if key in gone:
            removed.add(key)
            lines[index] = ""
    # On one line requirements are separated by semicolons, which markers then cannot have (setuptools, `list-semi`).
    on_line = [one.strip() for one in ([option.value] if option.below else option.value.split(";")) if one.strip()]
    left = [one for one in on_line if key_of(one) not in gone]
    if left != on_line:
        removed |= {key_of(one) for one in on_line} & gone
        lines[option.line] = lines[option.line].replace(option.value, "; ".join(left)).rstrip() + "\n"
    return removed


def _append(lines: list[str], option: Option, added: tuple[str, ...]) -> None:
    """Put requirements below the others; those on the line of the key move to lines of their own."""
    indent = "    "
    for index in option.below:
        indent = re.match(r"\s*", lines[index])[0] or indent if lines[index] else indent  # type: ignore[index]
    last = max([option.line, *option.below])
    head = lines[option.line]
    _, sign, value = re.split(r"([=:])", head, maxsplit=1)
    moved = [] if option.below else [one.strip() for one in value.split(";") if one.strip()]
    if moved:
        lines[option.line] = head[: head.index(sign) + 1] + "\n"
    if lines[last] and not lines[last].endswith("\n"):
        lines[last] += "\n"
    lines[last] += "".join(f"{indent}{one}\n" for one in (*moved, *added))
