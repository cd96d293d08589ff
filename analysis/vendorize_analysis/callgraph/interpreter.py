"""What semantics and models see of the abstract interpreter: verbs on abstract objects, and the state below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.edges import EdgeRecorder
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.heap.state import Heap
    from vendorize_analysis.callgraph.ir.scopes import CodeScope
    from vendorize_analysis.callgraph.solver.object_table import ObjectTable
    from vendorize_analysis.callgraph.solver.objects import CallString
    from vendorize_analysis.callgraph.solver.points_to import Solver


class AbstractInterpreter(Protocol):
    """Runs code on abstract objects instead of values.

    Objects and variables are numbers. A verb does for one object what Python does for a value, and stores what comes
    out into `site.target` (nowhere, if that is negative). What a variable may hold is not known at once: who has a
    variable listens to it (`solver.listen`) and uses a verb for each object that arrives.
    """

    solver: Solver
    """Variables: fresh ones, points-to sets, subset edges, listeners."""
    objects: ObjectTable
    """Abstract objects by number."""
    heap: Heap
    edges: EdgeRecorder

    def call(self, function: int, site: CallSite) -> None:
        """Call whatever a variable holds."""

    def invoke(self, value: int, site: CallSite) -> None:
        """Call an object."""

    def construct(self, cls: int, site: CallSite) -> None:
        """Make an object of a class, as `type.__call__` does."""

    def enter(self, scope: CodeScope, parent: Frame | None, context: CallString = ()) -> Frame:
        """Return the frame of a scope in a context; its operations take effect soon."""

    def read_attribute(self, value: int, name: str, site: CallSite) -> None:
        """Read an attribute of an object."""

    def write_attribute(self, value: int, name: str, site: CallSite) -> None:
        """Write the first argument to an attribute of an object."""

    def read_item(self, value: int, site: CallSite) -> None:
        """Read an item of an object; the key is the first argument."""

    def write_item(self, value: int, site: CallSite) -> None:
        """Write an item of an object; key and value are the arguments."""

    def iterate(self, value: int, site: CallSite) -> None:
        """Read what iterating over an object yields."""

    def run_module(self, module: str) -> Frame | None:
        """Run a module and its packages; None when it is not followed."""

    def import_name(self, module: str, name: str, site: CallSite) -> None:
        """Import a module (empty name), or a name of one."""

    def escape(self, site: CallSite) -> None:
        """Hand the arguments of a call to code that is not read: it may call functions, and keep everything."""


if TYPE_CHECKING:
    Model = Callable[[AbstractInterpreter, CallSite], None]
    """What a function that is not read does, for one call."""
    Action = Callable[[AbstractInterpreter, int, CallSite], None]
    """What an object of one kind does when it is called."""
    Reader = Callable[[AbstractInterpreter, int, str, CallSite], None]
    """What an object of one kind gives for a name."""
