"""Stage 6: decide what happens to every distribution, module and part, and say why.

What only some commands ask (why, by which calls, by which mechanism) is imported from its module, where it is needed.
"""

from __future__ import annotations

from vendorize.planning.absent import absent_imports
from vendorize.planning.capabilities import before_and_after, with_symbols
from vendorize.planning.dropping import unmatched_rules, with_data_rules
from vendorize.planning.fates import with_fates
from vendorize.planning.measure import extracted_distributions, measure
from vendorize.planning.planner import plan
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
    "with_fates",
    "with_symbols",
    "with_verbatim",
]
