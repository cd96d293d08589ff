"""The search: from roots along every reference until nothing new is found.

One queue, first in first out. Everything is reached at most once, and the first reason is its witness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.names import unmangled
from vendorize_analysis.model.rules import HELD, HOOKS
from vendorize_analysis.reachability.classes import Classes
from vendorize_analysis.reachability.dynamic import Dynamic
from vendorize_analysis.reachability.hierarchy import Hierarchy
from vendorize_analysis.reachability.holding import Holding
from vendorize_analysis.reachability.imports import Imports
from vendorize_analysis.reachability.modules import ModuleValues
from vendorize_analysis.reachability.narrowed import Narrowed
from vendorize_analysis.reachability.overloads import GIVE_OVERLOADS, Overloads
from vendorize_analysis.reachability.purity import PROPERTY_PARTS, Purity
from vendorize_analysis.reachability.references import References
from vendorize_analysis.reachability.roots import keep_marked
from vendorize_analysis.reachability.state import Boundaries, Edge, State
from vendorize_analysis.reachability.tables import CLOSED, Tables
from vendorize_analysis.reachability.texts import TELLING_NAMES, Texts
from vendorize_analysis.reachability.unread import meet_unread
from vendorize_analysis.reachability.watching import watch
from vendorize_analysis.tables import stdlib as facts

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule, Program
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.state import ClassId

_UNPICKLING: Final = frozenset({"pickle.load", "pickle.loads", "pickle.Unpickler", "shelve.open"})
_ALWAYS_ASKED: Final = frozenset({"__getattr__", "__dir__"})
"""Functions that the interpreter calls on a module (PEP 562)."""


class Engine:
    """Holds the search together; its parts know one subject each."""

    def __init__(self, program: Program, boundaries: Boundaries) -> None:
        self.state = State(program, boundaries)
        self.program = program
        self.hierarchy = Hierarchy(program, blind_hooks=HOOKS not in boundaries.without)
        self.purity = Purity(program, self.hierarchy, boundaries.without)
        self.classes = Classes(self)
        self.holding = Holding(self)
        self.texts = Texts(self)
        self.dynamic = Dynamic(self)
        self.references = References(self)
        self.imports = Imports(self)
        self.overloads = Overloads(self)
        self.tables = Tables(self)
        self.modules = ModuleValues(self)
        self.narrowed = Narrowed(self)
        self._standard: set[str] = set()
        self._taken: set[str] = set()
        """Distributions that are kept whole and were reached."""

    # -- modules --------------------------------------------------------------------------------------------

    def execute(self, module: str, edge: Edge) -> None:
        """Run a module: its packages first, then every part of it that has an effect."""
        state = self.state
        if module in state.executed:
            return
        package = module.rpartition(".")[0]
        if package:
            self.execute(package, edge)
        linked = self.program.module(module)
        if linked is None:
            if self.program.kind(module) in {"source", "extension"}:
                state.executed.add(module)
                state.note(Node(module, -1), edge)
                self._take_whole(self.program.catalogue.owner(module))
                state.later(meet_unread, self, module, node=Node(module, -1))
            return
        state.executed.add(module)
        state.note(Node(module, -1), edge)
        if package in state.escaped and module.rpartition(".")[2] in state.mentioned:
            self.modules.escape(module)
        self._take_whole(linked.distribution)
        state.later(self._run, linked, node=Node(module, -1))

    def _run(self, linked: LinkedModule) -> None:
        state = self.state
        boundaries = state.boundaries
        keep_marked(self, linked)
        if (
            linked.name in state.first_party
            or linked.distribution in boundaries.external
            or linked.distribution in boundaries.whole_modules
            or linked.name in state.whole
        ):
            state.whole.add(linked.name)
            self._run_whole(linked)
            return
        for part in linked.parts:
            if linked.around[part.index] >= 0 or part.dead or not self._may_run(linked, part):
                continue
            if part.kind == "import":
                self.enliven(linked, part.index, Edge("import", ""))
            elif part.kind == "class" and self.purity.only_members_act(linked, part):
                self.hold(linked, part, Edge("effect", ""))
            elif (self.purity.has_effect(linked, part) and part.kind != "block") or (
                part.kind == "block" and part.execution.effect
            ):
                self.enliven(linked, part.index, Edge("effect", ""))
            elif part.execution.mutates:
                watch(self, linked, part)
        for name in sorted(_ALWAYS_ASKED & linked.names.keys()):
            self.want(linked.name, name, Edge("protocol", name))
        self.classes.check_listed(linked.name)

    def _take_whole(self, distribution: str) -> None:
        """Run every module of a distribution that is kept as a whole, once any of it runs."""
        state = self.state
        boundaries = state.boundaries
        if distribution not in boundaries.external | boundaries.whole_distributions or distribution in self._taken:
            return
        self._taken.add(distribution)
        for module in boundaries.modules_of.get(distribution, ()):
            self.execute(module, Edge("container", f"{distribution} is kept whole"))

    def _may_run(self, linked: LinkedModule, part: Part) -> bool:
        return part.index not in linked.mains or linked.name in self.state.main

    def keep_whole(self, module: str, edge: Edge) -> None:
        """Keep every part and name of a module."""
        state = self.state
        state.point(module, "", edge)
        if module not in state.whole:
            state.whole.add(module)
            self.execute(module, edge)
            linked = self.program.module(module)
            if linked is not None:
                self._run_whole(linked, edge)

    def _run_whole(self, linked: LinkedModule, edge: Edge | None = None) -> None:
        self.tables.open_for(linked)
        whole = edge or Edge("root" if linked.name in self.state.first_party else "container", "kept whole")
        for part in linked.parts:
            if not part.dead and (self._may_run(linked, part) or linked.name in self.state.first_party):
                self.enliven(linked, part.index, whole)
        for name in linked.names:
            self.want(linked.name, name, whole)
        for star, _ in linked.stars:
            self.imports.want_exports(star, whole)

    def run_as_program(self, module: str, edge: Edge) -> None:
        """Note that a module may run with the name `__main__`."""
        if self.program.exists(f"{module}.__main__"):
            self.run_as_program(f"{module}.__main__", edge)
        if module not in self.state.main:
            self.state.main.add(module)
            self.execute(module, edge)
            linked = self.program.module(module)
            for part in linked.parts if linked else ():
                if linked is not None and part.index in linked.mains and not part.dead:
                    self.enliven(linked, part.index, edge)

    # -- parts ----------------------------------------------------------------------------------------------

    def enliven(self, linked: LinkedModule, index: int, edge: Edge, source: Node | None = None) -> None:
        """Make a part alive, with the containers around it."""
        state = self.state
        part = linked.parts[index]
        if index in state.live[linked.name]:
            if part.kind == "class" and (linked.name, index) in self.classes.held:
                self.classes.use(linked, part)
            return
        if part.dead:
            return
        if self.narrowed.refuses(linked, part, edge):
            return
        if index in linked.overloads and not self.overloads.needs(linked, index):
            return
        if part.assigned.table and edge.kind not in CLOSED:
            self.tables.open(linked, index)
        self._live(linked, part, edge, source)

    def hold(self, linked: LinkedModule, part: Part, edge: Edge, source: Node | None = None) -> None:
        """Keep a class for the sake of what its body does; nobody has the class itself, so far."""
        if HELD in self.state.boundaries.without:
            self.enliven(linked, part.index, edge, source)
        elif not part.dead and part.index not in self.state.live[linked.name]:
            self.classes.held.add((linked.name, part.index))
            self._live(linked, part, edge, source)

    def _hold_around(self, linked: LinkedModule, part: Part, node: Node) -> None:
        edge = Edge("container", "holds it")
        if part.kind == "class":
            self.hold(linked, part, edge, node)
        else:
            self.enliven(linked, part.index, edge, node)

    def _live(self, linked: LinkedModule, part: Part, edge: Edge, source: Node | None) -> None:
        state = self.state
        index = part.index
        if linked.name not in state.executed:
            self.execute(linked.name, edge)
        state.live[linked.name].add(index)
        node = Node(linked.name, index)
        state.note(node, edge, source)
        state.later(self._look, linked, part, node=node)
        if part.parent >= 0:
            self._hold_around(linked, linked.parts[part.parent], node)
        # What changes a function or class matters however that is reached, not only by its name.
        for name in part.binds if linked.around[index] < 0 else ():
            for watcher in state.watching.pop((linked.name, name), ()):
                self.enliven(linked, watcher, Edge("effect", f"changes {name}"), node)

    def _look(self, linked: LinkedModule, part: Part) -> None:
        """Follow everything that a live part mentions."""
        if part.kind == "import":
            self.imports.run(linked, part)
        else:
            self.imports.inside(linked, part)
        self.references.follow_all(linked, part)
        if part.reads.tested:
            self.references.follow_tests(linked, part)
        self.narrowed.read(linked, part)
        # Asking here spares most of the calls, and these are many.
        mentioned = self.state.mentioned
        for name, _line in part.reads.attributes:
            if name not in mentioned:
                self.mention(name)
        if part.reads.siblings or part.reads.own:
            self._look_around(linked, part)
        if not TELLING_NAMES.isdisjoint(part.binds):
            self.texts.read_by_name(linked, part)
        if part.kind == "class":
            self.classes.enliven(linked, part)
        self.texts.read(linked, part)
        for hazard in part.hazards:
            self.dynamic.meet(linked, part, hazard)

    def _look_around(self, linked: LinkedModule, part: Part) -> None:
        """Follow what a part asks of the class around it."""
        around = linked.around[part.index]
        identity: ClassId = (linked.name, around)
        accessors = {chain[0] for chain in part.definition.decorators if chain[1:] and chain[-1] in PROPERTY_PARTS}
        for name in part.reads.siblings:
            for index in linked.members[around].get(name, ()):
                self.enliven(linked, index, Edge("reference", name))
                if linked.parts[index].kind == "def" and name not in accessors:
                    self.classes.make_generic(linked, linked.parts[index])
        if not part.reads.own:
            return
        generic = (linked.name, part.index) in self.classes.generic
        for name, _line in part.reads.own:
            if generic or around < 0:
                self.mention(name)
            else:
                self.classes.ask_own(identity, name)

    def class_around_current(self) -> ClassId | None:
        """Give the class around the part that is looked at now."""
        node = self.state.current
        linked = self.program.module(node.module) if node else None
        if node is None or linked is None or node.part < 0 or linked.around[node.part] < 0:
            return None
        return node.module, linked.around[node.part]

    def looked_at(self) -> Part | None:
        """Give the part that is looked at now."""
        node = self.state.current
        linked = self.program.module(node.module) if node else None
        return linked.parts[node.part] if node and linked and node.part >= 0 else None

    # -- names ----------------------------------------------------------------------------------------------

    def want(self, module: str, name: str, edge: Edge, source: Node | None = None) -> None:
        """Make a name of a module alive: everything that binds it."""
        state = self.state
        state.point(module, name, edge)
        if edge.kind not in CLOSED:
            linked = self.program.module(module)
            if linked is not None and name in linked.tables:
                self.tables.open_name(linked, name)
        if name in state.wanted[module]:
            return
        state.wanted[module][name] = source or state.current
        self._note_use(module, name)
        self.execute(module, edge)
        linked = self.program.module(module)
        if linked is None:
            return
        bound = linked.names.get(name, ())
        for index in bound:
            self.enliven(linked, index, edge, source)
            self.imports.bind(linked, index, name)
        for index in state.watching.pop((module, name), ()):
            self.enliven(linked, index, Edge("effect", f"changes {name}"), source)
        for star in self.program.stars_giving(linked, name):
            self.want(star, name, edge, source)
        if not bound and not edge.certain and f"{module}.{name}" in state.executed:
            self.modules.escape(f"{module}.{name}")
        if name == "__all__":
            self.imports.want_exports(module, Edge("reference", "__all__"))

    def _note_use(self, module: str, name: str) -> None:
        """Remember what first-party code refers to."""
        state = self.state
        if state.current and state.current.module in state.first_party and module not in state.first_party:
            state.used[state.distribution(module)].add(f"{module}.{name}")

    def mention(self, name: str, source: Node | None = None) -> None:
        """Note an attribute of an unknown receiver: all members and names that are called so become alive."""
        state = self.state
        if name in state.mentioned:
            return
        source = source or state.current
        state.mentioned[name] = source
        self.tables.asked(name, source)
        edge = Edge("attribute", name, certain=False)
        for module, index in state.waiting.pop(name, ()):
            linked = self.program.module(module)
            if linked is not None:
                self.enliven(linked, index, edge, source)
        for module in state.offered.pop(name, ()):
            self.want(module, name, edge, source)
        for module, offered in list(state.starred.items()):
            if offered is None or name in offered:
                self.ask_star(module, name, edge, source)
        plain = unmangled(name) if name[0] == "_" else ""
        if plain:
            self.mention(plain, source)

    def insist(self, name: str, source: Node | None = None) -> None:
        """As `mention`, for a name that no code asks for which could be followed: of strings, or of the language."""
        self.mention(name, source)
        self.narrowed.insist(name)

    def mention_pattern(self, prefix: str, suffix: str) -> None:
        """As `mention`, for every name that begins and ends in a certain way."""
        state = self.state
        if (prefix, suffix) in state.patterns:
            return
        state.patterns[prefix, suffix] = state.current
        known = {*state.waiting, *state.offered, *self.tables.names(), *self.narrowed.names()}
        for name in sorted(known):
            if name.startswith(prefix) and name.endswith(suffix):
                self.insist(name)

    def is_mentioned(self, name: str) -> bool:
        """Tell whether live code mentions an attribute, by name or by a pattern."""
        if name in self.state.mentioned and not self.narrowed.active:
            return True
        for (prefix, suffix), source in self.state.patterns.items():
            if name.startswith(prefix) and name.endswith(suffix):
                self.insist(name, source)
                return True
        return name in self.state.mentioned

    def ask_star(self, module: str, name: str, edge: Edge, source: Node | None) -> None:
        """Ask a module for a name that a star import may give it."""
        linked = self.program.module(module)
        if linked is not None and name not in linked.names and self.program.stars_giving(linked, name):
            self.want(module, name, edge, source)

    def use_standard(self, dotted: str, distribution: str) -> None:
        """Note a use of the standard library: it may call everything on our objects that it mentions itself."""
        state = self.state
        state.stdlib[distribution].add(dotted)
        if dotted in _UNPICKLING:
            self.dynamic.unpickle(distribution)
        if dotted in GIVE_OVERLOADS:
            self.overloads.ask(self.looked_at())
        if dotted in self._standard:
            return
        self._standard.add(dotted)
        for name in sorted(facts.names_called_by((dotted,)).difference(state.mentioned)):
            self.mention(name)
        if dotted.partition(".")[0] == "doctest":
            state.later(self.dynamic.doctest_used, node=state.current or Node("", -1))
        for package in facts.implied_modules(dotted):
            self.imports.implied(package)
