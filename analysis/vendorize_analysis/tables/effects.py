"""What the standard library does when it is called, applied or derived from while a module is imported."""

from __future__ import annotations

from functools import cache

from vendorize_analysis.tables.callbacks import ancestry, home_of, is_standard_class
from vendorize_analysis.tables.data import written


@cache
def is_pure_call(dotted: str) -> bool:
    """Tell whether calling it does nothing but give an object, whatever the arguments are."""
    return _plain(dotted) in _names("calls")


@cache
def calls_arguments(dotted: str) -> bool:
    """Tell whether calling it does nothing but call functions among its arguments (`sorted`, `map`, `reduce`)."""
    return _plain(dotted) in _names("calls-arguments")


@cache
def is_pure_decorator(dotted: str) -> bool:
    """Tell whether it changes nothing but the function or class that it decorates, with arguments or without."""
    return _plain(dotted) in _names("decorators")


@cache
def leaves_members(dotted: str) -> bool:
    """Tell whether a class decorator does not look at members that are neither dunder nor annotated."""
    return _plain(dotted) in _names("leaves-members")


@cache
def keeps_members(base: str) -> bool:
    """Tell whether the body of a class with this base or metaclass is data, so that nothing may be cut from it."""
    return not _family(base).isdisjoint(_names("keeps-members"))


@cache
def is_pure_base(dotted: str) -> bool:
    """Tell whether deriving from this class of the standard library can not be noticed elsewhere."""
    plain = _plain(dotted)
    is_known = is_standard_class(plain) or ("." in plain and home_of(plain) not in {"", plain})
    return is_known and _family(dotted).isdisjoint(_names("impure-bases"))


@cache
def is_pure_metaclass(dotted: str) -> bool:
    """Tell whether making a class with this metaclass can not be noticed elsewhere."""
    return _plain(dotted) in _names("metaclasses")


@cache
def is_everywhere(dotted: str) -> bool:
    """Tell whether every Python that we know of has a name that these tables have, on each system."""
    return aliased(dotted) not in _names("not-everywhere")


@cache
def asks_environment(dotted: str) -> bool:
    """Tell whether a pure call raises where the environment lacks what it is asked for, or the call itself."""
    return _plain(dotted) in _names("asks-the-environment") or not is_everywhere(dotted)


def aliased(dotted: str) -> str:
    """Return the name that a name counts as (`typing_extensions.final` is `typing.final`), else itself."""
    aliases = written("pure.toml")["aliases"]
    head = dotted
    while head:
        if head in aliases:
            return str(aliases[head]) + dotted[len(head) :]
        head = head.rpartition(".")[0]
    return dotted


def _plain(dotted: str) -> str:
    """Return the name as the tables have it: aliases replaced, built-ins without their module."""
    return aliased(dotted).removeprefix("builtins.")


def _family(base: str) -> frozenset[str]:
    plain = _plain(base)
    return ancestry(plain) | {plain}


@cache
def _names(table: str) -> frozenset[str]:
    return frozenset(
        name if module == "builtins" else f"{module}.{name}"
        for module, names in written("pure.toml")[table].items()
        for name in names.split()
    )
