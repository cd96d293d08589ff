"""Operations of a frame become constraints between variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vendorize_analysis.callgraph import facts
from vendorize_analysis.callgraph.calls import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.frames import Frame
    from vendorize_analysis.callgraph.machine import Machine


class Operations:
    """Knows what each operation demands."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def run(self, frame: Frame) -> None:
        """State what the operations of a frame demand."""
        for operation in frame.scope.operations or ():
            self._HANDLERS[type(operation)](self, frame, operation)

    def _copy(self, frame: Frame, it: facts.Copy) -> None:
        self.machine.solver.link(frame.base + it.source, frame.base + it.target)

    def _constant(self, frame: Frame, it: facts.Constant) -> None:
        self.machine.solver.add(frame.base + it.target, self.machine.number("constant", it.value))

    def _plain(self, frame: Frame, it: facts.Plain) -> None:
        self.machine.solver.add(frame.base + it.target, self.machine.number("plain", it.type))

    def _outer(self, frame: Frame, depth: int, name: str) -> int:
        outer: Frame | None = frame
        for _ in range(depth):
            outer = outer.parent if outer else None
        if outer is None or name not in outer.scope.cells:
            return self.machine.modules.variable(frame.scope.module, name)
        return self.machine.frames.cell(outer, name)

    def _free(self, frame: Frame, it: facts.Free) -> None:
        self.machine.solver.link(self._outer(frame, it.depth, it.name), frame.base + it.target)

    def _set_free(self, frame: Frame, it: facts.SetFree) -> None:
        self.machine.solver.link(frame.base + it.source, self._outer(frame, it.depth, it.name))

    def _global(self, frame: Frame, it: facts.Global) -> None:
        self.machine.modules.read_global(it.name, Request(frame, frame.base + it.target))

    def _set_global(self, frame: Frame, it: facts.SetGlobal) -> None:
        self.machine.modules.write(frame.scope.module, it.name, frame.base + it.source)

    def _attribute(self, frame: Frame, it: facts.Attribute) -> None:
        request = Request(frame, frame.base + it.target, line=it.line)
        if it.written:
            self.machine.attributes.load_written(frame.base + it.object, it.name, request)
        else:
            self.machine.attributes.load(frame.base + it.object, it.name, request)

    def _ask(self, frame: Frame, it: facts.Ask) -> None:
        self.machine.edges.ask(frame.place(it.line), it.name)

    def _set_attribute(self, frame: Frame, it: facts.SetAttribute) -> None:
        request = Request(frame, -1, ((frame.base + it.source, False),), line=it.line)
        self.machine.attributes.store(frame.base + it.object, it.name, request)

    def _item(self, frame: Frame, it: facts.Item) -> None:
        request = Request(frame, frame.base + it.target, ((frame.base + it.key, False),), line=it.line)
        self.machine.items.load_item(frame.base + it.object, request)

    def _set_item(self, frame: Frame, it: facts.SetItem) -> None:
        key, source = frame.base + it.key, frame.base + it.source
        request = Request(frame, -1, ((key, False), (source, False)), line=it.line)
        self.machine.items.store_item(frame.base + it.object, request)

    def _slice(self, frame: Frame, it: facts.Slice) -> None:
        bounds = (it.low, it.high) if it.literal else None
        request = Request(frame, frame.base + it.target)
        self.machine.items.slice(frame.base + it.object, bounds, request, self._new_container(frame, it))

    def _new_container(self, frame: Frame, it: facts.Slice) -> int:
        site = self.machine.frames.site(frame, -1 - it.target)
        return self.machine.number("container", "list", site, frame.context)

    def _unpack(self, frame: Frame, it: facts.Unpack) -> None:
        request = Request(frame, frame.base + it.target, line=it.line)
        key = -it.after if it.after else it.place
        self.machine.items.unpack(frame.base + it.source, key, request)

    def _iterate(self, frame: Frame, it: facts.Iterate) -> None:
        request = Request(frame, frame.base + it.target, line=it.line)
        self.machine.protocols.iterate(frame.base + it.source, request)

    def _collection(self, frame: Frame, it: facts.Collection) -> None:
        value = self.machine.number("container", it.kind, self.machine.frames.site(frame, it.site), frame.context)
        self.machine.containers.declare(value, it.length)
        self.machine.solver.add(frame.base + it.target, value)

    def _put(self, frame: Frame, it: facts.Put) -> None:
        containers = self.machine.containers
        source = frame.base + it.source
        self.machine.solver.watch(frame.base + it.object, lambda value: containers.put(value, it.key, source))

    def _extend(self, frame: Frame, it: facts.Extend) -> None:
        source = frame.base + it.source
        items = self.machine.items
        request = Request(frame, -1)
        self.machine.solver.watch(frame.base + it.object, lambda value: items.extend(value, source, request, keys=True))

    def _call(self, frame: Frame, it: facts.Call) -> None:
        base = frame.base
        request = Request(
            frame,
            base + it.target,
            tuple((base + variable, starred) for variable, starred in it.positional),
            tuple((name, base + variable) for name, variable in it.keywords),
            it.line,
            it.site,
            decorator=it.decorator,
        )
        self.machine.calls.call(base + it.function, request)

    def _super(self, frame: Frame, it: facts.Super) -> None:
        machine = self.machine
        machine.edges.call(frame.place(it.line), "<builtin>.super")
        method = frame
        inner: Frame | None = frame
        while inner is not None and inner.scope.kind != "class":
            method, inner = inner, inner.parent
        parameters = method.scope.parameters.positional
        if inner is None or not parameters:
            return
        owner, target = inner.owner, frame.base + it.target
        machine.solver.watch(
            method.base + method.scope.entries[parameters[0]],
            lambda receiver: machine.solver.add(target, machine.number("super", owner, receiver)),
        )

    def _make_function(self, frame: Frame, it: facts.MakeFunction) -> None:
        child = frame.scope.children[it.child]
        self.machine.frames.know(child)
        value = self.machine.number("function", child.number, frame.number)
        self.machine.calls.defaults[value] = {name: frame.base + source for name, source in it.defaults}
        self.machine.solver.add(frame.base + it.target, value)

    def _make_class(self, frame: Frame, it: facts.MakeClass) -> None:
        child = frame.scope.children[it.child]
        body = self.machine.frames.enter(child, frame, frame.context)
        self.machine.edges.run(frame.place(it.line), child.name)
        bases = tuple(frame.base + base for base in it.bases)
        metaclass = frame.base + it.metaclass if it.metaclass >= 0 else -1
        request = Request(frame, frame.base + it.target, line=it.line, site=it.site)
        self.machine.classes.define(body, bases, metaclass, request)

    def _import(self, frame: Frame, it: facts.Import) -> None:
        self.machine.modules.imported(it.module, it.name, Request(frame, frame.base + it.target, line=it.line))

    def _star(self, frame: Frame, it: facts.Star) -> None:
        self.machine.modules.star(frame.scope.module, it.module, frame.place(it.line))

    def _join(self, frame: Frame, it: facts.Join) -> None:
        parts = [part if isinstance(part, str) else frame.base + part for part in it.parts]
        self.machine.strings.join(parts, frame.base + it.target)

    def _delegate(self, frame: Frame, it: facts.Delegate) -> None:
        request = Request(frame, frame.base + it.target, line=it.line)
        self.machine.protocols.delegate(frame.base + it.source, request)

    def _await(self, frame: Frame, it: facts.Await) -> None:
        request = Request(frame, frame.base + it.target, line=it.line)
        self.machine.protocols.wait(frame.base + it.source, request)

    def _place(self, frame: Frame, it: facts.Place) -> None:
        request = Request(frame, frame.base + it.target, line=it.line)
        self.machine.attributes.load_place(frame.base + it.object, frame.base + it.type, it.place, request)

    def _raise(self, frame: Frame, it: facts.Raise) -> None:
        request = Request(frame, -1, line=it.line, site=it.site)
        self.machine.protocols.raised(frame.base + it.source, request)

    def _catch(self, frame: Frame, it: facts.Catch) -> None:
        self.machine.protocols.catch(frame.base + it.type, frame.base + it.target)

    def _enter(self, frame: Frame, it: facts.Enter) -> None:
        request = Request(frame, frame.base + it.target, line=it.line)
        self.machine.protocols.manage(frame.base + it.source, request, asynchronous=it.asynchronous)

    def _operate(self, frame: Frame, it: facts.Operate) -> None:
        operands = tuple(frame.base + operand for operand in it.operands)
        target = frame.base + it.target if it.target >= 0 else -1
        request = Request(frame, target, tuple((each, False) for each in operands[1:]), line=it.line, site=it.site)
        self.machine.operators.operate(operands, (it.method, it.swapped), request)

    _HANDLERS: ClassVar[dict[type, Callable[..., None]]] = {
        facts.Copy: _copy,
        facts.Constant: _constant,
        facts.Plain: _plain,
        facts.Free: _free,
        facts.SetFree: _set_free,
        facts.Global: _global,
        facts.SetGlobal: _set_global,
        facts.Attribute: _attribute,
        facts.Ask: _ask,
        facts.SetAttribute: _set_attribute,
        facts.Item: _item,
        facts.SetItem: _set_item,
        facts.Slice: _slice,
        facts.Unpack: _unpack,
        facts.Iterate: _iterate,
        facts.Collection: _collection,
        facts.Put: _put,
        facts.Extend: _extend,
        facts.Call: _call,
        facts.Super: _super,
        facts.MakeFunction: _make_function,
        facts.MakeClass: _make_class,
        facts.Import: _import,
        facts.Star: _star,
        facts.Join: _join,
        facts.Delegate: _delegate,
        facts.Await: _await,
        facts.Place: _place,
        facts.Raise: _raise,
        facts.Catch: _catch,
        facts.Enter: _enter,
        facts.Operate: _operate,
    }
