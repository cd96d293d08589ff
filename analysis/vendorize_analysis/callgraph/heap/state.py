"""The abstract heap: one table for each kind of state that the interpretation of code changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callables import CallableTable
    from vendorize_analysis.callgraph.heap.classes import ClassTable
    from vendorize_analysis.callgraph.heap.containers import CollectionStore
    from vendorize_analysis.callgraph.heap.escaped import EscapeAnalysis
    from vendorize_analysis.callgraph.heap.exceptions import ExceptionTable
    from vendorize_analysis.callgraph.heap.frames import FrameTable
    from vendorize_analysis.callgraph.heap.modules import ModuleTable


@dataclass(frozen=True, slots=True)
class Heap:
    """Tables that know the solver and nothing of each other."""

    frames: FrameTable
    modules: ModuleTable
    classes: ClassTable
    containers: CollectionStore
    callables: CallableTable
    exceptions: ExceptionTable
    escapes: EscapeAnalysis
