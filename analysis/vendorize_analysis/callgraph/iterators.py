"""What the modules `itertools` and `operator` give: items of items, and callables that ask for a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine

_ITEMS: Final = frozenset({"chain", "cycle", "islice", "compress"})
"""Give items of what they are given."""
_TUPLES: Final = frozenset({"product", "zip_longest"})
_ROWS: Final = frozenset(
    {"batched", "combinations", "combinations_with_replacement", "pairwise", "permutations", "tee"}
)
"""Give collections of items."""
_TESTED: Final = frozenset({"dropwhile", "filterfalse", "takewhile"})


class Iterators:
    """Models of `itertools`."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.models: dict[str, Callable[[Request], None]] = {
            **{f"itertools.{name}": self._items for name in _ITEMS},
            **{f"itertools.{name}": self._tuples for name in _TUPLES},
            **{f"itertools.{name}": self._rows for name in _ROWS},
            **{f"itertools.{name}": self._tested for name in _TESTED},
            "itertools.accumulate": self._accumulate,
            "itertools.chain.from_iterable": self._flat,
            "itertools.groupby": self._groups,
            "itertools.repeat": self._repeat,
            "itertools.starmap": self._starmap,
        }

    def _given(self, request: Request) -> int:
        """Give the variable of the items of all arguments."""
        machine = self.machine
        every = machine.solver.new()
        for variable, star in request.positional:
            item = machine.natives.items(variable, request)
            machine.solver.link(machine.natives.items(item, request) if star else item, every)
        return every

    def _give(self, request: Request, item: int) -> None:
        self.machine.containers.put(self.machine.natives.made(request, "generator"), None, item)

    def _items(self, request: Request) -> None:
        self._give(request, self._given(request))

    def _tuples(self, request: Request) -> None:
        natives = self.machine.natives
        natives.tuples(request, [natives.items(variable, request) for variable, _ in request.positional], "tuples")

    def _rows(self, request: Request) -> None:
        machine = self.machine
        site = machine.frames.site(request.frame, request.site)
        row = machine.number("container", "list", f"row {site}", request.frame.context)
        machine.containers.put(row, None, self._given(request))
        self._give(request, machine.solver.holder(row))

    def _tested(self, request: Request) -> None:
        natives = self.machine.natives
        item = natives.items(natives.argument(request, 1), request)
        natives.back(natives.argument(request, 0), (item,), request)
        self._give(request, item)

    def _accumulate(self, request: Request) -> None:
        natives = self.machine.natives
        result = self.machine.solver.new()
        item = natives.items(natives.argument(request, 0), request)
        self.machine.solver.link(item, result)
        natives.back(natives.argument(request, 1, "func"), (result, item), request, result)
        self._give(request, result)

    def _flat(self, request: Request) -> None:
        self._give(request, self.machine.natives.items(self._given(request), request))

    def _groups(self, request: Request) -> None:
        machine = self.machine
        item = machine.natives.items(machine.natives.argument(request, 0), request)
        key, function = machine.solver.new(), machine.natives.argument(request, 1, "key")
        machine.natives.back(function, (item,), request, key)
        if function < 0:
            machine.solver.link(item, key)
        group = machine.number("container", "generator", f"group {request.site}", request.frame.context)
        machine.containers.put(group, None, item)
        machine.natives.tuples(request, [key, machine.solver.holder(group)], "groups")

    def _repeat(self, request: Request) -> None:
        for variable, _ in request.positional[:1]:
            self._give(request, variable)

    def _starmap(self, request: Request) -> None:
        machine = self.machine
        function, row = (
            machine.natives.argument(request, 0),
            machine.natives.items(machine.natives.argument(request, 1), request),
        )
        result = machine.solver.new()
        if function >= 0:
            machine.calls.call(function, request._replace(positional=((row, True),), keywords=(), target=result))
        self._give(request, result)


class Getters:
    """Models of callables that ask their argument for names: `operator.attrgetter` and its like."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.models: dict[str, Callable[[Request], None]] = {
            f"operator.{how}": lambda request, how=how: self._make(how, request)  # type: ignore[misc]
            for how in ("attrgetter", "itemgetter", "methodcaller")
        }
        self._requests: dict[int, Request] = {}

    def _make(self, how: str, request: Request) -> None:
        machine = self.machine
        if request.target >= 0 and request.positional:
            value = machine.number(
                "getter", how, machine.frames.site(request.frame, request.site), request.frame.context
            )
            self._requests[value] = request
            machine.solver.add(request.target, value)

    def call(self, value: int, request: Request) -> None:
        """Ask the argument for what the callable was made for."""
        machine = self.machine
        made, how = self._requests[value], machine.value(value)[1]
        source = machine.natives.argument(request, 0)
        if source < 0:
            return
        places = made.positional[:1] if how == "methodcaller" else made.positional
        for place, (variable, _) in enumerate(places):
            target = machine.solver.new() if how == "methodcaller" or len(places) > 1 else request.target
            asked = request._replace(target=target, positional=(), keywords=())
            if how == "itemgetter":
                machine.items.load_item(source, asked._replace(positional=((variable, False),)))
            else:
                self._attribute(source, variable, asked)
            if how == "methodcaller":
                again = request._replace(positional=made.positional[1:], keywords=made.keywords)
                machine.calls.call(target, again)
            elif len(places) > 1:
                machine.containers.put(machine.natives.made(request, "tuple"), place, target)

    def _attribute(self, source: int, name: int, request: Request) -> None:
        """Read an attribute whose name is in a variable, with dots."""
        machine = self.machine

        def found(value: int) -> None:
            text = machine.strings.text(value)
            *first, last = (text or "").split(".")
            holder = source
            for each in first:
                after = machine.solver.new()
                machine.attributes.load(holder, each, request._replace(target=after))
                holder = after
            if last:
                machine.attributes.load(holder, last, request)

        machine.solver.watch(name, found)
