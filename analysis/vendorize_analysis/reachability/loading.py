"""Modules that are found by their name at run time, and strings that name them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Literal

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.hazards.files import DataFileRead
from vendorize_analysis.model.names import with_packages
from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.linking import LinkedModule, Program
    from vendorize_analysis.model.hazards.modules import ImportHook
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

Way = Literal["path", "text", "here", "folder"]
"""How a file is used as one: by its path, in any way; its text through `linecache` alone; or all that happens is that
this process runs what is in it."""


def computed(module: str, source: Node | None = None) -> Edge:
    """Return why a module is reached that the code of `source`, or that which is looked at, imports by some name."""
    return Edge("hazard", f"imported by a computed name: {module}", certain=False, source=source)


def load(search: Search, state: State, module: str, by: str, edge: Edge | None = None) -> None:
    """Run a module that code of the distribution `by` finds by its name at run time; it is a value from the start."""
    state.named.setdefault(module, set())
    edge = edge or computed(module)
    state.point(module, "", edge)
    search.execute(module, edge)
    search.escape(module, by, loaded=True)


def load_told(search: Search, state: State, module: str, by: str) -> None:
    """Run such a module where that code says at least the beginning of the name: it needs the module's distribution."""
    state.imported.add((by, state.program.catalogue.owner(module)))
    load(search, state, module, by)


def asking(state: State, linked: LinkedModule, *hazards: type) -> Node:
    """Return the first live part of a module with a hazard of some types: who needs what is found when all is quiet."""
    parts = (linked.parts[index] for index in sorted(state.live[linked.name]))
    found = (part.index for part in parts if any(isinstance(one, hazards) for one in part.hazards))
    return Node(linked.name, next(found, -1))


def follow_string(search: Search, state: State, linked: LinkedModule, text: str, *, escaping: bool = False) -> None:
    """Follow a string that may be `package.module`, `package.module.name` or `package.module:name`.

    Where code asks the same module for something else, it says the module's name once more; with `escaping` the module
    counts as passed around all the same.
    """
    program = state.program
    module, _, attribute = text.partition(":")
    names = tuple(name for name in attribute.split(".") if name)
    parts = module.split(".")
    if not all(parts) or not program.exists(parts[0]):
        return
    length = next((size for size in range(len(parts), 0, -1) if program.exists(".".join(parts[:size]))), 0)
    found = ".".join(parts[:length])
    names = (*parts[length:], *names)
    if names and not program.look_up(found, names[0]):
        return
    state.strings[linked.name].add(text)
    search.execute(found, Edge("hazard", f"the string {text!r}", certain=False))
    state.named[found].add(linked.distribution)
    if names:
        search.follow_from(program.as_module(found), names, linked.distribution)
    else:
        search.escape(found, linked.distribution, named=True)
    if escaping:
        search.escape(found)


def module_named(program: Program, linked: LinkedModule, dotted: str) -> str:
    """Return the module that a dotted name of another module stands for; empty where it is none."""
    found, rest = program.follow(linked.name, tuple(dotted.split(".")))
    return next((entity.module for entity in found if entity.kind == "module" and not rest), "")


def keep_scripts(search: Search, state: State, linked: LinkedModule, parts: Iterable[Part]) -> bool:
    """Keep the files of a distribution that strings of some parts of a module name (`"_worker.py"`).

    They may be read, or run by their path. What is run by its path is another program: it is kept whole, so that it
    needs nothing of ours. Tells whether there is any.
    """
    named = {text.rpartition("/")[2] for part in parts for text in part.texts.all if text.endswith(".py")}
    modules = state.boundaries.modules_of.get(linked.distribution, ()) if named else ()
    found = [module for module in modules if f"{module.rpartition('.')[2]}.py" in named]
    for module in found:
        run_file(search, state, module)
    return bool(found)


def in_folders(state: State, linked: LinkedModule, *, unnamed: bool, above: bool = False) -> list[str]:
    """Return the files that code may run by a path of which it says no file's name: those of the folders that it names.

    Where it names none, all below its own package if `unnamed` says so; with `above` it is the outermost package that
    counts.
    """
    texts = _texts(linked.parts)
    below = f"{linked.name.partition('.')[0] if above else linked.package}."
    modules = [
        module
        for module in state.boundaries.modules_of.get(linked.distribution, ())
        if module.startswith(below) and module != linked.name
    ]
    named = [module for module in modules if not texts.isdisjoint(module.removeprefix(below).split(".")[:-1])]
    return named or (modules if unnamed else [])


def below_place(state: State, package: str) -> list[str]:
    """Return the files of a package, or those beside a module: code that asks where it lies may run them by a path."""
    catalogue = state.program.catalogue
    inside = catalogue.matching(f"{package}.") or catalogue.matching(f"{package.rpartition('.')[0] or package}.")
    return [module for module in inside if module not in state.rooted]


