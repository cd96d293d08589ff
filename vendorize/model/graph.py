"""What `graph` answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.model.callgraph import CallEdge, CallNode


@dataclass(frozen=True, slots=True)
class Graph:
    """The call graph of a project, as `graph` shows it."""

    project: str
    python: str
    scope: str
    nodes: tuple[CallNode, ...]
    edges: tuple[CallEdge, ...]
    open_calls: tuple[tuple[str, str, int], ...]
    paths: Mapping[str, str]
    """For each module its file, relative to where it is installed or to the source root."""
    is_complete: bool = True
    """Whether values were followed to the end."""
