"""Find the import statements of which nobody can tell when what they load is loaded.

What is looked at here is the side of what is imported; whether the module around a statement can do without its names
is seen on the text that is written (`vendorize.transform.deferring`).
"""

from __future__ import annotations

from vendorize_analysis.deferral.finding import find_deferrals
from vendorize_analysis.deferral.surroundings import Searched

__all__ = ["Searched", "find_deferrals"]
