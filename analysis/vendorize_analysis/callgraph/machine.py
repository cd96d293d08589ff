"""Holds the solving together; its parts know one subject each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.callgraph.attributes import Attributes
from vendorize_analysis.callgraph.calls import Calls
from vendorize_analysis.callgraph.classes import Classes
from vendorize_analysis.callgraph.code import Code
from vendorize_analysis.callgraph.containers import Containers
from vendorize_analysis.callgraph.edges import Edges
from vendorize_analysis.callgraph.externals import Externals
from vendorize_analysis.callgraph.frames import Frames
from vendorize_analysis.callgraph.functions import Functions
from vendorize_analysis.callgraph.items import Items
from vendorize_analysis.callgraph.iterators import Getters, Iterators
from vendorize_analysis.callgraph.making import Making
from vendorize_analysis.callgraph.methods import Methods
from vendorize_analysis.callgraph.modules import Modules
from vendorize_analysis.callgraph.natives import Natives
from vendorize_analysis.callgraph.natural import NaturalAttributes
from vendorize_analysis.callgraph.objects import Objects
from vendorize_analysis.callgraph.operating import Operators
from vendorize_analysis.callgraph.operations import Operations
from vendorize_analysis.callgraph.protocols import Protocols
from vendorize_analysis.callgraph.reflection import Reflection
from vendorize_analysis.callgraph.solver import Solver
from vendorize_analysis.callgraph.strings import Strings
from vendorize_analysis.callgraph.values import COARSE, FINE

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.modules import Sources
    from vendorize_analysis.callgraph.values import Value


class Options(NamedTuple):
    """How precise the solving is."""

    sensitive: bool = True
    """Calls of a function from different places, and of a method on different objects, are told apart."""
    fine: bool = True
    """A variable may hold many values before it counts as unknown."""
    steps: int = 0
    """After so many the work is left as it is; 0: never."""


class Machine:
    """One run over one program."""

    def __init__(self, sources: Sources, options: Options) -> None:
        self.options = options
        self.solver = Solver(FINE if options.fine else COARSE, options.steps)
        self.values = self.solver.values
        self.edges = Edges()
        self.frames = Frames(self)
        self.operations = Operations(self)
        self.modules = Modules(self, sources)
        self.classes = Classes(self)
        self.containers = Containers(self)
        self.natural = NaturalAttributes(self)
        self.attributes = Attributes(self)
        self.protocols = Protocols(self)
        self.operators = Operators(self)
        self.items = Items(self)
        self.strings = Strings(self)
        self.objects = Objects(self)
        self.making = Making(self)
        self.code = Code(self)
        self.reflection = Reflection(self)
        self.natives = Natives(self)
        self.functions = Functions(self)
        self.methods = Methods(self)
        self.iterators = Iterators(self)
        self.getters = Getters(self)
        self.externals = Externals(self)
        self.calls = Calls(self)

    def forget(self) -> None:
        """Let go of everything: what is linked in circles is slow to collect."""
        for part in tuple(vars(self).values()):
            if not isinstance(part, tuple):
                vars(part).clear()
        vars(self).clear()

    def number(self, *value: object) -> int:
        """Give the number of a value."""
        return self.values.number(*value)

    def value(self, number: int) -> Value:
        """Give the value of a number."""
        return self.values[number]
