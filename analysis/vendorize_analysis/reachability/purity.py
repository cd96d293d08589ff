"""Whether a part may be dropped: only when running it provably does nothing but bind its names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.summary import ALWAYS, MADE_BY_CALL
from vendorize_analysis.reachability.hierarchy import TUPLE_MAKERS
from vendorize_analysis.tables import stdlib as facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vendorize_analysis.linking import Entity, LinkedModule, Program
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.construction import Construction
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.hierarchy import Hierarchy

    Excuse = Callable[[LinkedModule, Part, Chain], bool]
    """Tells of a call that a part makes whether it has no effect there, whatever its callee is elsewhere."""

PROPERTY_PARTS: Final = frozenset({"setter", "getter", "deleter"})
"""What a property is extended with, without being called."""


class Purity:
    """Judges parts; remembers its judgements."""

    def __init__(
        self,
        program: Program,
        hierarchy: Hierarchy,
        construction: Construction | None = None,
        excuses: Sequence[Excuse] = (),
        plain_bases: frozenset[str] = frozenset(),
    ) -> None:
        self.program = program
        self.hierarchy = hierarchy
        self._construction = construction
        """Judges constructors; without it each may have an effect."""
        self._excuses = excuses
        self._plain_bases = plain_bases  # compiled classes, dotted: they run nothing when a subclass is made
        self._parts: dict[ClassId, bool] = {}
        self._classes: dict[ClassId, bool] = {}
        self._readable: dict[ClassId, bool] = {}
        self._calls: dict[tuple[str, Chain], bool] = {}

    def has_effect(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether running a part may do more than bind names (changes of own tables left out)."""
        key = (linked.name, part.index)
        known = self._parts.get(key)
        if known is None:
            self._parts[key] = True
            known = self._parts[key] = self._judge(linked, part)
        return known

    def only_members_act(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether what a class does when it is made is done by statements in its body alone."""
        if part.dead or part.execution.acts or part.execution.calls or part.kind != "class":
            return False
        return self.is_pure_class((linked.name, part.index)) and self.has_effect(linked, part)

    def _judge(self, linked: LinkedModule, part: Part) -> bool:
        if part.dead:
            return False
        if part.execution.acts or not all(
            self.is_pure_call(linked.name, callee) or any(excuse(linked, part, callee) for excuse in self._excuses)
            for callee in part.execution.calls
        ):
            return True
        if part.kind != "class":
            return False
        if not self.is_pure_class((linked.name, part.index)):
            return True
        children = (linked.parts[index] for index in linked.inside[part.index])
        return any(child.kind == "import" or self.has_effect(linked, child) for child in children if not child.dead)

    def is_pure_call(self, module: str, callee: Chain) -> bool:
        """Tell whether calling a name at import time has no effect; of a decorator with arguments, its result too."""
        key = (module, callee)
        if key not in self._calls:
            self._calls[key] = False  # a constructor that makes more of its own kind
            self._calls[key] = bool(callee) and self._is_pure_callee(module, callee)
        return self._calls[key]

    def _is_pure_callee(self, module: str, callee: Chain) -> bool:
        factory = callee[-1] == MADE_BY_CALL
        callee = callee[:-1] if factory else callee
        found, rest = self.program.follow(module, callee)
        if not found:
            linked = self.program.module(module)
            bound = linked is not None and callee[0] in linked.names
            return not bound and _is_pure_name(".".join(callee), factory=factory)
        return all(
            entity.kind == "alias"
            or (entity.kind == "stdlib" and _is_pure_name(".".join((entity.module, *rest)), factory=factory))
            or (entity.kind == "class" and self._makes_pure(entity, rest, factory=factory))
            for entity in found
        )

    def _makes_pure(self, entity: Entity, rest: Chain, *, factory: bool) -> bool:
        if rest or factory or self._construction is None:
            return False
        return self._construction.is_pure((entity.module, entity.part), self.is_pure_call)

    def makes_object(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether a part makes an object of a class of the program: what changes that one may run its methods."""
        found = (entity for callee in part.execution.calls for entity in self.program.follow(linked.name, callee)[0])
        return any(entity.kind == "class" for entity in found)

    def plain_class(self, linked: LinkedModule, name: str) -> Part | None:
        """Return the class that a name of a module always means, if making it shows it to nobody."""
        bound = linked.names.get(name, ())
        part = linked.parts[bound[0]] if len(bound) == 1 else None
        if (
            part is None
            or part.kind != "class"
            or part.execution.acts
            or part.execution.calls
            or part.definition.decorators
        ):
            return None
        return part if self.is_pure_class((linked.name, part.index)) else None

    def is_pure_class(self, identity: ClassId) -> bool:
        """Tell whether making a class runs no code of its bases or metaclass."""
        known = self._classes.get(identity)
        if known is None:
            self._classes[identity] = True
            known = self._classes[identity] = self._judge_class(identity)
        return known

    def _judge_class(self, identity: ClassId) -> bool:
        linked = self.program.module(identity[0])
        if linked is None or not self._is_readable(identity):
            return False
        return all(self._is_quiet_for(linked, identity[1], names) for names in self._hooks(identity))

    def _is_readable(self, identity: ClassId) -> bool:
        """Tell whether it is known which hooks run when a class, or one that derives from it, is made."""
        known = self._readable.get(identity)
        if known is None:
            self._readable[identity] = True
            known = self._readable[identity] = self._read(identity)
        return known

    def _read(self, identity: ClassId) -> bool:
        linked = self.program.module(identity[0])
        if linked is None:
            return False
        part = linked.parts[identity[1]]
        if part.definition.metaclass and not self._all(linked, part.definition.metaclass, self._is_quiet_metaclass):
            return False
        return all(self._all(linked, base, self._is_pure_base) for base in part.definition.bases)

    def _hooks(self, identity: ClassId) -> Iterator[tuple[str, ...]]:
        """Return for each hook that runs when a class is made the names for which it acts."""
        for ancestor in sorted(self.hierarchy.facts(identity).ancestors):
            linked = self.program.module(ancestor[0])
            if linked is None:
                yield ALWAYS
                continue
            if ancestor != identity:
                yield from _acts(linked, ancestor[1], ("__init_subclass__",))
            chain = linked.parts[ancestor[1]].definition.metaclass
            for metaclass in self.hierarchy.class_of(linked, chain) if chain else ():
                for home, index in sorted(self.hierarchy.facts(metaclass).ancestors):
                    made = self.program.module(home)
                    yield from _acts_as_metaclass(made, index) if made else (ALWAYS,)

    @staticmethod
    def _is_quiet_for(linked: LinkedModule, index: int, names: tuple[str, ...]) -> bool:
        """Tell whether a class binds none of the names, or only to None."""
        if names == ALWAYS or (names and linked.parts[index].definition.whole):
            return False
        bound = linked.members.get(index, {})
        return all(
            not name.endswith("?") and linked.parts[at].assigned.value == ("None",)
            for name in names
            for at in bound.get(name.rstrip("?"), ())
        )

    def _all(self, linked: LinkedModule, chain: Chain, judge: object) -> bool:
        if not chain:
            return False
        if chain[-1] == MADE_BY_CALL:
            made, rest = self.program.follow(linked.name, chain[:-1])
            makers = [".".join((entity.module, *rest)) for entity in made if entity.kind == "stdlib"]
            return bool(makers) and len(makers) == len(made) and TUPLE_MAKERS.issuperset(makers)
        found, rest = self.program.follow(linked.name, chain)
        if not found:
            return chain[0] not in linked.names and judge("builtins." + ".".join(chain), None)  # type: ignore[operator]
        found = tuple(entity for entity in found if entity.kind != "alias" or rest)
        names = [".".join((entity.module, *rest)) for entity in found]
        return all(judge(name, entity) for name, entity in zip(names, found, strict=True))  # type: ignore[operator]

    def _is_quiet_metaclass(self, name: str, entity: Entity | None) -> bool:
        """Tell whether a metaclass is pure, or a class of the program whose hooks can be judged."""
        if entity is None or entity.kind == "stdlib":
            return facts.is_pure_metaclass(name.removeprefix("builtins."))
        if entity.kind != "class":
            return False
        found = self.hierarchy.facts((entity.module, entity.part))
        return not found.open and all(map(facts.is_pure_metaclass, found.standard))

    def _is_pure_base(self, name: str, entity: Entity | None) -> bool:
        if entity is None or entity.kind == "stdlib":
            return facts.is_pure_base(name.removeprefix("builtins."))
        if entity.kind != "class":
            return name in self._plain_bases
        # What was done when the base was made is not done again.
        return self._is_readable((entity.module, entity.part))


def extends_property(linked: LinkedModule, part: Part, callee: Chain) -> bool:
    """Tell whether `@name.setter` in a class body extends a property that this body makes."""
    name, *rest = callee
    if len(rest) != 1 or rest[0] not in PROPERTY_PARTS:
        return False
    made = linked.members.get(linked.around[part.index], {}).get(name, ())
    return bool(made) and all(_makes_property(linked, linked.parts[index]) for index in made)


def _makes_property(linked: LinkedModule, part: Part) -> bool:
    """Tell whether a part is `@property def name`, or extends one."""
    if part.kind != "def" or len(part.definition.decorators) != 1:
        return False
    (decorator,) = part.definition.decorators
    if decorator == ("property",):
        return "property" not in linked.names
    return len(decorator) > 1 and decorator[0] == part.name and decorator[1] in PROPERTY_PARTS


def _acts_as_metaclass(linked: LinkedModule, index: int) -> Iterator[tuple[str, ...]]:
    if linked.parts[index].definition.metaclass or "__setattr__" in linked.members.get(index, {}):
        yield ALWAYS
    yield from _acts(linked, index, ("__new__", "__init__", "__prepare__"))


def _acts(linked: LinkedModule, index: int, hooks: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Return for each hook of a class the names for which it acts; one that is no plain function may always act."""
    for hook in hooks:
        for part in linked.members.get(index, {}).get(hook, ()):
            plain = linked.parts[part].kind == "def" and hook != "__prepare__"
            yield linked.parts[part].hook.triggers if plain else ALWAYS


def _is_pure_name(name: str, *, factory: bool) -> bool:
    return facts.is_pure_decorator(name) or (not factory and facts.is_pure_call(name))