def keep_on_path(search: Search, state: State, linked: LinkedModule, hook: ImportHook) -> None:
    """Keep the project's modules in the folders that its own code adds to the search path, all where none is known.

    They are imported by short names there, as modules of their own. Of distributions, such names are modules of theirs.
    """
    if not hook.of_path or hook.current or linked.name not in state.boundaries.prunable:
        return
    added = tuple(_beginning(linked.package, folder) for folder in hook.folders or ("/",))
    for module in sorted(state.boundaries.prunable):
        if module != linked.name and module.startswith(added):
            run_file(search, state, module)


def _beginning(package: str, folder: str) -> str:
    """Return how the dotted names begin of modules in a folder, a POSIX path from that of a package.

    In the folder that long names start at, names are what they are: nothing begins like that.
    """
    path = posixpath.normpath(posixpath.join(*package.split("."), folder))
    if path == ".":
        return "."
    return "" if path.startswith((".", "/")) else f"{path.replace('/', '.')}."


def keep_data(search: Search, state: State, distribution: str) -> None:
    """Keep the data files of a distribution."""
    if distribution not in state.data:
        state.data.add(distribution)
        _keep_loose_files(search, state, distribution)


def _keep_loose_files(search: Search, state: State, distribution: str) -> None:
    """Keep the Python files of a distribution in folders that are no package, inside one: who reads data may read them.

    Nobody imports them by habit, and their names rarely stand in the code that reads or runs them.
    """
    modules = frozenset(state.boundaries.modules_of.get(distribution, ()))
    for module in sorted(modules):
        above = module.rpartition(".")[0]
        if above and above not in modules and module.partition(".")[0] in modules:
            run_file(search, state, module)


def keep_asked_for(search: Search, state: State, linked: LinkedModule, hazard: DataFileRead) -> None:
    """Keep what lies in a package: where it is copied as it is, where only its files are asked for as modules that run.

    Who asks has to know where the package is.
    """
    package = hazard.modules.placed(linked.name, linked.package).prefix.rstrip(".")
    if hazard.copied:
        package = package if state.program.exists(package) else module_named(state.program, linked, package)
        for module in (package, *state.program.catalogue.matching(f"{package}.")) if package else ():
            if module not in state.first_party:
                run_file(search, state, module)
                keep_data(search, state, state.distribution(module))
    elif any(isinstance(one, DataFileRead) and one.attribute for part in linked.parts for one in part.hazards):
        for module in state.program.catalogue.submodules(package):
            search.execute(module, Edge("hazard", "its file is asked for by a computed name", certain=False))


def keep_read_folders(search: Search, state: State, linked: LinkedModule, part: Part) -> None:
    """Keep the Python files in folders that a part names which looks for files beside its module (`here / "runtime"`).

    Where the part gives the place a name, parts that use this name count with it.
    """
    known = state.boundaries.looks_in(linked.distribution, linked.name)
    if known is not None:
        below = tuple(f"{folder.replace('/', '.')}." for folder in known)
        for module in state.boundaries.modules_of.get(linked.distribution, ()):
            if module.startswith(below):
                run_file(search, state, module, way="folder")
        return
    users = [part, *(one for one in linked.parts if any(chain[0] in part.binds for chain, _ in one.reads.refs))]
    texts = {piece for text in _texts(users) for piece in text.split("/")}
    modules = state.boundaries.modules_of.get(linked.distribution, ()) if texts else ()
    for base in with_packages(linked.package):
        inside = [(module.removeprefix(f"{base}."), module) for module in modules if module.startswith(f"{base}.")]
        folders = {short.partition(".")[0] for short, _ in inside if "." in short} & texts
        for short, module in inside:
            if short.partition(".")[0] in folders and not f"{linked.name}.".startswith(f"{module}."):
                run_file(search, state, module, way="folder")


def _texts(parts: Iterable[Part]) -> set[str]:
    return {text for part in parts for text in part.texts.all}


def run_file(search: Search, state: State, module: str, *, asked_by: Node | None = None, way: Way = "path") -> None:
    """Keep a module as it is: its text is read, or it is run by its path, and may run as a program of its own.

    Where code names only the folder that it is in (`folder`), it may do whatever can be done by a path.
    """
    state.files.add(module)
    ways = {"path": state.by_path, "text": state.by_text, "here": state.by_loader, "folder": state.by_path}
    ways[way].add(module)
    (state.in_folders if way == "folder" else state.asked_alone).add(module)
    edge = Edge("hazard", f"run by its path: {module}", certain=False, source=asked_by)
    search.run_as_program(module, edge)
    search.keep_whole(module, edge)
