"""Classes as far as they can be read: bases, what their bodies may lose, which standard classes they derive from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.model.summary import MADE_BY_CALL
from vendorize_analysis.tables import stdlib as facts

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule, Program
    from vendorize_analysis.model.summary import Chain
    from vendorize_analysis.reachability.edges import ClassId

TUPLE_MAKERS: Final = frozenset({"typing.NamedTuple", "collections.namedtuple"})
_PROXY: Final = frozenset({"__getattr__", "__getattribute__"})


class HierarchyFacts(NamedTuple):
    """What is known of one class."""

    ancestors: frozenset[ClassId]
    """Classes of the program that it derives from, itself included."""
    standard: frozenset[str]
    """Dotted names of the standard classes it derives from, its metaclass included."""
    open: bool
    """Some base is not known."""
    whole: bool
    """Its body must not be cut."""
    proxy: bool
    """It, or a base, answers for attributes that no class has."""
    meta: bool
    """Its instances are classes."""


class Hierarchy:
    """Reads classes; remembers what it found."""

    def __init__(self, program: Program, *, closed_hooks: bool = True) -> None:
        self.program = program
        self._closed_hooks = closed_hooks
        """Hooks that ask only for names that they spell out see no other members."""
        self._facts: dict[ClassId, HierarchyFacts] = {}

    def facts(self, identity: ClassId) -> HierarchyFacts:
        """Return what is known of a class."""
        known = self._facts.get(identity)
        if known is None:
            self._facts[identity] = _UNKNOWN._replace(ancestors=frozenset({identity}))
            known = self._facts[identity] = self._read(identity)
        return known

    def _read(self, identity: ClassId) -> HierarchyFacts:
        linked = self.program.module(identity[0])
        if linked is None:
            return _UNKNOWN
        part = linked.parts[identity[1]]
        members = linked.members.get(identity[1], {})
        ancestors, standard, is_open, hooked = {identity}, set[str](), False, False
        proxy = not _PROXY.isdisjoint(members)
        meta = False
        for chain in (*part.definition.bases, *((part.definition.metaclass,) if part.definition.metaclass else ())):
            classes, names, known = self._resolve(linked, chain)
            is_open |= not known
            standard |= names
            is_metaclass = chain is part.definition.metaclass
            meta |= not is_metaclass and any(facts.is_pure_metaclass(name) for name in names)
            for base in classes:
                found = self.facts(base)
                standard |= found.standard
                is_open |= found.open
                hooked |= self._metaclass_looks(base) if is_metaclass else self._looks_at_namespace(base)
                if not is_metaclass:
                    ancestors |= found.ancestors
                    proxy |= found.proxy
                    meta |= found.meta
        whole = (
            part.definition.whole
            or is_open
            or hooked
            or any(facts.keeps_members(name) for name in standard)
            or any(not self._leaves_members(linked, decorator) for decorator in part.definition.decorators)
        )
        return HierarchyFacts(frozenset(ancestors), frozenset(standard), is_open, whole, proxy, meta)

    def _looks_at_namespace(self, identity: ClassId) -> bool:
        """Tell whether a base, or one of its own, has a hook or a metaclass that sees the bodies of subclasses."""
        for ancestor in self.facts(identity).ancestors:
            linked = self.program.module(ancestor[0])
            if linked is None:
                return True
            if self._sees(linked, ancestor[1], "__init_subclass__"):
                return True
            metaclass = linked.parts[ancestor[1]].definition.metaclass
            if metaclass and any(map(self._metaclass_looks, self._resolve(linked, metaclass)[0])):
                return True
        return False

    def _metaclass_looks(self, identity: ClassId) -> bool:
        """Tell whether a metaclass may look at the whole body of a class that it makes."""
        found = self.facts(identity)
        if found.open or not all(map(facts.is_pure_metaclass, found.standard)):
            return True
        for ancestor in found.ancestors:
            linked = self.program.module(ancestor[0])
            if linked is None or "__prepare__" in linked.members.get(ancestor[1], {}):
                return True
            if self._sees(linked, ancestor[1], "__new__") or self._sees(linked, ancestor[1], "__init__"):
                return True
        return False

    def _sees(self, linked: LinkedModule, index: int, hook: str) -> bool:
        """Tell whether a class has a hook that may look at all of a class body."""
        hooks = linked.members.get(index, {}).get(hook, ())
        return any(not (self._closed_hooks and linked.parts[part].hook.closed) for part in hooks)

    def _resolve(self, linked: LinkedModule, chain: Chain) -> tuple[list[ClassId], set[str], bool]:
        """Return the classes of the program, the standard classes, and whether that is all."""
        if not chain or chain == ("?",):
            return [], set(), False
        if chain[-1] == MADE_BY_CALL:
            # A tuple type with names brings no members that a body could miss.
            return [], set(), any(name in TUPLE_MAKERS for name in self._standard_names(linked, chain[:-1]))
        found, rest = self.program.follow(linked.name, chain)
        if not found:
            builtin = chain[0] not in linked.names and len(chain) == 1
            return [], ({chain[0]} if builtin else set()), builtin
        classes = [(entity.module, entity.part) for entity in found if entity.kind == "class"]
        nested, known_nested = self._nested(classes, rest)
        names = {".".join((entity.module, *rest)) for entity in found if entity.kind == "stdlib"}
        known = all(entity.kind in {"class", "stdlib", "missing", "alias"} for entity in found) and known_nested
        return nested, names, known

    def _nested(self, classes: list[ClassId], names: Chain) -> tuple[list[ClassId], bool]:
        """Follow attributes of classes to classes inside them."""
        known = True
        for name in names:
            step = []
            for module, index in classes:
                linked = self.program.module(module)
                inner = linked.members.get(index, {}).get(name, ()) if linked else ()
                step += [(module, part) for part in inner if linked and linked.parts[part].kind == "class"]
                known &= bool(step)
            classes = step
        return classes, known

    def metaclasses(self, identity: ClassId) -> list[ClassId]:
        """Return the metaclasses of the program that a class and its bases name, with the ancestors of these."""
        found: set[ClassId] = set()
        for ancestor in self.facts(identity).ancestors:
            linked = self.program.module(ancestor[0])
            chain = linked.parts[ancestor[1]].definition.metaclass if linked else ()
            for metaclass in self.class_of(linked, chain) if linked and chain else ():
                found |= self.facts(metaclass).ancestors
        return sorted(found)

    def class_of(self, linked: LinkedModule, chain: Chain) -> list[ClassId]:
        """Return the classes of the program that a dotted name stands for."""
        return self._resolve(linked, chain)[0]

    def _standard_names(self, linked: LinkedModule, chain: Chain) -> list[str]:
        found, rest = self.program.follow(linked.name, chain)
        return [".".join((entity.module, *rest)) for entity in found if entity.kind == "stdlib"]

    def _leaves_members(self, linked: LinkedModule, decorator: Chain) -> bool:
        if not decorator:
            return False
        found, rest = self.program.follow(linked.name, decorator)
        found = tuple(entity for entity in found if entity.kind != "alias")
        names = [".".join((entity.module, *rest)) for entity in found if entity.kind == "stdlib"]
        return bool(names) and len(names) == len(found) and all(map(_leaves, names))


def _leaves(name: str) -> bool:
    owner, _, method = name.rpartition(".")
    # `@Mapping.register` of an abstract class notes the class and looks no further.
    return facts.leaves_members(name) or (method == "register" and facts.is_standard_class(owner))


_UNKNOWN: Final = HierarchyFacts(frozenset(), frozenset(), open=True, whole=True, proxy=True, meta=True)
