"""Models of functions of the standard library that keep what they are given and hand it out again, or call it later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine

_EXECUTORS: Final = ("Executor", "ThreadPoolExecutor", "ProcessPoolExecutor", "InterpreterPoolExecutor")
_STACKS: Final = ("contextlib.ExitStack", "contextlib.AsyncExitStack")
QUEUES: Final = frozenset(
    {
        *(f"queue.{name}" for name in ("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue")),
        *(f"asyncio.{name}" for name in ("Queue", "LifoQueue", "PriorityQueue")),
    }
)
"""Collections to which `put` adds and from which `get` takes."""
HANDING_OUT: Final = {"queue": frozenset({"get", "get_nowait"}), "future": frozenset({"result"})}
"""Methods by which such collections give what they hold."""


class Library:
    """Models of what keeps things for others."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.models: dict[str, Callable[[Request], None]] = {
            "threading.Timer": lambda request: self._start(request, (1, "function"), 2),
            "threading.Thread": lambda request: self._start(request, (1, "target"), 3),
            "weakref.WeakMethod": self._refer,
            "weakref.finalize": lambda request: self._call_later(request, 1),
            "weakref.ref": self._refer,
            "heapq.heappush": self._push,
            "heapq.heappushpop": self._push,
            "heapq.heapreplace": self._push,
            "heapq.heappop": self._push,
            "heapq.heapify": self._push,
            "concurrent.futures.as_completed": self._same_items,
            "random.choice": self._choose,
        }
        for name in _EXECUTORS:
            self.models[f"concurrent.futures.{name}.submit"] = self._submit
            self.models[f"concurrent.futures.{name}.map"] = self._map
        for name in _STACKS:
            self.models[f"{name}.callback"] = lambda request: self._call_later(request, 0)
            self.models[f"{name}.push_async_callback"] = lambda request: self._call_later(request, 0)
            self.models[f"{name}.push"] = self._leave

    # -- called later ---------------------------------------------------------------------------------------

    def _start(self, request: Request, function: tuple[int, str], place: int) -> None:
        """Call a function with a sequence of arguments and a mapping of named ones; give the object that does it."""
        machine = self.machine
        natives = machine.natives
        called = natives.argument(request, *function)
        rest, named = natives.argument(request, place, "args"), natives.argument(request, place + 1, "kwargs")
        positional = ((rest, True),) if rest >= 0 else ()
        keywords = (("", named),) if named >= 0 else ()
        if called >= 0:
            machine.calls.call(called, request._replace(target=-1, positional=positional, keywords=keywords))
        if request.target >= 0:
            machine.solver.add(request.target, machine.number("result", "threading.Thread"))
        machine.losing.lose_arguments(request)

    def _call_later(self, request: Request, place: int) -> None:
        """Call one of the arguments with those behind it."""
        machine = self.machine
        function = machine.natives.argument(request, place)
        if function >= 0:
            machine.calls.call(function, request._replace(target=-1, positional=request.positional[place + 1 :]))
            if request.target >= 0:
                machine.solver.link(function, request.target)

    def _leave(self, request: Request) -> None:
        """Leave a context manager, or call what does."""
        machine = self.machine
        blank = (machine.solver.new(), False)
        asked = request.silent()._replace(positional=(blank, (machine.protocols.thrown, False), blank))

        def found(value: int) -> None:
            if not machine.protocols.ask(value, "__exit__", asked):
                machine.calls.invoke(value, asked)

        for variable, _ in request.positional[:1]:
            machine.solver.watch(variable, found)
            if request.target >= 0:
                machine.solver.link(variable, request.target)

    # -- kept -----------------------------------------------------------------------------------------------

    def _submit(self, request: Request) -> None:
        """Call a function; give a future of its result."""
        machine = self.machine
        result = machine.solver.new()
        function = machine.natives.argument(request, 0)
        if function >= 0:
            machine.calls.call(function, request._replace(target=result, positional=request.positional[1:]))
        machine.containers.put(machine.natives.made(request, "future"), None, result)

    def _map(self, request: Request) -> None:
        machine = self.machine
        result = machine.solver.new()
        items = tuple(machine.natives.items(variable, request) for variable, _ in request.positional[1:])
        machine.natives.back(machine.natives.argument(request, 0), items, request, result)
        machine.containers.put(machine.natives.made(request, "generator"), None, result)

    def _refer(self, request: Request) -> None:
        """Give a weak reference, which gives the object when it is called."""
        machine = self.machine
        source, callback = machine.natives.argument(request, 0), machine.natives.argument(request, 1, "callback")
        made = machine.natives.made(request, "reference")
        if source >= 0:
            machine.containers.put(made, None, source)
        machine.natives.back(callback, (machine.solver.holder(made),), request)

    def call_collection(self, value: int, request: Request) -> None:
        """Call what a model made: a weak reference gives its object."""
        machine = self.machine
        if machine.value(value)[1] == "reference" and request.target >= 0:
            machine.solver.link(machine.containers.values(value), request.target)

    def _push(self, request: Request) -> None:
        """Put an item on a heap, take the smallest one, or both."""
        machine = self.machine
        heap, item = machine.natives.argument(request, 0), machine.natives.argument(request, 1)

        def found(value: int) -> None:
            if machine.values.kind(value) == "container":
                machine.containers.scatter(value)
                if item >= 0:
                    machine.containers.put(value, None, item)
                machine.natives.compare(machine.containers.values(value), -1, "__lt__", request)

        if heap >= 0:
            machine.solver.watch(heap, found)
            self._choose(request)

    def _choose(self, request: Request) -> None:
        """Give one item of a collection."""
        machine = self.machine
        if request.target >= 0 and request.positional:
            machine.protocols.iterate(request.positional[0][0], request)

    def _same_items(self, request: Request) -> None:
        machine = self.machine
        item = machine.natives.items(machine.natives.argument(request, 0, "fs"), request)
        machine.containers.put(machine.natives.made(request, "generator"), None, item)
