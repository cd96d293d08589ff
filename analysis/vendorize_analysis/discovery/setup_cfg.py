"""Read the declarative configuration of setuptools, `setup.cfg`.

Source: setuptools.pypa.io/en/latest/userguide/declarative_config.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vendorize_analysis.discovery.declared import (
    Declared,
    check_requirements,
    read_entry_points,
    requirement_lines,
)
from vendorize_analysis.discovery.places import Found
from vendorize_analysis.discovery.setup_py import split_lines, texts
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import asked_about
from vendorize_analysis.tables.licences import stated_licences

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Sections = dict[str, dict[str, str]]

_FINDERS = {"find:": False, "find_namespace:": True}


def read_ini(file: Path) -> Sections:
    """Return the sections of an ini file; none where there is no file. A syntax error is reported with its line."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        return {}
    except UnicodeDecodeError as error:
        raise UserError(f"{file}: not UTF-8", hint="save it in UTF-8") from error
    import configparser  # noqa: PLC0415 - few projects have such a file

    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # names of extras and scripts keep their case
    try:
        parser.read_string(text)
    except configparser.Error as error:
        line = getattr(error, "lineno", None) or next((number for number, _ in getattr(error, "errors", ())), 1)
        raise UserError(f"{file}:{line}: not a valid ini file", hint="correct that line") from error
    return {section: dict(parser[section]) for section in parser.sections()}


def declared_by_cfg(sections: Sections, file: Path) -> Declared:
    """Return the metadata of a `setup.cfg`; a version that code computes stays open."""
    metadata = sections.get("metadata", {})
    options = _dashed(sections.get("options", {}))
    version = metadata.get("version", "")
    extras = sections.get("options.extras_require")
    points = sections.get("options.entry_points", {})
    return Declared(
        name=metadata.get("name", ""),
        version="" if version.startswith(("attr:", "file:")) else version,
        requirements=_requirements(options["install_requires"], file) if "install_requires" in options else None,
        extras=tuple((name, _requirements(text, file)) for name, text in sorted(extras.items())) if extras else None,
        entry_points=read_entry_points({group: split_lines(text) for group, text in points.items()}, file) or None,
        requires_python=options.get("python_requires"),
        licenses=stated_licences("", [metadata.get("license", "")], split_lines(metadata.get("classifiers", ""))),
    )


def _requirements(text: str, file: Path) -> tuple[str, ...]:
    """Return the requirements of a value: lines, one line with semicolons, or `file:` with their files."""
    if text.startswith("file:"):
        return read_requirement_files(re.split(r"[,\n]", text.removeprefix("file:")), file.parent)
    return check_requirements(requirement_lines(text), file)


def read_requirement_files(names: list[str], root: Path) -> tuple[str, ...]:
    """Return the requirements of files inside the project; one that is outside of it, or missing, adds nothing."""
    found: list[str] = []
    for name in filter(None, map(str.strip, names)):
        asked_about(root / name)
        file = (root / name).resolve()
        if file.is_relative_to(root.resolve()) and file.is_file():
            found.extend(check_requirements(requirement_lines(file.read_text(encoding="utf-8-sig")), file))
    return tuple(found)


def find_section(sections: Sections) -> Found | None:
    """Return how `packages` of `[options]` are found; None where they are listed, or not given."""
    finder = _dashed(sections.get("options", {})).get("packages", "").strip()
    if finder not in _FINDERS:
        return None
    section = sections.get("options.packages.find", {})
    return Found(
        where=(section.get("where", ".").strip(),),
        include=texts(section.get("include", "")) or ("*",),
        exclude=texts(section.get("exclude", "")),
        namespaces=_FINDERS[finder],
    )


def option_texts(sections: Sections, key: str) -> tuple[str, ...]:
    """Return a list of `[options]`, written in lines or with commas."""
    text = _dashed(sections.get("options", {})).get(key, "")
    if text.strip() in _FINDERS:
        return ()
    return tuple(filter(None, map(str.strip, re.split(r"[,\n]", text))))


def _dashed(options: Mapping[str, str]) -> dict[str, str]:
    """Return the options with underscores in their names; setuptools took dashes for a long time."""
    return {key.replace("-", "_"): value for key, value in options.items()}
