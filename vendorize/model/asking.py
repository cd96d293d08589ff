"""Who may ask by a computed name for a module that a result lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from vendorize_analysis.model.hazards.modules import ComputedImport
from vendorize_analysis.model.names import package_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.model.summary import Part


class NamedModule(Protocol):
    """A module by its name, read or planned."""

    @property
    def name(self) -> str:
        """Return its dotted name."""

    @property
    def is_package(self) -> bool:
        """Tell whether it is the `__init__` of a package."""


def may_name(module: NamedModule, parts: Iterable[Part], gone: Iterable[str]) -> bool:
    """Tell whether parts of a module import by a computed name what may be one of the modules that went, or below."""
    begins = beginnings(module, parts)
    return any(may_begin(name, begins) for name in gone)


def beginnings(module: NamedModule, parts: Iterable[Part]) -> frozenset[str]:
    """Return how the names begin by which parts of a module import what is computed; empty for a name of anything."""
    package = package_of(module.name, is_package=module.is_package)
    asked = (one for part in parts for one in part.hazards if isinstance(one, ComputedImport))
    return frozenset(one.module.placed(module.name, package).prefix for one in asked)


def may_begin(name: str, begins: Iterable[str]) -> bool:
    """Tell whether a name, or one of a module below it, may begin in one of these ways."""
    return any(name.startswith(begin) or begin.startswith(f"{name}.") for begin in begins)
