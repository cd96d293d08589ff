"""Transfer functions of operations on data: names, attributes, items, collections and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vendorize_analysis.callgraph.heap.callsites import CallSite
from vendorize_analysis.callgraph.ir import operations as ir
from vendorize_analysis.callgraph.semantics import strings
from vendorize_analysis.callgraph.semantics.attributes import read_pattern_field, read_written
from vendorize_analysis.callgraph.semantics.items import slice_of
from vendorize_analysis.callgraph.semantics.modules import read_global
from vendorize_analysis.callgraph.semantics.unpacking import extend, unpack
from vendorize_analysis.callgraph.solver.objects import CollectionObject, ConstantObject, PlainObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def _copy(interp: AbstractInterpreter, frame: Frame, it: ir.CopyValue) -> None:
    interp.solver.add_edge(frame.base + it.source, frame.base + it.target)


def _constant(interp: AbstractInterpreter, frame: Frame, it: ir.LoadConstant) -> None:
    interp.solver.add(frame.base + it.target, interp.objects.number(ConstantObject, it.value))


def _plain(interp: AbstractInterpreter, frame: Frame, it: ir.LoadPlain) -> None:
    interp.solver.add(frame.base + it.target, interp.objects.number(PlainObject, it.type))


def _outer(interp: AbstractInterpreter, frame: Frame, depth: int, name: str) -> int:
    outer: Frame | None = frame
    for _ in range(depth):
        outer = outer.parent if outer else None
    if outer is None or name not in outer.scope.cells:
        return interp.heap.modules.variable(frame.scope.module, name)
    return outer.cell(name)


def _free(interp: AbstractInterpreter, frame: Frame, it: ir.LoadFree) -> None:
    interp.solver.add_edge(_outer(interp, frame, it.depth, it.name), frame.base + it.target)


def _set_free(interp: AbstractInterpreter, frame: Frame, it: ir.StoreFree) -> None:
    interp.solver.add_edge(frame.base + it.source, _outer(interp, frame, it.depth, it.name))


def _global(interp: AbstractInterpreter, frame: Frame, it: ir.LoadGlobal) -> None:
    read_global(interp, it.name, CallSite(frame, frame.base + it.target))


def _set_global(interp: AbstractInterpreter, frame: Frame, it: ir.StoreGlobal) -> None:
    interp.heap.modules.write(frame.scope.module, it.name, frame.base + it.source)


def _attribute(interp: AbstractInterpreter, frame: Frame, it: ir.LoadAttribute) -> None:
    site = CallSite(frame, frame.base + it.target, line=it.line)
    if it.written:
        interp.solver.listen(frame.base + it.object, lambda value: read_written(interp, value, it.name, site))
    else:
        interp.solver.listen(frame.base + it.object, lambda value: interp.read_attribute(value, it.name, site))


def _ask(interp: AbstractInterpreter, frame: Frame, it: ir.AskAttribute) -> None:
    interp.edges.ask(frame.locate(it.line), it.name)


def _set_attribute(interp: AbstractInterpreter, frame: Frame, it: ir.StoreAttribute) -> None:
    site = CallSite(frame, -1, ((frame.base + it.source, False),), line=it.line)
    interp.solver.listen(frame.base + it.object, lambda value: interp.write_attribute(value, it.name, site))


def _item(interp: AbstractInterpreter, frame: Frame, it: ir.LoadItem) -> None:
    site = CallSite(frame, frame.base + it.target, ((frame.base + it.key, False),), line=it.line)
    interp.solver.listen(frame.base + it.object, lambda value: interp.read_item(value, site))


def _set_item(interp: AbstractInterpreter, frame: Frame, it: ir.StoreItem) -> None:
    key, source = frame.base + it.key, frame.base + it.source
    site = CallSite(frame, -1, ((key, False), (source, False)), line=it.line)
    interp.solver.listen(frame.base + it.object, lambda value: interp.write_item(value, site))


def _slice(interp: AbstractInterpreter, frame: Frame, it: ir.LoadSlice) -> None:
    bounds = (it.low, it.high) if it.literal else None
    site = CallSite(frame, frame.base + it.target)
    made = interp.objects.number(
        CollectionObject, "list", interp.heap.frames.site(frame, -1 - it.target), frame.context
    )
    interp.solver.listen(frame.base + it.object, lambda value: slice_of(interp, value, bounds, site, made))


def _unpack(interp: AbstractInterpreter, frame: Frame, it: ir.UnpackItem) -> None:
    site = CallSite(frame, frame.base + it.target, line=it.line)
    key = -it.after if it.after else it.place
    unpack(interp, frame.base + it.source, key, site)


def _collection(interp: AbstractInterpreter, frame: Frame, it: ir.MakeCollection) -> None:
    value = interp.objects.number(CollectionObject, it.kind, interp.heap.frames.site(frame, it.site), frame.context)
    interp.heap.containers.declare(value, it.length)
    interp.solver.add(frame.base + it.target, value)


def _put(interp: AbstractInterpreter, frame: Frame, it: ir.PutItem) -> None:
    containers = interp.heap.containers
    source = frame.base + it.source
    interp.solver.listen(frame.base + it.object, lambda value: containers.put(value, it.key, source))


def _extend(interp: AbstractInterpreter, frame: Frame, it: ir.ExtendCollection) -> None:
    source = frame.base + it.source
    site = CallSite(frame, -1)
    interp.solver.listen(frame.base + it.object, lambda value: extend(interp, value, source, site, keys=True))


def _join(interp: AbstractInterpreter, frame: Frame, it: ir.JoinStrings) -> None:
    parts = [part if isinstance(part, str) else frame.base + part for part in it.parts]
    strings.join(interp.solver, parts, frame.base + it.target)


def _place(interp: AbstractInterpreter, frame: Frame, it: ir.LoadPatternField) -> None:
    site = CallSite(frame, frame.base + it.target, line=it.line)
    read_pattern_field(interp, (frame.base + it.object, frame.base + it.type), it.place, site)


DATA: Final[dict[type, Callable[[AbstractInterpreter, Frame, Any], None]]] = {
    ir.CopyValue: _copy,
    ir.LoadConstant: _constant,
    ir.LoadPlain: _plain,
    ir.LoadFree: _free,
    ir.StoreFree: _set_free,
    ir.LoadGlobal: _global,
    ir.StoreGlobal: _set_global,
    ir.LoadAttribute: _attribute,
    ir.AskAttribute: _ask,
    ir.StoreAttribute: _set_attribute,
    ir.LoadItem: _item,
    ir.StoreItem: _set_item,
    ir.LoadSlice: _slice,
    ir.UnpackItem: _unpack,
    ir.MakeCollection: _collection,
    ir.PutItem: _put,
    ir.ExtendCollection: _extend,
    ir.JoinStrings: _join,
    ir.LoadPatternField: _place,
}
