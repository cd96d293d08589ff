"""Read the literal keywords of the `setup()` call in a `setup.py`, which is never run.

Source: setuptools.pypa.io/en/latest/references/keywords.html.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vendorize_analysis.discovery.declared import Declared, check_requirements, read_entry_points, split_extras
from vendorize_analysis.discovery.literals import evaluate, is_whole, parse, read_constants
from vendorize_analysis.discovery.places import Found
from vendorize_analysis.tables.licences import stated_licences

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FINDERS = {"find_packages": False, "find_namespace_packages": True}


@dataclass(frozen=True, slots=True)
class SetupCall:
    """The keywords of the call whose values can be read off."""

    file: Path
    values: Mapping[str, object] = field(default_factory=dict)
    find: Found | None = None
    """How `packages` is found, when a call finds it."""
    is_computed: bool = False
    """`install_requires` is there, or may be, and could not be read whole."""


def read_setup_call(file: Path) -> SetupCall:
    """Return what can be read off the last call of `setup`; nothing where there is no such file or call."""
    tree = parse(file)
    if tree is None:
        return SetupCall(file)
    names = read_constants(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) == "setup"]
    if not calls:
        return SetupCall(file)
    values, find, is_computed = {}, None, False
    for keyword in calls[-1].keywords:
        if keyword.arg in {None, "install_requires"}:
            is_computed |= not is_whole(keyword.value, names)
        if keyword.arg == "packages" and isinstance(keyword.value, ast.Call):
            find = _find(keyword.value, names)
        elif keyword.arg is not None and (value := evaluate(keyword.value, names)) is not None:
            values[keyword.arg] = value
    return SetupCall(file, values, find, is_computed)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _find(call: ast.Call, names: Mapping[str, object]) -> Found | None:
    if (finder := _called(call)) not in _FINDERS:
        return None
    order = ("where", "exclude", "include")
    given = dict(zip(order, call.args, strict=False)) | {word.arg: word.value for word in call.keywords if word.arg}
    known = {key: evaluate(value, names) for key, value in given.items()}
    where = known.get("where")
    return Found(
        where=(where if isinstance(where, str) else ".",),
        include=texts(known.get("include")) or ("*",),
        exclude=texts(known.get("exclude")),
        namespaces=_FINDERS[finder],
    )


def texts(value: object) -> tuple[str, ...]:
    """Return the strings of a list, or of a text with one in each line."""
    if isinstance(value, str):
        return tuple(filter(None, map(str.strip, value.splitlines())))
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def declared_by(call: SetupCall) -> Declared:
    """Return the metadata among the keywords."""

    def text(key: str) -> str:
        value = call.values.get(key)
        return value if isinstance(value, str) else ""

    requires = call.values.get("install_requires")
    extras = call.values.get("extras_require")
    named = {name: texts(extras[name]) for name in extras} if isinstance(extras, dict) else {}
    optional, always = split_extras(named)
    found = Declared(
        name=text("name"),
        version=text("version"),
        requirements=check_requirements((*texts(requires), *always), call.file)
        if requires is not None or always
        else None,
        extras=tuple((name, check_requirements(listed, call.file)) for name, listed in optional)
        if isinstance(extras, dict)
        else None,
        entry_points=read_entry_points(_groups(call.values.get("entry_points")), call.file) or None,
        requires_python=text("python_requires") or None,
        is_computed=call.is_computed,
        licenses=stated_licences("", [text("license")], ()),
    )
    fields = ("version", "requirements", "extras", "entry_points", "requires_python")
    return replace(found, guessed=frozenset(field for field in fields if getattr(found, field) not in ("", None)))


def _groups(value: object) -> dict[str, dict[str, str]]:
    """Return the groups of `entry_points`: a table of lines, or the text of an `entry_points.txt`."""
    if isinstance(value, str):
        import configparser  # noqa: PLC0415 - few projects have such a text

        parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
        parser.optionxform = str  # type: ignore[assignment,method-assign] # names keep their case
        try:
            parser.read_string(value)
        except configparser.Error:
            return {}
        return {section: dict(parser[section]) for section in parser.sections()}
    if not isinstance(value, dict):
        return {}
    return {group: split_lines(lines) for group, lines in value.items()}


def split_lines(lines: object) -> dict[str, str]:
    """Return the `name = target` lines as a table."""
    pairs = (line.partition("=") for line in texts(lines))
    return {name.strip(): target.strip() for name, sign, target in pairs if sign}
