"""Generated programs: some distributions and an application that uses a little of them, runs, and prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.end_to_end.command import install, write
from tests.properties.classes import CLASSES
from tests.properties.features import FUNCTIONS
from tests.properties.reflecting import COMPUTED, EXTENSIONS, LISTINGS, REFLECTING
from tests.properties.writing import Dice, Module, Thing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PYPROJECT = """\
[project]
name = "app"
version = "1"
dependencies = {needed}
"""


@dataclass(frozen=True, slots=True)
class Program:
    """A generated program."""

    app: tuple[tuple[str, str], ...]
    """Path and text of each first-party file."""
    distributions: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Name of each distribution with the path and text of each file."""
    things: tuple[Thing, ...]
    """What the distributions define."""

    def __str__(self) -> str:
        everything = [*self.app, *(file for _, files in self.distributions for file in files)]
        return "\n".join(f"--- {path}\n{text.rstrip()}" for path, text in everything)

    def install(self, folder: Path, *, backwards: bool = False) -> None:
        """Write the project to `project` and the distributions to `installed`, both in a folder."""
        order = -1 if backwards else 1
        names = [name for name, _ in self.distributions]
        write(
            folder / "project", {"pyproject.toml": PYPROJECT.format(needed=names[::order]), **dict(self.app[::order])}
        )
        (folder / "installed").mkdir()
        for name, files in self.distributions[::order]:
            needed = tuple(names[: names.index(name)][::order])
            install(folder / "installed", name, dict(files[::order]), requires=needed)


@st.composite
def programs(draw: Callable[..., int]) -> Program:
    """Return a program that runs; the smallest one does nearly nothing."""
    return make_program(Dice(lambda count: draw(st.integers(0, count - 1))))


def make_program(dice: Dice) -> Program:
    """Return the program that the dice decide on."""
    known: list[Thing] = []
    distributions = []
    for number in range(1, 2 + dice.number(3)):
        modules = _distribution(f"d{number}", dice, known)
        distributions.append((f"d{number}", tuple((module.path, module.text) for module in modules)))
        known += [thing for module in modules for thing in module.things]
    app = _application(dice, known)
    files = tuple((module.path, module.text) for module in app)
    return Program(files, tuple(distributions), tuple(known))


def _distribution(name: str, dice: Dice, known: list[Thing]) -> list[Module]:
    """Write the modules of a distribution; each knows those before it, the package itself all of them."""
    modules: list[Module] = []
    inner = [f"{name}.{part}{name}" for part in ("core", "util", "extra")[: dice.number(4)]]
    for place in [*inner, name]:
        module = Module(place, place == name, dice, [*known, *(thing for one in modules for thing in one.things)])
        if dice.chance(3):
            module.exports = []
            module.listing = dice.pick(LISTINGS + COMPUTED)
        for _ in range(1 + dice.number(5)):
            dice.pick(FUNCTIONS + CLASSES + REFLECTING)(module)
        if place == name:
            _reexport(module, modules)
        modules.append(module)
    return modules


def _reexport(package: Module, modules: list[Module]) -> None:
    """Give some things of the submodules under the package's name too."""
    for module in modules:
        last = module.name.rpartition(".")[2]
        if package.exports is not None and module.exports is not None and package.dice.chance(2):
            # The package lists what its parts list, as they are read.
            package.imports.append(f"from . import {last}\nfrom .{last} import *")
            package.add(package.dice.pick(EXTENSIONS).format(last) if package.listing in LISTINGS else "")
        for thing in [one for one in module.things if one.kind != "lazy"][: package.dice.number(3)]:
            package.imports.append(f"from .{last} import {thing.name}")
            package.define(thing.name, thing.kind, *thing.uses)


def _application(dice: Dice, known: list[Thing]) -> list[Module]:
    package, work = Module("app", is_package=True, dice=dice), Module("app.work", False, dice, list(known))  # noqa: FBT003
    for _ in range(dice.number(3)):
        dice.pick(FUNCTIONS + CLASSES + REFLECTING)(work)
    main = Module("app.__main__", False, dice, [*known, *work.things])  # noqa: FBT003
    usable = main.of_kind("value", "function", "class", "lazy")
    for _ in range(1 + dice.number(6)):
        if usable:
            main.add(f"print({main.use(dice.pick(usable), '3')})")
    return [package, work, main]
