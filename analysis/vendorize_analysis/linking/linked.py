"""One module with its tables: what each name is bound by, what each class holds, what its imports mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.model.names import absolute, package_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.summary import ImportRef, ModuleSummary, Part

Table = dict[str, tuple[int, ...]]


_BESIDE_OVERLOAD: Final = frozenset({"overload", "classmethod", "staticmethod"})


class ImportTarget(NamedTuple):
    """An import with its module made absolute."""

    module: str
    """Empty where the dots lead out of every package."""
    name: str
    """As in `ImportRef`."""
    binds: str
    line: int


@dataclass(frozen=True, slots=True)
class LinkedModule:
    """A module, ready to be followed."""

    name: str
    package: str
    """What relative imports start from."""
    distribution: str
    parts: tuple[Part, ...]
    names: Mapping[str, tuple[int, ...]]
    """Parts that bind each module-level name, in order; those in branches that never run are left out."""
    inside: Mapping[int, tuple[int, ...]]
    """For each class the parts that it is the nearest class around."""
    members: Mapping[int, Mapping[str, tuple[int, ...]]]
    """For each class the parts that bind each of its names."""
    around: tuple[int, ...]
    """For each part the nearest class around it, -1 without one."""
    mains: frozenset[int]
    """Parts inside `if __name__ == "__main__"`."""
    imports: Mapping[int, tuple[ImportTarget, ...]]
    stars: tuple[tuple[str, int], ...]
    """Absolute names of the modules that are star-imported, and the parts that do it."""
    exports: tuple[str, ...] | None
    open_exports: bool
    overloads: frozenset[int]
    """Parts that only say another signature of a function that a later part defines (PEP 484)."""
    tables: frozenset[str] = frozenset()
    """Names of tables of what is imported late."""
    keeps: tuple[tuple[int, str], ...] = ()
    """Parts that a comment keeps, each with its reason."""

    def without(self, hazards: frozenset[tuple[int, str]]) -> LinkedModule:
        """Return the same module without the hazards on these lines with these codes."""
        return replace(self, parts=_without(self.parts, hazards))


def link(module: LoadedModule, summary: ModuleSummary) -> LinkedModule:
    """Return the tables of one module."""
    package = package_of(module.name, is_package=module.is_package)
    parts = _without(summary.parts, frozenset(summary.ignored)) if summary.ignored else summary.parts
    around = _classes_around(parts)
    names: Table = {}
    members: dict[int, Table] = {}
    inside: dict[int, list[int]] = {}
    for part, nearest in zip(parts, around, strict=True):
        index = part.index
        if part.kind == "class":
            members.setdefault(index, {})
            inside.setdefault(index, [])
        if nearest >= 0:
            inside[nearest].append(index)
        if part.dead:
            continue
        table = names if nearest < 0 else members[nearest]
        for name in part.binds:
            table[name] = (*table[name], index) if name in table else (index,)
    return LinkedModule(
        name=module.name,
        package=package,
        distribution=module.distribution,
        parts=parts,
        names=names,
        inside={index: tuple(found) for index, found in inside.items()},
        members=members,
        around=around,
        mains=_mains(parts),
        imports={part.index: _targets(package, part.imports) for part in parts if part.imports},
        stars=tuple(_stars(package, parts)),
        exports=summary.exports,
        open_exports=summary.open_exports,
        overloads=_overloads(parts, (names, *members.values())),
        tables=frozenset(
            [part.binds[0] for part in parts if part.assigned.table and part.binds and around[part.index] < 0]
        ),
        keeps=summary.keeps,
    )


def _without(parts: tuple[Part, ...], hazards: frozenset[tuple[int, str]]) -> tuple[Part, ...]:
    return tuple(
        part._replace(hazards=tuple(one for one in part.hazards if (one.line, one.code) not in hazards))
        for part in parts
    )


def _stars(package: str, parts: tuple[Part, ...]) -> Iterator[tuple[str, int]]:
    for part in parts:
        if part.kind == "import" and not part.dead:
            for target in _targets(package, part.imports):
                if target.name == "*" and target.module:
                    yield target.module, part.index


def _targets(package: str, references: tuple[ImportRef, ...]) -> tuple[ImportTarget, ...]:
    return tuple(
        ImportTarget(absolute(package, item.level, item.module), item.name, item.binds, item.line)
        for item in references
    )


def _classes_around(parts: tuple[Part, ...]) -> tuple[int, ...]:
    around: list[int] = []
    for part in parts:
        parent = part.parent
        around.append(-1 if parent < 0 else parent if parts[parent].kind == "class" else around[parent])
    return tuple(around)


def _overloads(parts: tuple[Part, ...], tables: Iterable[Table]) -> frozenset[int]:
    """Find `@overload def f` with a definition of `f` without that decorator behind it.

    Where something between the two reads the name (a table is filled, the name is deleted), it reads the signature.
    """
    found: set[int] = set()
    if not any(part.definition.decorators and _is_overload(part) for part in parts):
        return frozenset()
    for table in tables:
        for name, bound in table.items():
            last = parts[bound[-1]]
            group = [index for index in bound[:-1] if _is_overload(parts[index])]
            if group and last.kind == "def" and not _is_overload(last):
                read = max((part.index for part in parts[group[0] + 1 : last.index] if _reads(part, name)), default=-1)
                if name in last.reads.siblings or any(chain[:1] == (name,) for chain in last.definition.decorators):
                    read = last.index
                found.update(index for index in group if index > read)
    return frozenset(found)


def _reads(part: Part, name: str) -> bool:
    reads = part.reads
    return name in reads.siblings or any(chain[0] == name for chain, _ in reads.refs) or name in dict(reads.tested)


def _is_overload(part: Part) -> bool:
    if part.kind != "def" or not part.definition.decorators:
        return False
    names = {chain[-1] if chain else "" for chain in part.definition.decorators}
    return "overload" in names and names <= _BESIDE_OVERLOAD


def _mains(parts: tuple[Part, ...]) -> frozenset[int]:
    found: set[int] = set()
    for part in parts:
        if part.parent in found or (part.kind == "block" and part.name == "__main__"):
            found.add(part.index)
    return frozenset(found)
