"""Who may ask by a computed name for a module that a result lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from vendorize_analysis.model.hazards.modules import ComputedImport

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
    package = module.name if module.is_package else module.name.rpartition(".")[0]
    asked = (one for part in parts for one in part.hazards if isinstance(one, ComputedImport))
    begins = {one.module.placed(module.name, package).prefix for one in asked}
    return any(name.startswith(begin) or begin.startswith(f"{name}.") for begin in begins for name in gone)
