"""What a collector of references is handed: functions for classes of nodes, and for the end of a scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from vendorize_analysis.summarizing.syntax.below import FIELDS

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.scope import Scope

Handler = Callable[[Any, Any], None]
"""A function of a collector and a node of one class."""


class Handlers(dict[type, Handler]):
    """Knows a function for every class of node, and for what stands where a node is missing."""

    def __missing__(self, kind: type) -> Handler:
        handler = self[kind] = self._walker(kind)
        return handler

    def _walker(self, kind: type) -> Handler:
        fields = FIELDS[kind]
        if not fields:
            return _nothing

        def walk(collector: object, node: object) -> None:
            for field in fields:
                value = getattr(node, field, None)
                if value.__class__ is list:
                    for item in value:
                        self[item.__class__](collector, item)
                else:
                    self[value.__class__](collector, value)

        return walk


def _nothing(_collector: object, _node: object) -> None:
    """Collect nothing."""


class Visitor(NamedTuple):
    """All that a collector does not know by itself."""

    handlers: Handlers
    at_end: tuple[Callable[[Any, Scope], None], ...]
    """Functions of a collector and a scope that say what is known of variables only when all of their scope was seen.
    The scope around it is the last of the collector's stack then."""
