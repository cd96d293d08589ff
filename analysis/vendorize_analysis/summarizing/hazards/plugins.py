"""Plugins that are found by what is installed: entry points (VZ103), listed distributions (VZ104)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.files import MetadataRead
from vendorize_analysis.model.hazards.modules import EntryPointLookup, ModuleListing
from vendorize_analysis.model.patterns import ANYTHING
from vendorize_analysis.summarizing.hazards.arguments import argument, callee_chain, callee_name
from vendorize_analysis.summarizing.syntax.string_domain import fold

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

_BEHIND_GROUP: Final = {"load_entry_point": 1, "get_entry_info": 1, "get_entry_map": 0}
"""How many arguments follow the group, the last one of those before; elsewhere the group comes first."""


def listed_distributions(collector: ReferenceCollector, node: ast.Call) -> None:
    """`importlib.metadata.distributions()`: what is imported may be whatever is installed under a certain name."""
    if len(chain := callee_chain(collector, node)) == 1 or "metadata" in "".join(chain[-2:-1]):
        collector.hazard(ModuleListing(node.lineno, everywhere=True, of_metadata=True))
        collector.hazard(MetadataRead(node.lineno, computed=True))


def working_set(collector: ReferenceCollector, node: ast.Name | ast.Attribute) -> None:
    """`pkg_resources.working_set`: as `distributions()`."""
    name = node.id if isinstance(node, ast.Name) else ""
    if not name or not collector.is_local(name) or collector.imported_as((name,)):
        collector.hazard(ModuleListing(node.lineno, everywhere=True, of_metadata=True))


def entry_points(collector: ReferenceCollector, node: ast.Call) -> None:
    """`entry_points(group=…)`: the targets of the group may be loaded."""
    # pkg_resources has functions and methods of these names; the first argument of the functions is a distribution.
    position = max(len(node.args) - 1 - _BEHIND_GROUP.get(callee_name(node), len(node.args)), 0)
    group = next((item.value for item in node.keywords if item.arg == "group"), argument(node, position, "group"))
    pattern = fold(group) if group is not None else ANYTHING
    collector.hazard(EntryPointLookup(node.lineno, ANYTHING if "<" in pattern.text else pattern.known))


def listed_entry_points(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`distribution.entry_points`: whoever goes through them picks a group by a string."""
    if node is not collector.callee:
        collector.hazard(EntryPointLookup(node.lineno))


CALLS: Final = {
    "distributions": listed_distributions,
    "packages_distributions": listed_distributions,
    "entry_points": entry_points,
    "iter_entry_points": entry_points,
    "load_entry_point": entry_points,
    "get_entry_info": entry_points,
    "get_entry_map": entry_points,
}
"""By the last name of the callee."""

ATTRIBUTES: Final = {
    "entry_points": listed_entry_points,
    "working_set": working_set,
}
"""By the attribute's name."""

NAMES: Final = {
    "working_set": working_set,
}
"""What lists them, by its own name."""
