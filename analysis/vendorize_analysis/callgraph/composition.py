"""The composition root: makes the abstract interpreter, and says which function serves each kind of object."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.callgraph.edges import EdgeRecorder
from vendorize_analysis.callgraph.heap.callables import CallableTable
from vendorize_analysis.callgraph.heap.classes import ClassTable
from vendorize_analysis.callgraph.heap.containers import CollectionStore
from vendorize_analysis.callgraph.heap.escaped import EscapeAnalysis, EscapedObjects
from vendorize_analysis.callgraph.heap.exceptions import ExceptionTable
from vendorize_analysis.callgraph.heap.frames import FrameTable
from vendorize_analysis.callgraph.heap.modules import ModuleTable
from vendorize_analysis.callgraph.heap.state import Heap
from vendorize_analysis.callgraph.models import (
    builtin_functions,
    code,
    dynamic_classes,
    external,
    library_callbacks,
    library_containers,
    library_functools,
    library_importlib,
    library_itertools,
    library_operator,
    methods,
    reflection,
)
from vendorize_analysis.callgraph.semantics import (
    attributes,
    calls,
    instantiation,
    items,
    iteration,
    modules,
    transfer,
)
from vendorize_analysis.callgraph.solver.object_table import COARSE, FINE
from vendorize_analysis.callgraph.solver.objects import (
    BuiltinMethod,
    BuiltinObject,
    CollectionObject,
    ConstantObject,
    ExternalObject,
    ExternalResult,
    FieldFactory,
    GenericFunction,
    GetterObject,
    Kind,
    LocalsObject,
    ModuleObject,
    NamespaceObject,
    SuperObject,
    TextPattern,
    WrapsDecorator,
)
from vendorize_analysis.callgraph.solver.points_to import MOST_STEPS, Solver

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.interpreter import Action, Model
    from vendorize_analysis.callgraph.ir.scopes import CodeScope
    from vendorize_analysis.callgraph.lowering.sources import Sources
    from vendorize_analysis.callgraph.solver.objects import CallString


BUILTIN_MODELS: Final[dict[str, Model]] = {
    **builtin_functions.MODELS,
    **reflection.BUILTINS,
    **code.BUILTINS,
    **library_importlib.BUILTINS,
}
"""Built-in functions by name."""
LIBRARY_MODELS: Final[dict[str, Model]] = {
    **library_functools.MODELS,
    **library_itertools.MODELS,
    **library_operator.MODELS,
    **library_callbacks.MODELS,
    **library_containers.MODELS,
    **dynamic_classes.MODELS,
    **external.MODELS,
    **library_importlib.MODELS,
}
"""Functions of the standard library by dotted name."""
CALLS: Final[dict[Kind, Action]] = {
    **calls.CALLS,
    GetterObject: library_operator.call_getter,
    GenericFunction: library_functools.call_generic,
    WrapsDecorator: library_functools.call_wraps,
    CollectionObject: library_containers.call_collection,
    BuiltinObject: partial(builtin_functions.call_builtin, BUILTIN_MODELS),
    BuiltinMethod: methods.call_method,
    ExternalObject: partial(external.call_external, LIBRARY_MODELS),
    ExternalResult: external.call_result,
}
"""What each kind of object does when it is called."""
NOT_CALLED: Final[frozenset[Kind]] = frozenset(
    {SuperObject, ModuleObject, ConstantObject, TextPattern, NamespaceObject, LocalsObject, FieldFactory}
)
"""Kinds of which a call is an error, or leads to nothing of the program."""


class Options(NamedTuple):
    """How precise the solving is."""

    sensitive: bool = True
    """Calls of a function from different places, and of a method on different objects, are told apart."""
    fine: bool = True
    """A variable may hold many values before it counts as unknown."""
    most_steps: int = MOST_STEPS
    """After which the work stops."""
    goes_on: Callable[[int], bool] | None = None
    """Told now and then how many steps were taken; False ends the work."""


class ProgramInterpreter:
    """One run over one program (an `AbstractInterpreter`)."""

    def __init__(self, sources: Sources, rooted: frozenset[str], options: Options, *, opened: bool) -> None:
        """Start with nothing run; `opened` says that somebody will ask what escaped."""
        escaped = EscapedObjects()
        self.solver = Solver(escaped.escape, FINE if options.fine else COARSE, options.most_steps, options.goes_on)
        self.objects = self.solver.objects
        self.edges = EdgeRecorder()
        self.heap = Heap(
            frames=FrameTable(sensitive=options.sensitive),
            modules=ModuleTable(self.solver, sources, rooted),
            classes=ClassTable(self.solver),
            containers=CollectionStore(self.solver),
            callables=CallableTable(),
            exceptions=ExceptionTable(self.solver),
            escapes=EscapeAnalysis(self.solver, escaped, is_active=opened),
        )
        self._done: set[tuple[int, CallSite]] = set()

    def close(self) -> None:
        """Let go of everybody who listens: nothing is interpreted any more, what was found can still be read."""
        self.solver.close()
        self.heap.classes.close()
        self.heap.containers.close()

    def call(self, function: int, site: CallSite) -> None:
        """Call whatever a variable holds."""
        self.solver.listen(function, lambda value: self.invoke(value, site))

    def invoke(self, value: int, site: CallSite) -> None:
        """Call an object; the same call a second time would find everything done, for nothing is ever taken back."""
        if (value, site) in self._done:
            return
        self._done.add((value, site))
        action = CALLS.get(self.objects.kind(value))
        if action is not None:
            action(self, value, site)

    def construct(self, cls: int, site: CallSite) -> None:
        """Make an object of a class, as `type.__call__` does."""
        instantiation.construct(self, cls, site)

    def enter(self, scope: CodeScope, parent: Frame | None, context: CallString = ()) -> Frame:
        """Return the frame of a scope in a context; its operations take effect soon."""
        return transfer.enter(self, scope, parent, context)

    def read_attribute(self, value: int, name: str, site: CallSite) -> None:
        """Read an attribute of an object."""
        reader = attributes.READERS.get(self.objects.kind(value))
        if reader is not None:
            reader(self, value, name, site)

    def write_attribute(self, value: int, name: str, site: CallSite) -> None:
        """Write the first argument to an attribute of an object."""
        attributes.write_attribute(self, value, name, site)

    def read_item(self, value: int, site: CallSite) -> None:
        """Read an item of an object; the key is the first argument."""
        items.read_item(self, value, site)

    def write_item(self, value: int, site: CallSite) -> None:
        """Write an item of an object; key and value are the arguments."""
        items.write_item(self, value, site)

    def iterate(self, value: int, site: CallSite) -> None:
        """Read what iterating over an object yields."""
        iteration.iterate(self, value, site)

    def run_module(self, module: str) -> Frame | None:
        """Run a module and its packages; None when it is not followed."""
        return modules.run_module(self, module)

    def import_name(self, module: str, name: str, site: CallSite) -> None:
        """Import a module (empty name), or a name of one."""
        modules.import_name(self, module, name, site)

    def escape(self, site: CallSite) -> None:
        """Hand the arguments of a call to code that is not read: it may call functions, and keep everything."""
        calls.escape(self, site)
