"""Where syntax trees come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import ast

    from vendorize_analysis.summarizing import Target


class Sources(Protocol):
    """Finds modules by their names; the caller of the stage brings one."""

    target: Target

    def tree(self, module: str) -> ast.Module | None:
        """Return the syntax tree of a module that is to be followed, None for any other name."""

    def is_package(self, module: str) -> bool:
        """Tell whether a module is a package."""

    def kind(self, module: str) -> str:
        """Tell what a dotted name is: `source`, `extension`, `namespace`, `stdlib` or `missing`."""
