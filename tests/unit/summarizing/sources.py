"""Summaries of source texts."""

from __future__ import annotations

import ast
from textwrap import dedent
from typing import TYPE_CHECKING

from vendorize_analysis.summarizing import Target, summarize

if TYPE_CHECKING:
    from vendorize_analysis.model.summary import ModuleSummary, Part


def summary_of(text: str, target: Target = Target((3, 11))) -> ModuleSummary:  # noqa: B008 (a named tuple)
    """Return the summary of a module."""
    text = dedent(text)
    return summarize(ast.parse(text), size=len(text.encode()), lines=text.count("\n"), target=target)


def part_of(text: str, index: int = 0) -> Part:
    """Return one part of a module."""
    return summary_of(text).parts[index]


def refs(part: Part) -> set[str]:
    """Return the names that a part reads."""
    return {".".join(chain) for chain, _ in part.reads.refs}


def attributes(part: Part) -> set[str]:
    """Return the attributes that a part asks of unknown receivers."""
    return {name for name, _ in part.reads.attributes}
