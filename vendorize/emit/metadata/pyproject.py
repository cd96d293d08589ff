"""Requirements in `pyproject.toml`: PEP 621, Poetry and Flit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tomlkit.exceptions import TOMLKitError

from vendorize.emit.metadata.edit import Edited, MetadataEdit
from vendorize_analysis.environment.requirements import key_of
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping, MutableSequence

    Table = MutableMapping[str, Any]


def edit_pyproject(text: str, edit: MetadataEdit) -> Edited:
    """Return the text without the requirements that are gone, and with the new ones if it declares any."""
    try:
        document: Table = tomlkit.parse(text)
    except TOMLKitError as error:
        raise UserError(f"pyproject.toml: {error}", hint="mend that place: it is no TOML that can be edited") from error
    removed = set[str]()
    for array in _arrays(document):
        removed |= take_out(array, edit.gone)
    poetry = _table(document, "tool", "poetry")
    removed |= _take_from_poetry(poetry, edit.gone)
    added = bool(edit.added) and _add(document, edit.added)
    problems = _dynamic(document) if edit.direct - removed else ()
    changed = removed or added
    return Edited(tomlkit.dumps(document) if changed else text, frozenset(removed), added, problems)


def take_out(array: MutableSequence[Any], gone: frozenset[str]) -> set[str]:
    """Take requirements out of an array; give the names that went."""
    found = {index: key_of(str(one)) for index, one in enumerate(array)}
    going = {index: key for index, key in found.items() if key in gone}
    for index in sorted(going, reverse=True):
        del array[index]
    return set(going.values())


def _arrays(document: Table) -> Iterator[MutableSequence[Any]]:
    """Return every array of run-time and optional requirements (PEP 621, and Flit's older form)."""
    project, flit = _table(document, "project"), _table(document, "tool", "flit", "metadata")
    singles = (project.get("dependencies"), flit.get("requires"))
    extras = (_table(project, "optional-dependencies"), _table(flit, "requires-extra"))
    for array in (*singles, *(one for extra in extras for one in extra.values())):
        if isinstance(array, list):
            yield array


def _take_from_poetry(poetry: Table, gone: frozenset[str]) -> set[str]:
    """Take requirements out of Poetry's main table, and out of the extras that name them."""
    dependencies = _table(poetry, "dependencies")
    going = [name for name in dependencies if canonicalize_name(name) in gone and name != "python"]
    for name in going:
        del dependencies[name]
    if going:
        for extra in _table(poetry, "extras").values():
            take_out(extra, gone)
    return {canonicalize_name(name) for name in going}


def _add(document: Table, added: tuple[str, ...]) -> bool:
    """Add requirements where the project declares its own; False where this file does not."""
    project, flit = _table(document, "project"), _table(document, "tool", "flit", "metadata")
    poetry = _table(document, "tool", "poetry")
    if project and "dependencies" not in project.get("dynamic", ()):
        array = project.setdefault("dependencies", tomlkit.array())
    elif flit:
        array = flit.setdefault("requires", tomlkit.array())
    elif poetry:
        dependencies = poetry.setdefault("dependencies", tomlkit.table())
        for one in added:
            dependencies[Requirement(one).name] = _poetry_value(Requirement(one))
        return True
    else:
        return False
    project_array: MutableSequence[Any] = array
    project_array.extend(added)
    return True


def _poetry_value(requirement: Requirement) -> Any:  # noqa: ANN401 - a TOML value
    version = str(requirement.specifier) or "*"
    if requirement.marker is None and not requirement.extras:
        return version
    table = tomlkit.inline_table()
    table["version"] = version
    if requirement.extras:
        table["extras"] = sorted(requirement.extras)
    if requirement.marker is not None:
        table["markers"] = str(requirement.marker)
    return table


def _dynamic(document: Table) -> tuple[str, ...]:
    """Say where dynamic dependencies come from, which this does not edit."""
    if "dependencies" not in _table(document, "project").get("dynamic", ()):
        return ()
    source = _table(document, "tool", "setuptools", "dynamic", "dependencies").get("file")
    where = f"come from {source}" if source else "are made while the project is built"
    return (f"the dependencies are dynamic and {where}; vendorize leaves that alone",)


def _table(document: Table, *names: str) -> Table:
    """Return a table below another; an empty one, not in the document, where there is none."""
    for name in names:
        below = document.get(name)
        if not isinstance(below, dict):
            return {}
        document = below
    return document
