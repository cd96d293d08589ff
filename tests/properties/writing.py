"""Modules of a generated program while they are written: what they define, and how others get at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Choice = TypeVar("Choice")
SHORT = "[-16:]"
"""Results stay short: they are joined texts, and would double with each call otherwise."""


@dataclass(frozen=True, slots=True)
class Dice:
    """Decisions; `number(n)` gives one of 0 … n - 1, and 0 is the simplest."""

    number: Callable[[int], int]

    def pick(self, items: Sequence[Choice]) -> Choice:
        """Return one of the items."""
        return items[self.number(len(items))]

    def chance(self, of: int) -> bool:
        """Tell whether something happens that happens once in `of` times."""
        return self.number(of) == of - 1


@dataclass(frozen=True, slots=True)
class Thing:
    """A name that a module defines."""

    module: str
    name: str
    kind: str
    """`value`, `function`, `class`, `decorator` or `register`."""
    uses: tuple[str, ...]
    """Expressions of `{}`, which stands for the thing, and of `n`, a number."""


@dataclass(slots=True)
class Module:
    """The text of one module."""

    name: str
    is_package: bool
    dice: Dice
    known: list[Thing] = field(default_factory=list)
    """What this module may refer to."""
    imports: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    exports: list[str] | None = None
    listing: str = "__all__ = {0!r}"
    """How `__all__` is written, where there are exports."""
    reached: dict[Thing, str] = field(default_factory=dict)
    count: int = 0

    @property
    def package(self) -> str:
        """Return the package that relative imports start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    @property
    def path(self) -> str:
        """Return the path of its file."""
        return self.name.replace(".", "/") + ("/__init__.py" if self.is_package else ".py")

    @property
    def text(self) -> str:
        """Return the source text."""
        names = self.exports or []
        half = len(names) // 2
        listed = [] if self.exports is None else [self.listing.format(names, names[:half], names[half:])]
        last = "_name for" in self.listing
        parts = ["", *self.body, *listed] if last else [*listed, "", *self.body]
        return "\n".join([*self.imports, *parts]) + "\n"

    def fresh(self, stem: str) -> str:
        """Return a name that no other thing of the program has."""
        self.count += 1
        return f"{stem}_{self.name.replace('.', '_')}_{self.count}"

    def add(self, text: str) -> None:
        """Write statements."""
        self.body.append(text)

    def define(self, name: str, kind: str, *uses: str, text: str = "") -> Thing:
        """Write a definition, and give what others may use."""
        if text:
            self.add(text)
        thing = Thing(self.name, name, kind, uses)
        self.things.append(thing)
        if self.exports is not None:
            self.exports.append(name)
        return thing

    def of_kind(self, *kinds: str) -> list[Thing]:
        """Return the things of some kinds that this module may refer to."""
        return [thing for thing in (*self.things, *self.known) if thing.kind in kinds]

    def reach(self, thing: Thing) -> str:
        """Return an expression for a thing, importing what it takes."""
        if thing.module == self.name:
            return thing.name
        if thing not in self.reached:
            self.reached[thing] = _import(self, thing)
        return self.reached[thing]

    def use(self, thing: Thing, number: str = "n") -> str:
        """Return an expression that uses a thing."""
        return self.dice.pick(thing.uses).replace("{}", self.reach(thing)).replace("{n}", number)

    def value(self, number: str = "n") -> str:
        """Return an expression of a short text: a literal, or a use of something that is known."""
        usable = self.of_kind("value", "function", "class")
        if not usable or self.dice.chance(4):
            return f"str({self.dice.number(9)})"
        return f"str({self.use(self.dice.pick(usable), number)}){SHORT}"

    def local(self, number: str = "n") -> tuple[str, str]:
        """Return an import for a function's body (`pass`, if none) and an expression that needs it."""
        foreign = [thing for thing in self.of_kind("value", "function", "class") if thing.module != self.name]
        if not foreign:
            return "pass", self.value(number)
        thing = self.dice.pick(foreign)
        use = self.dice.pick(thing.uses).replace("{n}", number)
        forms = (
            (f"from {thing.module} import {thing.name}", thing.name),
            (f"import {thing.module} as inner", f"inner.{thing.name}"),
            (f"import importlib; inner = importlib.import_module({thing.module!r})", f"inner.{thing.name}"),
        )
        statement, reference = self.dice.pick(forms)
        return statement, f"str({use.replace('{}', reference)}){SHORT}"


