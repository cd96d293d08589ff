"""By which names modules are reached: their own, and those that other modules have for them.

`from other import dep` and `other.dep` are `dep` where `other` has imported it; a star takes such names, too.
"""

from __future__ import annotations

import ast
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING

from vendorize.hoisting.words import free_names
from vendorize_analysis.model.names import with_packages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize.hoisting.texts import ModuleText

_MOST = 500
"""Meanings of one name that are followed: names in circles have ever longer ones."""
_PLAIN = frozenset({"__cached__", "__doc__", "__file__", "__name__", "__package__"})
_AS_OBJECT = (frozenset(dir(ModuleType)) | {"__dict__", "__loader__", "__path__", "__spec__"}) - _PLAIN
"""Attributes of a module by which its names, or modules below it, are had like from the module as an object."""
_OWN_NAMES = frozenset({"eval", "exec", "globals"})
_OF_HERE = frozenset({"dir", "locals", "vars"})


class ModuleNames:
    """What the names of modules stand for; remembers its answers."""

    def __init__(self, modules: Mapping[str, ModuleText]) -> None:
        self._modules = modules
        self._bound: dict[str, Mapping[str, frozenset[str]]] = {}

    def bound_in(self, name: str) -> Mapping[str, frozenset[str]]:
        """Return what the names that imports bind in a module stand for, those that a star takes included."""
        if name not in self._bound:
            module = self._modules[name]
            self._bound[name] = module.named  # for circles of stars
            found = {one: set(targets) for one, targets in module.named.items()}
            for star in (one.module for one in module.imports if "*" in one.names and one.module in self._modules):
                for one, targets in self.bound_in(star).items():
                    found.setdefault(one, set()).update(targets)
            self._bound[name] = {one: frozenset(targets) for one, targets in found.items()}
        return self._bound[name]

    def meant(self, dotted: str, bound: str) -> frozenset[tuple[str, str]]:
        """Return the names that a dotted name is, each with what an import bound to the beginning of it."""
        found, waiting = set[tuple[str, str]](), [(bound, dotted)]
        while waiting and len(found) < _MOST:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self._next(one[1])
        return frozenset(found)

    def _next(self, dotted: str) -> Iterator[tuple[str, str]]:
        for around in with_packages(dotted):
            if around in self._modules and around != dotted:
                name, dot, rest = dotted.removeprefix(f"{around}.").partition(".")
                yield from ((target, f"{target}{dot}{rest}") for target in self.bound_in(around).get(name, ()))

    @cached_property
    def used(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """Return for each module what it uses of what it imported, in all meanings; as an object, by its own name.

        What a text may load or look up is used as an object.
        """
        found = {}
        for name, module in self._modules.items():
            pairs = {(bound, dotted) for bound, dotted in module.used if "." in dotted or bound == dotted}
            stars = {
                (target, ".".join((target, *rest)))
                for first, *rest in module.chains
                if first not in module.named
                for target in self.bound_in(name).get(first, ())
            }
            texts = {(text, text) for text in map(_as_name, module.strings if module.loads_by_text else ()) if text}
            every = frozenset().union(*(self.meant(dotted, bound) for bound, dotted in pairs | stars | texts))
            found[name] = frozenset((bound, _without_asking(dotted)) for bound, dotted in every)
        return found

    @cached_property
    def values(self) -> Mapping[str, frozenset[str]]:
        """Return for each module the dotted names of these."""
        return {name: frozenset(dotted for _, dotted in used) for name, used in self.used.items()}

    @cached_property
    def objects(self) -> Mapping[str, str]:
        """Return the modules that somebody has as objects, and so may ask for any name, each with who that is.

        Who has one has what its imports bound to its names, and the modules below it.
        """
        found: dict[str, str] = {}
        waiting = [(one, f"{who} looks at {one} as an object") for who, them in self.values.items() for one in them]
        for who in (one for one in self._modules.values() if one.loads_by_text):
            # Who loads the first part of a name has that, and so all behind it.
            named = {part for text in map(_as_name, who.strings) for part in with_packages(text)}
            waiting += [(one, f"{who.name} has the name of {one} in a text") for one in sorted(named)]
        waiting += [(name, f"in {name}, {why}") for name, module in self._modules.items() if (why := why_own(module))]
        while waiting:
            name, why = waiting.pop()
            if name not in self._modules or name in found:
                continue
            found[name] = why
            below = {one for one in self._modules if one.rpartition(".")[0] == name}
            imported = frozenset().union(*self.bound_in(name).values())
            bound = {dotted for one in imported for _, dotted in self.meant(one, one)}
            waiting += [(one, f"{why}, and {one} is reached by that") for one in sorted(below | bound)]
        return found


def _as_name(text: str) -> str:
    """Return what a text names, as `pkgutil.resolve_name` has it; empty for another text."""
    name = text.replace(":", ".")
    return name if all(part.isidentifier() for part in name.split(".")) else ""


def _without_asking(dotted: str) -> str:
    """Return the module whose names are had by an attribute as those of an object; else the name as it is."""
    parts = dotted.split(".")
    cut = next((number for number, part in enumerate(parts) if number and part in _AS_OBJECT), len(parts))
    return ".".join(parts[:cut])


def why_own(module: ModuleText) -> str:
    """Return where a module looks at its own names, and so has all that they stand for; empty where it does not."""
    asked = {id(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call) and node.args}
    read = {id(node) for name, node in free_names(module.tree) if name in _OF_HERE and id(node) not in asked}
    for node in ast.walk(module.tree):
        match node:
            case ast.Name(id=name) if name in _OWN_NAMES or id(node) in read:
                pass
            case ast.Attribute(attr=name) if name == "globals" or (name in _OF_HERE and _is_built_in(node, module)):
                pass
            case ast.alias(name=name) if name in _OWN_NAMES | _OF_HERE and "builtins" in module.words:
                pass
            case _:
                continue
        return f"line {node.lineno} uses {name}"
    return ""


def _is_built_in(node: ast.Attribute, module: ModuleText) -> bool:
    return isinstance(node.value, ast.Name) and "builtins" in module.named.get(node.value.id, ())
