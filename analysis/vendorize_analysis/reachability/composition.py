"""The composition root: the one place that knows all rules, and in which order they listen.

A rule that the user leaves out (`AnalysisOptions.without`) is not made, so that nothing of it runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.model import rules as names
from vendorize_analysis.reachability.bodies import Bodies
from vendorize_analysis.reachability.construction import Construction
from vendorize_analysis.reachability.dependents import Dependents
from vendorize_analysis.reachability.engine import Engine
from vendorize_analysis.reachability.events import Events
from vendorize_analysis.reachability.following import Follower
from vendorize_analysis.reachability.hazards.attributes import AttributeTreatment
from vendorize_analysis.reachability.hazards.code import CodeTreatment
from vendorize_analysis.reachability.hazards.compiled import CompiledTreatment
from vendorize_analysis.reachability.hazards.files import FileTreatment
from vendorize_analysis.reachability.hazards.members import MemberTreatment
from vendorize_analysis.reachability.hazards.modules import ModuleTreatment
from vendorize_analysis.reachability.hazards.namespaces import NamespaceTreatment
from vendorize_analysis.reachability.hazards.unread import UnreadTreatment
from vendorize_analysis.reachability.hierarchy import Hierarchy
from vendorize_analysis.reachability.import_graph import ImportGraph
from vendorize_analysis.reachability.purity import Purity, extends_property
from vendorize_analysis.reachability.receivers import Receivers
from vendorize_analysis.reachability.rules.attached_submodules import AttachedSubmodules
from vendorize_analysis.reachability.rules.attribute_names import AttributeNames
from vendorize_analysis.reachability.rules.caught_errors import CaughtErrors
from vendorize_analysis.reachability.rules.class_data import ClassData
from vendorize_analysis.reachability.rules.class_members import ClassMembers
from vendorize_analysis.reachability.rules.classes_for_effects import ClassesForEffects
from vendorize_analysis.reachability.rules.comments import Comments
from vendorize_analysis.reachability.rules.data_names import NamesInData
from vendorize_analysis.reachability.rules.effects import Effects
from vendorize_analysis.reachability.rules.imports import Imports
from vendorize_analysis.reachability.rules.lazy_tables import HookBranches, LazyTables
from vendorize_analysis.reachability.rules.match_arguments import MatchArguments
from vendorize_analysis.reachability.rules.module_hooks import ModuleHooks
from vendorize_analysis.reachability.rules.module_values import ModuleValues
from vendorize_analysis.reachability.rules.overloads import OverloadSignatures
from vendorize_analysis.reachability.rules.overrides import StandardOverrides
from vendorize_analysis.reachability.rules.pickles import Pickles
from vendorize_analysis.reachability.rules.references import References
from vendorize_analysis.reachability.rules.standard_library import Callbacks, ImpliedPackages
from vendorize_analysis.reachability.rules.value_flow import ValueFlow
from vendorize_analysis.reachability.rules.whole_distributions import WholeDistributions
from vendorize_analysis.reachability.state import State
from vendorize_analysis.reachability.strings import StringPool
from vendorize_analysis.reachability.subclasses import SubclassListings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking import Program
    from vendorize_analysis.reachability.boundaries import Boundaries
    from vendorize_analysis.reachability.events import Rule


def compose(program: Program, boundaries: Boundaries) -> Engine:
    """Return a search over a program that has not begun."""
    state, events = State(program, boundaries), Events()
    tools = _tools(state, events)
    for rule in _rules(tools):
        rule.listen(events)
    follower = Follower(state, tools.hierarchy, tools.receivers, events)
    return Engine(state, events, follower, tools.pool)


class _Tools(NamedTuple):
    """What several rules look things up in."""

    state: State
    dependents: Dependents
    hierarchy: Hierarchy
    purity: Purity
    bodies: Bodies
    receivers: Receivers
    pool: StringPool


def _tools(state: State, events: Events) -> _Tools:
    without = state.boundaries.without
    dependents = Dependents(state.boundaries.dependents)
    hierarchy = Hierarchy(state.program, closed_hooks=names.HOOKS not in without)
    purity = Purity(
        state.program,
        hierarchy,
        Construction(state.program, hierarchy) if names.CONSTRUCTORS not in without else None,
        (extends_property,) if names.ACCESSORS not in without else (),
    )
    return _Tools(
        state,
        dependents,
        hierarchy,
        purity,
        Bodies(state, hierarchy, cut=names.MEMBERS not in without),
        Receivers(state, hierarchy, dependents, only_instantiated=names.LISTINGS not in without),
        StringPool(state, dependents, events.read_as),
    )


def _rules(tools: _Tools) -> Iterator[Rule]:
    """Yield the rules in the order in which they listen; the order of witnesses depends on it."""
    yield from _of_statements(tools)
    yield from _of_classes(tools)
    yield ModuleValues(tools.state)
    yield WholeDistributions(tools.state)
    yield Callbacks(tools.state)
    yield from _treatments(tools)
    yield ImpliedPackages(tools.state)
    yield Pickles(tools.state)
    yield NamesInData(tools.state, tools.pool)


def _of_statements(tools: _Tools) -> Iterator[Rule]:
    """Yield what follows modules, their statements and the names in these."""
    state, purity = tools.state, tools.purity
    without = state.boundaries.without
    if names.TABLES not in without:
        yield LazyTables(state, tools.pool)
        yield HookBranches(state, Imports(state, tools.pool).on_function)
    yield Comments()
    yield Effects(state, purity, tools.hierarchy)
    yield CaughtErrors(state)
    yield ModuleHooks()
    yield Imports(state, tools.pool)
    yield References(state)
    if state.boundaries.never_entered:
        yield ValueFlow(state)
    if names.OVERLOADS not in without:
        yield OverloadSignatures(state, purity)
    yield AttributeNames(state, tools.receivers)
    yield MatchArguments()
    yield AttachedSubmodules(state)


def _of_classes(tools: _Tools) -> Iterator[Rule]:
    """Yield what follows classes and their members."""
    state, purity, receivers = tools.state, tools.purity, tools.receivers
    without = state.boundaries.without
    yield ClassMembers(state, tools.bodies, purity, receivers)
    yield StandardOverrides(tools.hierarchy)
    yield receivers
    if names.FOR_EFFECTS not in without:
        yield ClassesForEffects(state, tools.bodies, tools.hierarchy, purity)
    if names.CLASS_DATA not in without:
        yield ClassData(state, tools.hierarchy, purity)


def _treatments(tools: _Tools) -> Iterator[Rule]:
    """Yield what treats hazards."""
    state, receivers = tools.state, tools.receivers
    imports = ImportGraph(state)
    subclasses = SubclassListings(state, tools.hierarchy)
    yield AttributeTreatment(state, receivers)
    yield ModuleTreatment(state, tools.dependents, imports)
    yield NamespaceTreatment()
    yield subclasses
    yield MemberTreatment(state, subclasses, receivers, tools.dependents, imports)
    yield CodeTreatment(state, tools.dependents, imports, dotted=names.DOTTED not in state.boundaries.without)
    yield FileTreatment(state, tools.dependents, imports)
    yield UnreadTreatment(state)
    yield CompiledTreatment(state, tools.dependents, subclasses)
