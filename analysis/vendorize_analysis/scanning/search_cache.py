"""Remember what the search found, and give it again as long as nothing that it looked at has changed.

The search is a function of which modules there are, of the summaries of those that it read, and of its boundaries.
All three are compared before an old answer counts, so there is nothing to invalidate. First-party modules are compared
without the places in them: a comment, a new blank line or another literal leaves the answer as it is.
"""

from __future__ import annotations

import marshal
import os
from dataclasses import fields, is_dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from vendorize_analysis.digests import blake2b
from vendorize_analysis.model.analysis import Liveness, Node, Witness
from vendorize_analysis.model.hazards import encode, order
from vendorize_analysis.model.summary import ModuleSummary, Part, Reads
from vendorize_analysis.scanning.cache import NoCache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.scanning.scanner import Scanner

_Pairs = tuple[tuple[object, int], ...]
_PLACED: Final = frozenset({"span", "imports", "hazards", "reads"})
"""Fields of a part that say where something stands."""
_FACETS: Final = tuple(map(Part._fields.index, ("texts", "execution", "definition", "assigned", "hook")))
_PLACELESS: Final = tuple(sorted({*range(len(Part._fields))} - {*_FACETS, *map(Part._fields.index, _PLACED)}))
_PAIRED: Final = tuple(index for index, name in enumerate(Reads._fields) if name != "siblings")
"""Fields of what a part reads that are pairs of something and a line."""


_NOBODY: Final = -1
"""The number of no node: the last place."""
# Without the named tuple's own check of the number of fields.
_node = cast("Callable[[Iterable[Any]], Node]", partial(tuple.__new__, Node))
_witness = cast("Callable[[Iterable[Any]], Witness]", partial(tuple.__new__, Witness))


class _StoredLiveness(NamedTuple):
    """What is stored."""

    modules: tuple[tuple[str, str, str], ...]
    """Each module that was read, in that order, with its digest and its signature."""
    hazards: dict[str, tuple[tuple[int, int], ...]]
    """For each module where its live hazards stand: part, and which of the part's hazards."""
    fields: dict[str, Any]
    """The other fields of the answer, as plain values."""


class Answers:
    """The answers to one question: these boundaries, with these modules to be found."""

    def __init__(self, scanner: Scanner, question: object) -> None:
        self.scanner = scanner
        self._key = ""
        if isinstance(scanner.cache, NoCache):
            return
        digest = blake2b(digest_size=16)
        for text in (analyser(), scanner.context, repr(_canonical(question)), *_listing(scanner)):
            digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
        self._key = f"answer-{digest.hexdigest()}"

    def recall_or(self, search: Callable[[], Liveness]) -> Liveness:
        """Return the earlier answer, else that of `search`, which is remembered."""
        found = self.recall()
        if found is None:
            found = search()
            self.remember(found)
        return found

    def recall(self) -> Liveness | None:
        """Return the earlier answer, with the modules that it speaks of loaded; None where it may have changed."""
        stored = self.scanner.cache.get(self._key) if self._key else None
        if stored is None:
            return None
        answer = _StoredLiveness(*marshal.loads(stored))  # noqa: S302 (our own cache, checked by its sum)
        self.scanner.prefetch(name for name, _digest, _signature in answer.modules)
        for name, digest, signature in answer.modules:
            loaded = self.scanner.load(name)
            if loaded is None or not (loaded.digest == digest or (signature and _signature(loaded) == signature)):
                return None
        return _thaw(answer, self.scanner.loaded)

    def remember(self, found: Liveness) -> None:
        """Store an answer."""
        if not self._key:
            return
        loaded = [module for module in self.scanner.loaded.values() if module is not None]
        modules = tuple((module.name, module.digest, _signature(module)) for module in loaded)
        # What is made of files that cannot be read here depends on the target interpreter too.
        if all(isinstance(module.summary, ModuleSummary) for module in loaded):
            answer = _StoredLiveness(modules, _stands(found, self.scanner.loaded), _freeze(found))
            self.scanner.cache.put(self._key, marshal.dumps(tuple(answer)))


@cache
def analyser() -> str:
    """Return what the search is known by: the bytes of all code that has a part in it."""
    digest = blake2b(digest_size=16)
    package = Path(__file__).parents[1]
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            with open(f"{folder}/{name}", "rb") as stream:  # noqa: PTH123 - hundreds at each start
                digest.update(name.encode("utf-8") + stream.read())
    return digest.hexdigest()


