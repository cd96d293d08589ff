"""Frames that are entered: their scopes are lowered, and their operations take effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vendorize_analysis.callgraph.semantics.control_operations import CONTROL
from vendorize_analysis.callgraph.semantics.data_operations import DATA
from vendorize_analysis.callgraph.solver.objects import ClassObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter
    from vendorize_analysis.callgraph.ir.scopes import CodeScope
    from vendorize_analysis.callgraph.solver.objects import CallString

TRANSFER: Final[dict[type, Callable[[AbstractInterpreter, Frame, Any], None]]] = {**DATA, **CONTROL}
"""What each operation of the IR demands."""


def enter(interp: AbstractInterpreter, scope: CodeScope, parent: Frame | None, context: CallString = ()) -> Frame:
    """Return the frame of a scope in a context; a new one takes effect when what is known now was passed on."""
    frame, is_new = interp.heap.frames.activate(scope, parent, context)
    if not is_new:
        return frame
    if scope.operations is None:
        interp.heap.modules.lowerings[scope.module].lower(scope)
    frame.base = interp.solver.new(scope.variables)
    if scope.kind == "class":
        frame.owner = interp.objects.number(ClassObject, scope.number, frame.number)
    # Later, for imports and classes lead to other frames: the stack stays flat.
    interp.solver.later(lambda _: _execute(interp, frame), frame.number)
    return frame


def _execute(interp: AbstractInterpreter, frame: Frame) -> None:
    for operation in frame.scope.operations or ():
        TRANSFER[type(operation)](interp, frame, operation)
