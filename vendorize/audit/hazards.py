"""Which live hazards could lead to a place that nothing else leads to, so that it is not out of every execution path.

An extraction may go by likely names, since what it cut is not there. A claim that code which is there never runs may
not: whatever is not bounded by what the hazard itself says counts, in whichever live code it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.hazards.attributes import AttributeGetter, ComputedAttribute
from vendorize_analysis.model.hazards.code import DynamicCode, StartedProgram
from vendorize_analysis.model.hazards.members import MemberListing, SubclassListing
from vendorize_analysis.model.hazards.modules import ComputedImport, EntryPointLookup, ModuleListing
from vendorize_analysis.model.hazards.namespaces import NamespaceRead

if TYPE_CHECKING:
    from vendorize.audit.locating import SourcePlace
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.environment import Distribution
    from vendorize_analysis.model.hazards import Hazard
    from vendorize_analysis.model.patterns import Pattern


def hazard_to(analysis: Analysis, place: SourcePlace, found: Distribution) -> str:
    """Return what could lead to a place of a distribution, with its code and line; empty where nothing could."""
    for name in sorted(analysis.liveness.executed):
        for hazard in analysis.liveness.hazards.get(name, ()):
            if _may_lead(hazard, name, place, found):
                module = analysis.modules.get(name)
                where = module.relative if module is not None else name
                return f"{hazard.code} in {where}:{hazard.line} ({hazard.message})"
    return ""


def _may_lead(hazard: Hazard, module: str, place: SourcePlace, found: Distribution) -> bool:
    """Tell whether a hazard of a module could lead to a place.

    What no case names is bounded, or all that it may need is kept, by the analysis itself.
    """
    leads = False
    match hazard:
        case DynamicCode():
            leads = True
        case ComputedImport() | StartedProgram():
            leads = hazard.module.placed(module, module.rpartition(".")[0]).matches(place.module)
        case EntryPointLookup():
            leads = bool(found.entry_points)
        case ModuleListing():
            leads = _lists(hazard, module, place)
        case ComputedAttribute():
            leads = _names(hazard.name, place) and ("." in place.name or not hazard.own)
        case NamespaceRead():
            local = not hazard.elsewhere and hazard.form in {"dictionary", "module"}
            leads = _names(hazard.names, place) and (not local or module == place.module)
        case AttributeGetter():
            leads = bool(place.name)
        case MemberListing():
            leads = bool(place.name) and hazard.of not in {"own", "named"}
        case SubclassListing():
            leads = bool(place.name) and not hazard.base
        case _:
            pass
    return leads


def _lists(hazard: ModuleListing, module: str, place: SourcePlace) -> bool:
    package = hazard.package or (module if hazard.own else "")
    return not package or package.partition(".")[0] == place.module.partition(".")[0]


def _names(pattern: Pattern, place: SourcePlace) -> bool:
    return bool(place.name) and any(pattern.matches(piece) for piece in place.name.split("."))
