"""A module without the parts that go: the three cutters, tried in their order, and the check of what they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.transform.cut import cut
from vendorize.transform.depth import is_too_deep
from vendorize.transform.linemap import MappedText, cut_lines, unchanged
from vendorize.transform.lines import cut_by_lines
from vendorize.transform.numbering import Numbered, check_numbering, number, without_new_docstrings
from vendorize.transform.proof import check_cut
from vendorize.transform.source import parse
from vendorize.transform.spans import cut_by_spans

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from vendorize.model.plan import ModulePlan
    from vendorize.transform.source import Source


@dataclass(frozen=True, slots=True)
class CutModule:
    """A module after cutting."""

    mapped: MappedText
    tree: ast.Module
    parts: tuple[Numbered, ...]
    """As they were before."""
    nodes: Mapping[int, ast.stmt]
    """The kept parts as they are now."""


def cut_module(plan: ModulePlan, source: Source) -> CutModule:
    """Return a module with the parts that its plan keeps; raises `InternalError` where others are left."""
    tree = parse(source.text, plan.name)
    parts = number(tree)
    if plan.summary is not None:
        check_numbering(parts, plan.summary.parts, plan.name)
    everything = frozenset(range(len(parts)))
    keep = everything if plan.keep is None else plan.keep
    if keep < everything:
        keep = without_new_docstrings(tree, keep)
    if keep >= everything:
        whole = MappedText(source.text, unchanged(source.text))
        return CutModule(whole, tree, parts, {part.index: part.node for part in parts})
    text = cut_by_lines(source.text, tree, parts, keep, source.newline)
    if text is None and not is_too_deep(tree, source.text):
        text = cut(source.text, keep, len(parts))
    if text is None:
        text = cut_by_spans(source.text, keep, plan.name)
    written = parse(text, plan.name)
    nodes = check_cut(tree, parts, keep, written, plan.name)
    return CutModule(MappedText(text, cut_lines(source.text, text, parts, nodes)), written, parts, nodes)
