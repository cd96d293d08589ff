"""What metadata says about a project, from whatever file it is, and how two sources of it are put together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement

from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import EntryPoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Extras = tuple[tuple[str, tuple[str, ...]], ...]

SCRIPT_GROUPS = {"scripts": "console_scripts", "gui-scripts": "gui_scripts"}

_ENTRY_POINT = re.compile(r"^(?P<module>[\w.]+)\s*(?::\s*(?P<attribute>[\w.]+))?\s*(?:\[.*\])?$")
"""Source: entry points specification, packaging.python.org, "Data model"."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Metadata of a project; None where a source says nothing and another one may."""

    name: str = ""
    version: str = ""
    requirements: tuple[str, ...] | None = None
    extras: Extras | None = None
    entry_points: tuple[EntryPoint, ...] | None = None
    requires_python: str | None = None
    guessed: frozenset[str] = frozenset()
    """Names of fields that were read off code."""
    is_computed: bool = False
    """Code that was not run makes the requirements, as far as they are open."""
    licenses: tuple[str, ...] = ()

    def completed_by(self, other: Declared) -> Declared:
        """Return the same with what it leaves open taken from a source of lower rank."""
        return Declared(
            name=self.name or other.name,
            version=self.version or other.version,
            requirements=self.requirements if self.requirements is not None else other.requirements,
            extras=self.extras if self.extras is not None else other.extras,
            entry_points=self.entry_points if self.entry_points is not None else other.entry_points,
            requires_python=self.requires_python if self.requires_python is not None else other.requires_python,
            guessed=self.guessed | {field for field in other.guessed if getattr(self, field) in ("", None)},
            is_computed=self.is_computed or (other.is_computed and self.requirements is None),
            licenses=self.licenses or other.licenses,
        )


def read_entry_points(groups: Mapping[str, Mapping[str, str]], file: Path) -> tuple[EntryPoint, ...]:
    """Return the entry points of groups whose lines are `name` to `module:attribute`, sorted."""
    found = []
    for group, lines in groups.items():
        for name, target in lines.items():
            match = _ENTRY_POINT.match(target.strip())
            if match is None:
                raise UserError(
                    f"{file}: entry point {name!r} of {group}: {target!r} does not name an object",
                    hint="write it as package.module:attribute",
                )
            found.append(EntryPoint(group, name, match["module"], match["attribute"] or ""))
    return tuple(sorted(found))


def check_requirements(texts: Iterable[str], file: Path) -> tuple[str, ...]:
    """Return the requirements, stripped, once all of them are PEP 508; the error names every one that is not."""
    kept = tuple(text.strip() for text in texts)
    problems = []
    for text in kept:
        try:
            Requirement(text)
        except InvalidRequirement as error:
            problems.append(f"{file}: requirement {text!r}: {str(error).splitlines()[0]}")
    if problems:
        raise UserError("\n".join(problems), hint="PEP 508 says how a requirement is written")
    return kept


def split_extras(extras: Mapping[str, tuple[str, ...]]) -> tuple[Extras, tuple[str, ...]]:
    """Return the extras, and the requirements that hold without any: setuptools takes `extra:marker` and `:marker`."""
    found: dict[str, list[str]] = {}
    always: list[str] = []
    for name, texts in extras.items():
        extra, _, marker = (part.strip() for part in name.partition(":"))
        into = found.setdefault(extra, []) if extra else always
        into += (f"{text} ; {marker}" if marker and ";" not in text else text for text in texts)
    return tuple((name, tuple(texts)) for name, texts in sorted(found.items())), tuple(always)


def requirement_lines(text: str) -> tuple[str, ...]:
    """Return the requirements of a list with one in each line; comments and options of pip are passed over."""
    lines = (re.sub(r"(^|\s)#.*$", "", line).strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("-"))
