"""Rules about code whose needs cannot be read off it: one function for one idea, keyed by the name that gives it away.

A rule turns what is literal into plain references, and the rest into a hazard with what confines it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.hazards import (
    attributes,
    code,
    elsewhere,
    files,
    libraries,
    members,
    modules,
    namespaces,
    plugins,
    probes,
)

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

    CallRule = Callable[[ReferenceCollector, ast.Call], None]
    AttributeRule = Callable[[ReferenceCollector, ast.Attribute], None]
    NameRule = Callable[[ReferenceCollector, ast.Name], None]

__all__ = [
    "ATTRIBUTES",
    "CALLS",
    "NAMES",
    "asked_elsewhere",
    "gone_through",
    "gone_through_by",
    "inspect_command",
    "inspect_filter",
    "inspect_key",
    "inspect_line",
    "inspect_stored_key",
    "inspect_subscript",
    "inspect_text",
]

CALLS: Final[dict[str, CallRule]] = {
    **attributes.CALLS,
    **code.CALLS,
    **elsewhere.CALLS,
    **files.CALLS,
    **libraries.CALLS,
    **members.CALLS,
    **modules.CALLS,
    **namespaces.CALLS,
    **plugins.CALLS,
    **probes.CALLS,
}
"""By the last name of the callee."""

ATTRIBUTES: Final[dict[str, AttributeRule]] = {
    **code.ATTRIBUTES,
    **files.ATTRIBUTES,
    **libraries.ATTRIBUTES,
    **members.ATTRIBUTES,
    **modules.ATTRIBUTES,
    **namespaces.ATTRIBUTES,
    **plugins.ATTRIBUTES,
}
"""By the attribute's name."""

NAMES: Final[dict[str, NameRule]] = {
    **attributes.NAMES,
    **code.NAMES,
    **libraries.NAMES,
    **modules.NAMES,
    **namespaces.NAMES,
    **plugins.NAMES,
}
"""Functions by whose name a rule knows a call, where they are no callee but a value."""

asked_elsewhere = elsewhere.asked_elsewhere
gone_through = elsewhere.gone_through
gone_through_by = elsewhere.gone_through_by
inspect_filter = members.inspect_filter
inspect_key = namespaces.inspect_key
inspect_stored_key = namespaces.inspect_stored_key
inspect_command = code.inspect_command
inspect_line = code.inspect_line
inspect_subscript = namespaces.inspect_subscript
inspect_text = members.inspect_text
