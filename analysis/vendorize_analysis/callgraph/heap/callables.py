"""What callables remember from the place that makes them: defaults, first arguments, what a getter asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.ir.scopes import CodeScope


class CallableTable:
    """Of each callable, by its number, what it was made with."""

    def __init__(self) -> None:
        self.defaults: dict[int, dict[str, int]] = {}
        """Of functions the variables of default values, by parameter."""
        self.partials: dict[int, list[tuple[int, CallSite]]] = {}
        """Of `functools.partial` and `partialmethod` what is called, by variable, with the first arguments."""
        self.getters: dict[int, CallSite] = {}
        """Of `operator.attrgetter` and its like the call that made it."""
        self.texts: dict[tuple[int, int, str], CodeScope | None] = {}
        """By scope, call and text the code in strings; None where a call has too many."""
        self.made_classes: dict[tuple[int, int], CodeScope] = {}
        """By scope and call the bodies of classes that no `class` statement makes."""
