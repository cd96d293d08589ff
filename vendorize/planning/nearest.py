"""Names that are like one that does not exist."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import qualified_names

if TYPE_CHECKING:
    from vendorize_analysis.model.analysis import Analysis

MOST = 20_000
"""Names that are compared: enough for every module that exists, and done in a moment."""


def nearest_symbol(analysis: Analysis, symbol: str) -> str:
    """Return the module, or symbol of one, whose name is most like this; empty where none is."""
    plain = symbol.replace(":", ".")
    module = plain
    while module and module not in analysis.modules:
        module = module.rpartition(".")[0]
    rest = plain[len(module) :].lstrip(".")
    names = [f"{module}.{name}" for name in _names(analysis, module) if name.count(".") == rest.count(".")]
    if near := difflib.get_close_matches(plain, names[:MOST], n=1, cutoff=0.75):
        return near[0]
    modules = list({**analysis.modules, **analysis.figures})[:MOST]
    while plain:
        if near := difflib.get_close_matches(plain, modules, n=1, cutoff=0.75):
            return near[0]
        plain = plain.rpartition(".")[0]
    return ""


def _names(analysis: Analysis, module: str) -> list[str]:
    loaded = analysis.modules.get(module)
    if loaded is None or not isinstance(loaded.summary, ModuleSummary):
        return []
    parts = loaded.summary.parts
    return [name for part in parts for name in qualified_names(parts, part.index)]


def did_you_mean(analysis: Analysis, symbol: str, otherwise: str) -> str:
    """Return a question that names the nearest symbol, or distribution, else what is to be done `otherwise`."""
    names = [one.name for one in analysis.environment.distributions if one.key in analysis.environment.closure]
    near = difflib.get_close_matches(symbol, names, n=1, cutoff=0.75)
    found = nearest_symbol(analysis, symbol) or (near[0] if near else "")
    return f"did you mean {found}?" if found else otherwise
