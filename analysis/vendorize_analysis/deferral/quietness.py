"""Whether anybody can tell when the body of a module runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.deferral.confined import REPR
from vendorize_analysis.deferral.expressions import ANY
from vendorize_analysis.model.summary import MADE_BY_CALL
from vendorize_analysis.tables import quiet
from vendorize_analysis.tables import stdlib as facts_of_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize_analysis.deferral.surroundings import Searched, World
    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.summary import Chain, Part

_FILLS = "fills a table of its package"
_OWN_KINDS = frozenset({"annotation", "assign", "class", "def"})


class Quietness:
    """Judges modules; remembers its judgements."""

    def __init__(self, around: Searched, world: World) -> None:
        self._around = around
        self._program = around.program
        self._world = world
        self._known: dict[str, str] = {}
        self._fills: dict[str, set[str]] = {}
        """Packages of whose tables a module fills some when it runs."""

    def why_seen(self, module: str) -> str:
        """Return why it can be seen when the body of a module runs, its imports left out; nothing where it cannot."""
        if module not in self._known:
            self._known[module] = self._judge(module)
        return self._known[module]

    def fills(self, module: str) -> str:
        """Return the package of its own whose tables a module fills, if nothing else can be seen when it runs."""
        if self.why_seen(module) != _FILLS or self._fills[module] != {module.partition(".")[0]}:
            return ""
        return module.partition(".")[0]

    def _judge(self, module: str) -> str:
        linked, facts = self._program.module(module), self._around.facts(module)
        if linked is None or facts is None:
            return "" if quiet.is_quiet_compiled(module) else "it is compiled, or cannot be read"
        if self._around.stays(module):
            return "it stays as it is installed"
        live = self._around.liveness.parts.get(module, frozenset())
        skipped = [(first, last) for first, last, name in facts.skipped if self._is_nowhere(name)]
        for part in linked.parts:
            runs = part.index in live and part.index not in linked.mains and not part.dead
            if runs and not _is_within(part.span.line, skipped) and (why := self._of_part(linked, part)):
                return f"line {part.span.line} {why}"
        for chain, line in facts.reads:
            if not _is_within(line, skipped) and (why := self._of_read(linked, chain)):
                return f"line {line} {why}"
        return _FILLS if module in self._fills else ""

    def _of_part(self, linked: LinkedModule, part: Part) -> str:
        if part.kind == "import":
            named = {one.module for one in linked.imports.get(part.index, ()) if not self._is_nowhere(one.module)}
            given = next((one for one in sorted(named) if self._program.kind(one) == "missing"), "")
            return f"tries for {given}, which may be there later" if given else ""
        if self._acts(linked, part):
            return "may do more than bind names"
        if part.kind == "class" and self._world.finds_class(linked, part):
            return "derives a class, and code asks for such (__subclasses__)"
        changed = next((name for name in part.execution.mutates if not _is_own(linked, name)), "")
        return f"changes {changed}" if changed else ""

    def _acts(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether a part may do more than bind names and fill what its module owns."""
        effects = self._around.effects
        if not effects.has_effect(linked, part) or self._is_confined(linked, part):
            return False
        if part.kind != "class" or not effects.only_members_act(linked, part):
            return not self._only_makes(linked, part)
        members = (linked.parts[index] for index in linked.inside[part.index])
        return any(one.kind == "import" or self._acts(linked, one) for one in members if not one.dead)

    def _is_nowhere(self, module: str) -> bool:
        """Tell whether a module is not installed, and no code puts one of its name into `sys.modules`."""
        return self._program.kind(module) == "missing" and not (self._world.finds or module in self._world.borrowed)

    def _only_makes(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether a part does no more than call functions that make functions, or have no effect."""
        effects = self._around.effects
        return (
            part.kind == "def"
            and not part.execution.acts
            and all(
                effects.is_pure_call(linked.name, callee) or self._is_maker(linked.name, callee)
                for callee in part.execution.calls
            )
        )

    def _is_maker(self, module: str, callee: Chain) -> bool:
        calls = 1 + (callee[-1] == MADE_BY_CALL)
        found, rest = self._program.follow(module, callee[:-1] if calls > 1 else callee)
        there = [one for one in found if one.kind != "alias" and not self._is_absent(one)]
        return bool(there) and all(
            facts_of_library.is_pure_decorator(".".join((one.module, *rest)))
            if one.kind == "stdlib"
            else not rest and one.kind == "function" and self._makes(one, calls)
            for one in there
        )

    def _makes(self, entity: Entity, calls: int) -> bool:
        linked, facts = self._program.module(entity.module), self._around.facts(entity.module)
        line = linked.parts[entity.part].span.line if linked else 0
        made = next((one for one in facts.makers if one.line == line), None) if facts else None
        return (
            made is not None
            and made.calls >= calls
            and not any(self._world.changes(name if "." in name else f"{entity.module}.{name}") for name in made.names)
        )

    def _is_confined(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether a statement only has a class of the module fill its own table, or reckons."""
        facts = self._around.facts(linked.name) if part.kind in {"assign", "statement"} else None
        lines = facts.confined if facts else ()
        callee = next((called for line, called in lines if line == part.span.line), None)
        if callee is None:
            return False
        if callee in {(), REPR}:
            return not callee or not (REPR[0] in linked.names or self._program.follow(linked.name, REPR)[0])
        if not quiet.fills_own(linked.name, callee[-1]):
            return self._notes_filling(linked, callee)
        found, rest = self._program.follow(linked.name, callee[:-1])
        return bool(found) and not rest and all((one.kind, one.module) == ("class", linked.name) for one in found)

    def _notes_filling(self, linked: LinkedModule, callee: Chain) -> bool:
        """Tell whether a call fills a table of the module that the function is of, and remember whose."""
        found, rest = self._program.follow(linked.name, callee)
        if not found or rest or not all(one.kind == "function" and self._fills_table(one, callee[-1]) for one in found):
            return False
        self._fills.setdefault(linked.name, set()).update(one.module.partition(".")[0] for one in found)
        return True

    def _fills_table(self, entity: Entity, name: str) -> bool:
        return quiet.fills_module(entity.module, name) and not self._world.changes(f"{entity.module}.{name}")

    def _of_read(self, linked: LinkedModule, chain: Chain) -> str:
        """Return what is wrong with reading a name while the module is imported."""
        if chain[0] == ANY:
            return self.why_unsteady(chain[1], chain[2])
        found, rest = self._program.follow(linked.name, chain)
        if not found:
            is_builtin = chain[0] not in linked.names and quiet.may_change(chain[0])
            return f"reads {'.'.join(chain)}" if is_builtin else ""
        for entity in found:
            if self._is_absent(entity):
                continue
            if self._is_unsteady(linked.name, entity, rest) or self._is_given_another(linked.name, entity):
                return f"reads {'.'.join(chain)}, which may change"
        return ""

    def _is_given_another(self, module: str, entity: Entity) -> bool:
        """Tell whether code sets the name that leads to something of another module."""
        if entity.module == module or entity.kind not in {"class", "function", "module", "value"}:
            return False
        if entity.kind == "module":
            return self._world.changes(entity.module)
        linked = self._program.module(entity.module)
        binds = linked.parts[entity.part].binds if linked else ()
        return any(self._world.changes(f"{entity.module}.{name}") for name in binds)

    def why_unsteady(self, module: str, name: str) -> str:
        """Return what is wrong with taking a name from a module later; nothing where it has one value for good."""
        dotted = f"{module}.{name}"
        if self._program.kind(module.partition(".")[0]) == "missing":
            return ""  # it is tried: importing what is not there is refused where that is not caught
        if self._program.kind(module) == "stdlib":
            unsteady = module == "sys" and quiet.may_change(dotted)
            return f"takes {dotted}, which may change" if unsteady or self._world.changes(dotted) else ""
        if name == ANY or self._program.exists(dotted) or dotted in quiet.plain_compiled():
            return ""
        found = self._program.look_up(module, name)
        if not found:
            return f"takes {dotted}, which may not be there"
        there = [one for one in found if not self._is_absent(one)]
        if not there or self._world.changes(dotted) or any(one.kind in {"missing", "opaque"} for one in there):
            return f"takes {dotted}, which may change"
        return ""

    def _is_absent(self, entity: Entity) -> bool:
        """Tell whether a name stands for something of a module that is not installed, so that nothing gives it."""
        return entity.kind == "missing" and self._program.kind(entity.module.partition(".")[0]) == "missing"

    def _is_unsteady(self, module: str, entity: Entity, rest: Chain) -> bool:
        """Tell whether what a name leads to may be another value later."""
        match entity.kind:
            case "stdlib":
                return self._is_unsteady_there(".".join((entity.module, *rest)))
            case "module" | "function":
                return bool(rest)
            case "class":
                return bool(rest) and entity.module != module and not self._enumerates(entity)
            case "value":
                return entity.module != module and not self._is_constant(entity)
            case _:
                return entity.kind != "alias" and (bool(rest) or not _is_plain(entity))

    def _is_unsteady_there(self, dotted: str) -> bool:
        if dotted == "logging.getLogger":
            return self._world.configures_logging
        return quiet.may_change(dotted) or self._world.changes(dotted)

    def _enumerates(self, entity: Entity) -> bool:
        linked = self._program.module(entity.module)
        bases = linked.parts[entity.part].definition.bases if linked else ()
        names = {
            ".".join((one.module, *rest))
            for chain in bases
            if chain
            for found, rest in (self._program.follow(entity.module, chain),)
            for one in found
        }
        return bool(names) and any(facts_of_library.keeps_members(name) and name.startswith("enum.") for name in names)

    def _is_constant(self, entity: Entity) -> bool:
        linked, facts = self._program.module(entity.module), self._around.facts(entity.module)
        if linked is None or facts is None:
            return False
        binds = linked.parts[entity.part].binds
        return (
            bool(binds)
            and facts.constants.issuperset(binds)
            and not (facts.rebinds.union(facts.strangers.own).intersection((*binds, ANY)))
        )


def _is_within(line: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= line <= last for first, last in ranges)


def _is_own(linked: LinkedModule, name: str) -> bool:
    """Tell whether a name holds an object that only this module can have before it has run."""
    bound = [linked.parts[index] for index in linked.names.get(name, ())]
    return all(part.kind in _OWN_KINDS and not part.assigned.alias and not part.imports for part in bound)


def _is_plain(entity: Entity) -> bool:
    """Tell whether a name leads to what a known compiled module gives for good."""
    return entity.kind == "opaque" and entity.module in quiet.plain_compiled()