def _canonical(value: object) -> object:
    """Return a value in which equal ones look alike: sets and mappings have no order that can be relied on."""
    if value.__class__ is str:  # most are
        return value
    if callable(value):
        return ""
    if is_dataclass(value):
        return [_canonical(getattr(value, item.name)) for item in fields(value)]
    if isinstance(value, dict):
        return sorted((key, _canonical(item)) for key, item in value.items())
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return [_canonical(item) for item in value] if isinstance(value, (tuple, list)) else value


def _listing(scanner: Scanner) -> Iterable[str]:
    """Yield what the search can learn about modules without reading them."""
    index = scanner.index
    for found in chain(index.modules.values(), index.namespaces.values()):
        yield f"{found.name}\0{found.kind}\0{found.distribution}\0{found.relative}\0{found.is_package}"
    yield from sorted(index.stdlib_names)


def _signature(module: LoadedModule) -> str:
    """Return what a first-party module says, wherever in the file it says so; empty for other modules."""
    summary = module.summary
    if module.distribution or not isinstance(summary, ModuleSummary) or _has_comments(summary):
        return ""
    said = (
        tuple(map(_placeless, summary.parts)),
        summary.exports,
        summary.open_exports,
        summary.docstring,
        summary.future_annotations,
    )
    # The second form says nothing of which objects are one, so that equal values give equal bytes.
    return blake2b(marshal.dumps(said, 2), digest_size=16).hexdigest()


def _has_comments(summary: ModuleSummary) -> bool:
    """Tell whether comments to us stand in it: these speak of lines."""
    return bool(summary.keeps or summary.ignored or summary.complaints)


def _placeless(part: Part) -> tuple[Any, ...]:
    return (
        *(part[index] for index in _PLACELESS),
        *(tuple(cast("tuple[object, ...]", part[index])) for index in _FACETS),
        part.reads.siblings,
        *[tuple([item for item, _line in cast("_Pairs", part.reads[index])]) for index in _PAIRED],
        tuple([reference[:-1] for reference in part.imports]),
        tuple([encode(hazard)[1:] for hazard in part.hazards]),
    )


def _stands(found: Liveness, loaded: Mapping[str, LoadedModule | None]) -> dict[str, tuple[tuple[int, int], ...]]:
    return {
        name: tuple(
            (part.index, place)
            for part in _parts(loaded[name])
            if part.index in found.parts[name]
            for place, hazard in enumerate(part.hazards)
            if hazard in hazards
        )
        for name, hazards in found.hazards.items()
    }


def _parts(module: LoadedModule | None) -> tuple[Part, ...]:
    return module.summary.parts if module is not None and isinstance(module.summary, ModuleSummary) else ()


def _freeze(found: Liveness) -> dict[str, Any]:
    plain = {item.name: getattr(found, item.name) for item in fields(found) if item.name != "hazards"}
    plain["witnesses"] = _columns(found.witnesses)
    return plain


def _thaw(answer: _StoredLiveness, loaded: Mapping[str, LoadedModule | None]) -> Liveness:
    hazards = {
        name: tuple(sorted({_parts(loaded[name])[part].hazards[place] for part, place in stands}, key=order))
        for name, stands in answer.hazards.items()
    }
    witnesses = _rows(answer.fields["witnesses"])
    return Liveness(**{**answer.fields, "witnesses": witnesses, "hazards": hazards})


def _columns(witnesses: Mapping[Node, Witness]) -> tuple[tuple[Any, ...], ...]:
    """Return the witnesses as columns: loops in C turn these into rows again, and a source is the number of a node."""
    if not witnesses:
        return ()
    numbers = {node: number for number, node in enumerate(witnesses)}
    kinds, sources, details, certain = zip(*witnesses.values(), strict=True)
    found = tuple([_NOBODY if node is None else numbers.setdefault(node, len(numbers)) for node in sources])
    return (*zip(*numbers, strict=True), kinds, found, details, certain)


def _rows(columns: tuple[tuple[Any, ...], ...]) -> dict[Node, Witness]:
    if not columns:
        return {}
    modules, parts, kinds, sources, details, certain = columns
    nodes: list[Node | None] = [*map(_node, zip(modules, parts, strict=True)), None]
    rows = zip(kinds, map(nodes.__getitem__, sources), details, certain, strict=True)
    # There may be more nodes than witnesses: sources that have none themselves.
    return dict(zip(cast("list[Node]", nodes), map(_witness, rows), strict=False))
