"""What names of the standard library can do to the world around a program (`capabilities.toml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.names import with_packages
from vendorize_analysis.tables.callbacks import is_standard_module
from vendorize_analysis.tables.data import written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_TABLE: Final = "capabilities.toml"
_UNANALYZED: Final = "unanalyzed"
_NATIVE: Final = "native-code"
_OF_FILES: Final = ("read-files", "write-files")
_CONSTANT: Final = re.compile(r"_?[A-Z][A-Z0-9_]*")
_TWINS: Final = (("builtins", ""), ("posixpath", "os.path"), ("ntpath", "os.path"), ("posix", "os"), ("nt", "os"))
"""Modules with the functions of another one, under the same names."""
TWINS: Final = frozenset(twin for twin, _ in _TWINS)


def meaning_of(capability: str) -> str:
    """Return what code with a capability can do, as the end of a sentence."""
    return str(written(_TABLE)["capability"][capability]["says"])


@cache
def capabilities(dotted: str) -> tuple[str, ...]:
    """Return the capabilities of a module or function: its own and those of what it is part of, sorted.

    A function of another module that is reached through the one named first counts too (`logging.os.system`).
    """
    table = _table()
    plain = _plain(dotted)
    found = {name for head in table.heads(plain) for name in table.names.get(head, ())}
    pieces = plain.split(".")
    for start in range(1, len(pieces)):
        if is_standard_module(pieces[start]):
            found.update(capabilities(".".join(pieces[start:])))
    return tuple(sorted(found))


@cache
def named_under(module: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names in a module that have capabilities, without the module, each with these.

    All of `builtins` is what has no dot in its name.
    """
    plain, table = _plain(module), _table()
    if not plain:
        found = (
            (name, given) for name, given in table.names.items() if "." not in name and not is_standard_module(name)
        )
        return tuple(sorted(found))
    inside = f"{plain}."
    return tuple(
        sorted((name.removeprefix(inside), given) for name, given in table.names.items() if name.startswith(inside))
    )


@cache
def mode_place(dotted: str) -> int | None:
    """Return the place of the mode among the arguments of a function that opens files; None for other functions."""
    return _table().modes.get(_plain(dotted))


def capabilities_of_mode(mode: str | None) -> tuple[str, ...]:
    """Return what opening a file in a mode can do; anything where the mode is not known (None)."""
    if mode is None:
        return _OF_FILES
    # `r:xz` of `tarfile` names a compression behind the mode.
    letters = set(mode.replace("|", ":").partition(":")[0])
    if "+" in letters:
        return _OF_FILES
    return _OF_FILES[1:] if letters & set("wax") else _OF_FILES[:1]


@cache
def capabilities_of_member(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the capabilities of an attribute of an unknown object, each with the modules that make such objects."""
    return _table().members.get(name, ())


@cache
def capabilities_of_hazard(code: str) -> tuple[str, ...]:
    """Return the capabilities that a hazard is a use of."""
    return tuple(str(written(_TABLE)["hazards"].get(code, "")).split())


@cache
def capabilities_of_compiled(module: str) -> tuple[str, ...]:
    """Return the capabilities of a compiled module, sorted; native code in any case."""
    table = written(_TABLE)["compiled"]
    heads = set(with_packages(module))
    return tuple(sorted({_NATIVE, *(name for name, listed in table.items() if heads & set(listed.split()))}))


def capabilities_of_unread() -> tuple[str, ...]:
    """Return the capability of a module whose source could not be read."""
    return (_UNANALYZED,)


def names() -> frozenset[str]:
    """Return the names that have capabilities; of modules with a twin (`TWINS`) under one of both names only."""
    table = _table()
    return frozenset({*table.names, *table.modes})


@dataclass(frozen=True, slots=True)
class _Table:
    names: Mapping[str, tuple[str, ...]]
    harmless: Collection[str]
    constants: Collection[str]
    modes: Mapping[str, int]
    members: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]

    def heads(self, dotted: str) -> Iterator[str]:
        """Yield a dotted name and its beginnings, up to one that is harmless."""
        for head in with_packages(dotted):
            yield head
            if head in self.harmless or self._is_constant(head):
                return

    def _is_constant(self, head: str) -> bool:
        module, _, name = head.rpartition(".")
        return module in self.constants and _CONSTANT.fullmatch(name) is not None


@cache
def _table() -> _Table:
    raw = written(_TABLE)
    names: dict[str, tuple[str, ...]] = {}
    for capability, entry in raw["capability"].items():
        for name in entry["names"].split():
            names[name] = (*names.get(name, ()), capability)
    modes = {name: int(place) for place, listed in raw["by-mode"].items() for name in listed.split()}
    for name in modes:
        names[name] = tuple(dict.fromkeys((*names.get(name, ()), *_OF_FILES)))
    members: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
    for entry in raw["members"]:
        makers = tuple(entry["of"].split())
        for capability in entry.keys() - {"of"}:
            for name in entry[capability].split():
                members[name] = (*members.get(name, ()), (capability, makers))
    return _Table(names, frozenset(raw["harmless"].split()), frozenset(raw["constants"].split()), modes, members)


def _plain(dotted: str) -> str:
    for twin, module in _TWINS:
        if dotted == twin or dotted.startswith(f"{twin}."):
            return f"{module}{dotted.removeprefix(twin)}".removeprefix(".")
    return dotted
