"""Transfer functions of operations that run other code: calls, definitions, imports, protocols of statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vendorize_analysis.callgraph.heap.callsites import CallSite
from vendorize_analysis.callgraph.ir import operations as ir
from vendorize_analysis.callgraph.semantics.class_definitions import define_class
from vendorize_analysis.callgraph.semantics.iteration import delegate, manage, wait
from vendorize_analysis.callgraph.semantics.modules import import_name, import_star
from vendorize_analysis.callgraph.semantics.operators import operate
from vendorize_analysis.callgraph.semantics.raising import catch, raise_value
from vendorize_analysis.callgraph.solver.objects import FunctionObject, SuperObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def _iterate(interp: AbstractInterpreter, frame: Frame, it: ir.IterateOver) -> None:
    site = CallSite(frame, frame.base + it.target, line=it.line)
    interp.solver.listen(frame.base + it.source, lambda value: interp.iterate(value, site))


def _call(interp: AbstractInterpreter, frame: Frame, it: ir.CallValue) -> None:
    base = frame.base
    site = CallSite(
        frame,
        base + it.target,
        tuple((base + variable, starred) for variable, starred in it.positional),
        tuple((name, base + variable) for name, variable in it.keywords),
        it.line,
        it.site,
        decorator=it.decorator,
    )
    interp.call(base + it.function, site)


def _super(interp: AbstractInterpreter, frame: Frame, it: ir.CallSuper) -> None:
    interp.edges.call(frame.locate(it.line), "<builtin>.super")
    method = frame
    inner: Frame | None = frame
    while inner is not None and inner.scope.kind != "class":
        method, inner = inner, inner.parent
    parameters = method.scope.parameters.positional
    if inner is None or not parameters:
        return
    owner, target = inner.owner, frame.base + it.target
    interp.solver.listen(
        method.base + method.scope.entries[parameters[0]],
        lambda receiver: interp.solver.add(target, interp.objects.number(SuperObject, owner, receiver)),
    )


def _make_function(interp: AbstractInterpreter, frame: Frame, it: ir.MakeFunction) -> None:
    child = frame.scope.children[it.child]
    interp.heap.frames.know(child)
    value = interp.objects.number(FunctionObject, child.number, frame.number)
    interp.heap.callables.defaults[value] = {name: frame.base + source for name, source in it.defaults}
    interp.solver.add(frame.base + it.target, value)


def _make_class(interp: AbstractInterpreter, frame: Frame, it: ir.MakeClass) -> None:
    child = frame.scope.children[it.child]
    body = interp.enter(child, frame, frame.context)
    interp.edges.run(frame.locate(it.line), child.name)
    bases = tuple(frame.base + base for base in it.bases)
    metaclass = frame.base + it.metaclass if it.metaclass >= 0 else -1
    site = CallSite(frame, frame.base + it.target, line=it.line, site=it.site)
    define_class(interp, body, bases, metaclass, site)


def _import(interp: AbstractInterpreter, frame: Frame, it: ir.ImportName) -> None:
    import_name(interp, it.module, it.name, CallSite(frame, frame.base + it.target, line=it.line))


def _star(interp: AbstractInterpreter, frame: Frame, it: ir.ImportStar) -> None:
    import_star(interp, frame.scope.module, it.module, frame.locate(it.line))


def _delegate(interp: AbstractInterpreter, frame: Frame, it: ir.YieldFrom) -> None:
    site = CallSite(frame, frame.base + it.target, line=it.line)
    interp.solver.listen(frame.base + it.source, lambda value: delegate(interp, value, site))


def _await(interp: AbstractInterpreter, frame: Frame, it: ir.AwaitValue) -> None:
    site = CallSite(frame, frame.base + it.target, line=it.line)
    interp.solver.listen(frame.base + it.source, lambda value: wait(interp, value, site))


def _raise(interp: AbstractInterpreter, frame: Frame, it: ir.RaiseValue) -> None:
    site = CallSite(frame, -1, line=it.line, site=it.site)
    interp.solver.listen(frame.base + it.source, lambda value: raise_value(interp, value, site))


def _catch(interp: AbstractInterpreter, frame: Frame, it: ir.CatchException) -> None:
    catch(interp, frame.base + it.type, frame.base + it.target)


def _enter(interp: AbstractInterpreter, frame: Frame, it: ir.EnterContext) -> None:
    site = CallSite(frame, frame.base + it.target, line=it.line)
    manage(interp, frame.base + it.source, site, asynchronous=it.asynchronous)


def _operate(interp: AbstractInterpreter, frame: Frame, it: ir.ApplyOperator) -> None:
    operands = tuple(frame.base + operand for operand in it.operands)
    target = frame.base + it.target if it.target >= 0 else -1
    site = CallSite(frame, target, tuple((each, False) for each in operands[1:]), line=it.line, site=it.site)
    operate(interp, operands, (it.method, it.swapped), site)


CONTROL: Final[dict[type, Callable[[AbstractInterpreter, Frame, Any], None]]] = {
    ir.IterateOver: _iterate,
    ir.CallValue: _call,
    ir.CallSuper: _super,
    ir.MakeFunction: _make_function,
    ir.MakeClass: _make_class,
    ir.ImportName: _import,
    ir.ImportStar: _star,
    ir.YieldFrom: _delegate,
    ir.AwaitValue: _await,
    ir.RaiseValue: _raise,
    ir.CatchException: _catch,
    ir.EnterContext: _enter,
    ir.ApplyOperator: _operate,
}
