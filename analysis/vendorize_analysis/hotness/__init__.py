"""Decide which live functions are hot: certain edges, types and traces. It never makes anything gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.hotness.living import Living
from vendorize_analysis.hotness.reading import Modules
from vendorize_analysis.hotness.search import HotSearch
from vendorize_analysis.model.hot import Hot, HotReason
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning import collection_paused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.hot import FunctionKey

__all__ = ["decide_hot"]

_ROOTS = {"root": "root", "keep": "keep"}


def decide_hot(analysis: Analysis, traced: frozenset[FunctionKey] | None = None) -> Hot:
    """Return the hot functions of an analysis, each with a reason.

    With a trace (module and qualified name of what ran), what it says is hot, what keep rules say, and no more: what
    ran tells better what will run than types do. An empty trace is a trace.
    """
    living = Living(analysis)
    if traced is not None:
        reasons = {key: HotReason("trace", None, "") for key in sorted(traced) if key[1] and living.holds(key)}
        kept = ((key, reason) for key, reason in _roots(analysis, living) if reason.kind == "keep")
        return Hot({**dict(kept), **reasons})
    with collection_paused():
        return Hot(deeply(_search, analysis, living))


def _search(analysis: Analysis, living: Living) -> dict[FunctionKey, HotReason]:
    return HotSearch(Modules(analysis), living).run(_roots(analysis, living))


def _roots(analysis: Analysis, living: Living) -> Iterator[tuple[FunctionKey, HotReason]]:
    """Yield where execution starts, and what keep rules name."""
    for name, module in sorted(analysis.modules.items()):
        if not module.distribution and living.runs(name):
            yield (name, ""), HotReason("root", None, name)
        for key in living.functions(name):
            witness = living.witness(key)
            if witness is not None and witness.kind in _ROOTS:
                yield key, HotReason(_ROOTS[witness.kind], None, witness.detail)
