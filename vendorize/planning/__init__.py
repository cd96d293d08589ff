"""Stage 6: decide what happens to every distribution, module and part, and say why.

A name is imported when somebody asks for it: an answer that is remembered is shown with the advice alone. What only
some commands ask (why, by which calls, by which mechanism) is imported from its module, where it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.exporting import exporter

if TYPE_CHECKING:
    from vendorize.planning.absent import absent_imports
    from vendorize.planning.capabilities import before_and_after, with_symbols
    from vendorize.planning.data_rules import unmatched_rules, with_data_rules
    from vendorize.planning.deferring import with_deferrals
    from vendorize.planning.denying import with_denied, without_cold_compiled
    from vendorize.planning.fates import with_fates
    from vendorize.planning.measuring import extracted_distributions, measure
    from vendorize.planning.planner import plan
    from vendorize.planning.staying import with_staying_cold
    from vendorize.planning.stripping import with_strip
    from vendorize.planning.verbatim import unmatched_verbatim, with_verbatim

__all__ = [
    "absent_imports",
    "before_and_after",
    "extracted_distributions",
    "measure",
    "plan",
    "unmatched_rules",
    "unmatched_verbatim",
    "with_data_rules",
    "with_deferrals",
    "with_denied",
    "with_fates",
    "with_staying_cold",
    "with_strip",
    "with_symbols",
    "with_verbatim",
    "without_cold_compiled",
]

_PLACES = {
    "absent_imports": "absent",
    "before_and_after": "capabilities",
    "extracted_distributions": "measuring",
    "measure": "measuring",
    "plan": "planner",
    "unmatched_rules": "data_rules",
    "unmatched_verbatim": "verbatim",
    "with_data_rules": "data_rules",
    "with_deferrals": "deferring",
    "with_denied": "denying",
    "with_fates": "fates",
    "with_staying_cold": "staying",
    "with_strip": "stripping",
    "with_symbols": "capabilities",
    "with_verbatim": "verbatim",
    "without_cold_compiled": "denying",
}

__getattr__ = exporter(__name__, _PLACES)