def _import(module: Module, thing: Thing) -> str:
    forms = [_from, _from_as, _plain, _plain_as, _guarded, _by_name, _by_computed_name, _by_attribute]
    if thing.kind == "lazy":
        # It is in no namespace before it is asked for.
        return module.dice.pick(forms)(module, thing)
    forms.append(_listed)
    if "." in thing.module:
        forms.append(_module_from_package)
        if thing.module.partition(".")[0] == module.name.partition(".")[0]:
            forms += [_relative, _relative_module]
    if not thing.name.startswith("_"):
        forms.append(_star)
    return module.dice.pick(forms)(module, thing)


def _from(module: Module, thing: Thing) -> str:
    module.imports.append(f"from {thing.module} import {thing.name}")
    return thing.name


def _from_as(module: Module, thing: Thing) -> str:
    alias = module.fresh("as")
    module.imports.append(f"from {thing.module} import {thing.name} as {alias}")
    return alias


def _plain(module: Module, thing: Thing) -> str:
    module.imports.append(f"import {thing.module}")
    return f"{thing.module}.{thing.name}"


def _plain_as(module: Module, thing: Thing) -> str:
    alias = module.fresh("mod")
    module.imports.append(f"import {thing.module} as {alias}")
    return f"{alias}.{thing.name}"


def _guarded(module: Module, thing: Thing) -> str:
    first, other = "from missing_module import {0} as {0}", f"from {thing.module} import {{0}}"
    if module.dice.chance(2):
        first, other = other, "{0} = None"
    lines = ("try:", f"    {first}", "except ImportError:", f"    {other}")
    module.imports.append("\n".join(lines).format(thing.name))
    return thing.name


def _by_name(module: Module, thing: Thing) -> str:
    alias = module.fresh("dyn")
    module.imports.append(f"import importlib\n{alias} = importlib.import_module({thing.module!r})")
    return f"{alias}.{thing.name}"


def _by_computed_name(module: Module, thing: Thing) -> str:
    alias = module.fresh("dyn")
    package, dot, last = thing.module.rpartition(".")
    module.imports.append(f"import importlib\nname_{alias} = {last!r}")
    module.imports.append(f"{alias} = importlib.import_module({package + dot!r} + name_{alias})")
    return f"{alias}.{thing.name}"


def _by_attribute(module: Module, thing: Thing) -> str:
    module.imports.append(f"import {thing.module}")
    stem, _, rest = thing.name.partition("_")
    return f"getattr({thing.module}, {stem + '_'!r} + {rest!r})"


def _listed(module: Module, thing: Thing) -> str:
    module.imports.append(f"import {thing.module}, sys")
    return f"vars(sys.modules[{thing.module!r}])[{thing.name!r}]"


def _module_from_package(module: Module, thing: Thing) -> str:
    package, _, last = thing.module.rpartition(".")
    module.imports.append(f"from {package} import {last}")
    return f"{last}.{thing.name}"


def _relative(module: Module, thing: Thing) -> str:
    below = thing.module[len(module.package) :].lstrip(".")
    module.imports.append(f"from .{below} import {thing.name}")
    return thing.name


def _relative_module(module: Module, thing: Thing) -> str:
    last = thing.module.rpartition(".")[2]
    module.imports.append(f"from . import {last}")
    return f"{last}.{thing.name}"


def _star(module: Module, thing: Thing) -> str:
    module.imports.append(f"from {thing.module} import *")
    return thing.name
