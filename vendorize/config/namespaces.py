"""Say what is wrong with the name of the private package before anything is done with it."""

from __future__ import annotations

import keyword
import sys
from typing import TYPE_CHECKING

from vendorize.config.checks import dotted_name
from vendorize_analysis.model.names import with_packages

if TYPE_CHECKING:
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.project import Project

_MOST_PARTS = 10
_LONGEST = 100
"""Characters. Whole paths must fit into the 260 that Windows has by default."""
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""No file or folder on Windows can have these names (learn.microsoft.com, "Naming Files, Paths, and Namespaces")."""


def namespace_name(text: str) -> str:
    """Object to what no import statement can name, and to what cannot be a package of the project on every system."""
    if message := dotted_name(text):
        return message
    parts = text.split(".")
    if len(parts) > _MOST_PARTS or len(text) > _LONGEST:
        return f"is too long: at most {_MOST_PARTS} names, and {_LONGEST} characters in all"
    if parts[0] in sys.stdlib_module_names:
        return f"{text!r}: {parts[0]} is a module of the standard library"
    return next((message for part in parts if (message := _objection(part))), "")


def _objection(part: str) -> str:
    if keyword.iskeyword(part):
        return f"{part!r} is a keyword of Python, which no import statement can name"
    import unicodedata  # noqa: PLC0415 - few name a namespace

    if unicodedata.normalize("NFKC", part) != part:
        # Source: The Python Language Reference, "Identifiers": the parser normalizes, the file system does not.
        return f"{part!r} is not in the normal form NFKC: an import statement looks for another file"
    if part.startswith("__") and part.endswith("__"):
        return f"{part!r} has a meaning of its own in Python"
    if part.casefold() in _DEVICES:
        return f"{part!r} is the name of a device on Windows, and no folder can have it there"
    return ""


def taken_in_project(namespace: str, project: Project) -> str:
    """Object to a name that code of the project has, or that would stand in a module that is no package."""
    modules = {module.name: module.is_package for module in project.modules}
    if namespace in modules or any(name.startswith(f"{namespace}.") for name in modules):
        return f"{namespace!r} is a module of the project"
    folded = {name.casefold(): name for module in modules for name in with_packages(module)}
    for name in with_packages(namespace):
        if modules.get(name) is False:
            return f"{namespace!r} cannot stand in {name}, which is a module and no package"
        other = folded.get(name.casefold(), name)
        if other != name:
            return f"{name!r} and {other!r} of the project are one folder where case does not matter"
    return ""


def taken_by_installed(namespace: str, project: Project, environment: Environment) -> str:
    """Object to a name that stands in a package of a distribution."""
    top = namespace.partition(".")[0]
    if top in project.top_level:
        return ""
    owners = sorted(found.name for found in environment.distributions if top in found.top_level)
    return f"{namespace!r}: {top} is a package of {owners[0]}" if owners else ""
