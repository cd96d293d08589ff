"""Frames: a scope with variables of its own, in a context; its operations become constraints when it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph import facts
from vendorize_analysis.callgraph.calls import Request
from vendorize_analysis.callgraph.edges import Place
from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.facts import Scope
    from vendorize_analysis.callgraph.machine import Machine

Context = tuple[int, ...]
_DEPTH: Final = 2
_MOST_CONTEXTS: Final = 24


class Frame:
    """One activation of a scope, or all of them in one context."""

    __slots__ = ("base", "context", "number", "owner", "parent", "scope")

    def __init__(self, scope: Scope, parent: Frame | None, context: Context, number: int) -> None:
        self.scope = scope
        self.parent = parent
        self.context = context
        self.number = number
        self.base = 0
        self.owner = -1
        """Of a class body: the class."""

    def place(self, line: int) -> Place:
        """Give a line of it."""
        return Place(self.scope, line)


class Frames:
    """Makes frames on demand."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.all: list[Frame] = []
        self._found: dict[tuple[int, int, Context], Frame] = {}
        self._contexts: dict[int, int] = {}
        self._sites: dict[tuple[int, int], int] = {}
        self.scopes: list[Scope] = []
        self.entered: dict[int, list[Frame]] = {}
        """Frames of each scope."""

    def enter(self, scope: Scope, parent: Frame | None, context: Context = ()) -> Frame:
        """Give the frame of a scope in a context; a scope with too many contexts is seen in one."""
        if scope.number < 0:
            scope.number = len(self.scopes)
            self.scopes.append(scope)
        parent_number = parent.number if parent else -1
        frame = self._found.get((scope.number, parent_number, context))
        if frame is None and context:
            count = self._contexts.get(scope.number, 0)
            if count >= _MOST_CONTEXTS:
                return self.enter(scope, parent)
            self._contexts[scope.number] = count + 1
        if frame is None:
            frame = Frame(scope, parent, context, len(self.all))
            self.all.append(frame)
            self._found[scope.number, parent_number, context] = frame
            self.entered.setdefault(scope.number, []).append(frame)
            self._begin(frame)
        return frame

    def site(self, frame: Frame, site: int) -> int:
        """Give the number of a place in a scope among all places of the program."""
        key = (frame.scope.number, site)
        return self._sites.setdefault(key, len(self._sites))

    def around(self, frame: Frame, site: int) -> Context:
        """Give the context that a call at a place makes, on top of the frame's own."""
        if not self.machine.options.sensitive:
            return ()
        return (self.site(frame, site), *frame.context)[:_DEPTH]

    def cell(self, frame: Frame, name: str) -> int:
        """Give the variable of a local name."""
        return frame.base + frame.scope.cells[name]

    def _begin(self, frame: Frame) -> None:
        scope = frame.scope
        if scope.operations is None:
            self.machine.modules.lowering(scope.module).lower(scope)
        frame.base = self.machine.solver.new(scope.variables)
        if scope.kind == "class":
            frame.owner = self.machine.number("class", scope.number, frame.number)
        # Later, for imports and classes lead to other frames: the stack stays flat.
        self.machine.solver.later(self._run, frame.number)

    def _run(self, number: int) -> None:
        frame = self.all[number]
        for operation in frame.scope.operations or ():
            _HANDLERS[type(operation)](self, frame, operation)

    # -- operations -----------------------------------------------------------------------------------------

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
        return self.cell(outer, name)

    def _free(self, frame: Frame, it: facts.Free) -> None:
        self.machine.solver.link(self._outer(frame, it.depth, it.name), frame.base + it.target)

    def _set_free(self, frame: Frame, it: facts.SetFree) -> None:
        self.machine.solver.link(frame.base + it.source, self._outer(frame, it.depth, it.name))

    def _global(self, frame: Frame, it: facts.Global) -> None:
        self.machine.modules.read_global(frame.scope.module, it.name, frame.base + it.target)

    def _set_global(self, frame: Frame, it: facts.SetGlobal) -> None:
        self.machine.modules.write(frame.scope.module, it.name, frame.base + it.source)

    def _attribute(self, frame: Frame, it: facts.Attribute) -> None:
        request = Request(frame, frame.base + it.target, line=it.line)
        self.machine.attributes.load(frame.base + it.object, it.name, request)

    def _set_attribute(self, frame: Frame, it: facts.SetAttribute) -> None:
        request = Request(frame, -1, ((frame.base + it.source, False),), line=it.line)
        self.machine.attributes.store(frame.base + it.object, it.name, request)

    def _item(self, frame: Frame, it: facts.Item) -> None:
        request = Request(frame, frame.base + it.target, ((frame.base + it.key, False),), line=it.line)
        self.machine.protocols.load_item(frame.base + it.object, request)

    def _set_item(self, frame: Frame, it: facts.SetItem) -> None:
        key, source = frame.base + it.key, frame.base + it.source
        request = Request(frame, -1, ((key, False), (source, False)), line=it.line)
        self.machine.protocols.store_item(frame.base + it.object, request)

    def _slice(self, frame: Frame, it: facts.Slice) -> None:
        bounds = (it.low, it.high) if it.literal else None
        request = Request(frame, frame.base + it.target)
        self.machine.protocols.slice(frame.base + it.object, bounds, request, self._new_container(frame, it))

    def _new_container(self, frame: Frame, it: facts.Slice) -> int:
        site = self.site(frame, -1 - it.target)
        return self.machine.number("container", "list", site, frame.context)

    def _unpack(self, frame: Frame, it: facts.Unpack) -> None:
        request = Request(frame, frame.base + it.target, line=it.line)
        key = -it.after if it.after else it.index
        self.machine.protocols.unpack(frame.base + it.source, key, request)

    def _iterate(self, frame: Frame, it: facts.Iterate) -> None:
        request = Request(frame, frame.base + it.target, line=it.line)
        self.machine.protocols.iterate(frame.base + it.source, request)

    def _collection(self, frame: Frame, it: facts.Collection) -> None:
        value = self.machine.number("container", it.kind, self.site(frame, it.site), frame.context)
        self.machine.containers.declare(value, it.length)
        self.machine.solver.add(frame.base + it.target, value)

    def _put(self, frame: Frame, it: facts.Put) -> None:
        containers = self.machine.containers
        source = frame.base + it.source
        self.machine.solver.watch(frame.base + it.object, lambda value: containers.put(value, it.key, source))

    def _extend(self, frame: Frame, it: facts.Extend) -> None:
        source = frame.base + it.source
        protocols = self.machine.protocols
        request = Request(frame, -1)
        self.machine.solver.watch(
            frame.base + it.object, lambda value: protocols.extend(value, source, request, keys=True)
        )

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
        if child.number < 0:
            child.number = len(self.scopes)
            self.scopes.append(child)
        value = self.machine.number("function", child.number, frame.number)
        self.machine.calls.defaults[value] = {name: frame.base + source for name, source in it.defaults}
        self.machine.solver.add(frame.base + it.target, value)

    def _make_class(self, frame: Frame, it: facts.MakeClass) -> None:
        child = frame.scope.children[it.child]
        body = self.enter(child, frame, frame.context)
        self.machine.edges.run(frame.place(it.line), child.name)
        bases = tuple(frame.base + base for base in it.bases)
        metaclass = frame.base + it.metaclass if it.metaclass >= 0 else -1
        request = Request(frame, frame.base + it.target, line=it.line, site=it.site)
        self.machine.classes.define(body, bases, metaclass, request)

    def _import(self, frame: Frame, it: facts.Import) -> None:
        self.machine.modules.imported(it.module, it.name, frame.place(it.line), frame.base + it.target)

    def _star(self, frame: Frame, it: facts.Star) -> None:
        self.machine.modules.star(frame.scope.module, it.module, frame.place(it.line))

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
        request = Request(
            frame, frame.base + it.target, tuple((each, False) for each in operands[1:]), line=it.line, site=it.site
        )
        self.machine.protocols.operate(operands, (it.method, it.swapped), request)


_HANDLERS: Final[dict[type, Callable[..., None]]] = {
    facts.Copy: Frames._copy,
    facts.Constant: Frames._constant,
    facts.Plain: Frames._plain,
    facts.Free: Frames._free,
    facts.SetFree: Frames._set_free,
    facts.Global: Frames._global,
    facts.SetGlobal: Frames._set_global,
    facts.Attribute: Frames._attribute,
    facts.SetAttribute: Frames._set_attribute,
    facts.Item: Frames._item,
    facts.SetItem: Frames._set_item,
    facts.Slice: Frames._slice,
    facts.Unpack: Frames._unpack,
    facts.Iterate: Frames._iterate,
    facts.Collection: Frames._collection,
    facts.Put: Frames._put,
    facts.Extend: Frames._extend,
    facts.Call: Frames._call,
    facts.Super: Frames._super,
    facts.MakeFunction: Frames._make_function,
    facts.MakeClass: Frames._make_class,
    facts.Import: Frames._import,
    facts.Star: Frames._star,
    facts.Raise: Frames._raise,
    facts.Catch: Frames._catch,
    facts.Enter: Frames._enter,
    facts.Operate: Frames._operate,
}
