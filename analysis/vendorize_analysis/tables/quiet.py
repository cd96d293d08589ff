"""What the standard library does when it is imported, as far as a program can tell."""

from __future__ import annotations

from functools import cache
from typing import Final

from vendorize_analysis.model.names import with_packages
from vendorize_analysis.tables.data import written

ALWAYS_LOADED: Final = frozenset({"abc", "builtins", "codecs", "io", "marshal", "os", "os.path", "stat", "sys", "time"})
"""Modules that Python has loaded before a program begins."""


@cache
def effects_of_import(module: str) -> frozenset[str]:
    """Return the modules with an effect of their own that importing a module of the standard library runs.

    It is one itself unless the table has it.
    """
    quiet = _quiet()
    found = {module} if module not in quiet else set[str]()
    for name in with_packages(module):
        found |= quiet.get(name, set())
        found |= set(written("quiet.toml")["loads"].get(name, "").split())
    return frozenset(found)


@cache
def loads_submodule(module: str, submodule: str) -> bool:
    """Tell whether importing a module may load a submodule of another package, for code that did not ask for it."""
    if submodule in with_packages(module):
        return True
    if "." not in submodule:
        return submodule in _quiet() or submodule in effects_of_import(module)
    carried = written("quiet.toml")["carried"]
    loaders = next((carried[name] for name in with_packages(submodule) if name in carried), "")
    return not set(loaders.split()).isdisjoint(with_packages(module))


def watched_by(module: str) -> tuple[str, ...]:
    """Return the packages that a module which looks at all of `sys.modules` cares for; nothing where any may matter."""
    return tuple(written("quiet.toml")["watchers"].get(module, "").split())


def is_quiet_compiled(module: str) -> bool:
    """Tell whether importing a compiled module of a known package does nothing that anybody can tell."""
    return module in written("quiet.toml")["compiled"]


@cache
def plain_compiled() -> frozenset[str]:
    """Return what compiled modules of known packages give for good, dotted; classes that others derive from, too."""
    told = written("quiet.toml")["compiled"]
    return frozenset(f"{module}.{name}" for module, names in told.items() for name in names.split())


def fills_own(module: str, method: str) -> bool:
    """Tell whether a class method of the classes in a module of a known package only fills a table of the class."""
    return method in written("quiet.toml")["fills"].get(module, "").split()


def fills_module(module: str, function: str) -> bool:
    """Tell whether a function in a module of a known package only fills a table of that module."""
    return function in written("quiet.toml")["registers"].get(module, "").split()


@cache
def may_change(dotted: str) -> bool:
    """Tell whether a value of the standard library, or what a call of it gives, may be another one later."""
    names = _changing()
    if dotted in written("quiet.toml")["steady"]["names"].split():
        return False
    return dotted in names or any(f"{head}.*" in names for head in with_packages(dotted))


@cache
def _quiet() -> dict[str, set[str]]:
    return {
        name: set(behind.split()) for behind, names in written("quiet.toml")["quiet"].items() for name in names.split()
    }


@cache
def _changing() -> frozenset[str]:
    return frozenset(written("quiet.toml")["reads"]["names"].split())
