"""What an answer depends on in a first-party module, beyond which file it is: its facts.

Two texts of a module with equal facts give the same report, but for the number of lines that were read. The facts are
what the summary says, with the lines of imports and hazards, for these are reported, and without the other lines.
Where all of the module is a root they leave out functions that add nothing (`_is_idle`): nobody names them, and what
they ask for, other code of the module has asked for by then, or nothing answers to it. The search looks at the parts of
such a module in their order, after all of them are live, so that what is asked for again changes no witness either.

Conservative: what is not understood counts as it stands, and a part that counts has the same place among the others.
"""

from __future__ import annotations

import marshal
import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from vendorize_analysis.digests import blake2b
from vendorize_analysis.model.hazards import encode
from vendorize_analysis.model.summary import (
    NO_DEFINITION,
    NO_EXECUTION,
    NO_HOOK,
    NO_TEXTS,
    NOT_ASSIGNED,
    ModuleSummary,
    Part,
    Reads,
)
from vendorize_analysis.reading import NAMES_TESTS, SEARCH_PATH_SIGNS
from vendorize_analysis.tables.plain import PLAIN_BUILTINS, PLAIN_METHODS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

_Pairs = tuple[tuple[Any, int], ...]
_ENDINGS: Final = re.compile(rb"[\w.-]+(?=['\"])")
"""What may be the end of a file's name, in text in lower case."""
_LINED: Final = tuple(index for index, name in enumerate(Reads._fields) if name not in {"refs", "siblings"})
"""Fields of what a part reads that are pairs of something and a line."""
_APART: Final = frozenset({"index", "parent", "span", "functions", "imports", "hazards", "reads"})
_WHOLE: Final = tuple(index for index, name in enumerate(Part._fields) if name not in _APART)
_NAMED: Final = tuple(
    index for index, name in enumerate(Part._fields) if name not in {"index", "parent", "span", "kind", "name", "binds"}
)


class Standing(NamedTuple):
    """What decides how the facts of a module are told: the same for both texts that are compared."""

    asked: Container[str] | None
    """All that first-party code names, and what others bind; None: not all of the module is a root, so that each part
    counts."""
    openers: Container[str] = ()
    """Names that may stand for what opens files: the text of parts with one of these matters too, for the modes."""
    by_endings: bool = False
    """What its texts end with matters too, and whether they name tests."""


class SourceFacts(NamedTuple):
    """The facts of a module."""

    digest: str
    """Empty where nothing is equal to it."""
    idle: frozenset[str] = frozenset()
    """Names of the functions that are left out."""


def facts_of(data: bytes, summary: ModuleSummary, standing: Standing) -> SourceFacts:
    """Return the facts of a module, from its text and summary."""
    lines = data.decode("utf-8", "replace").splitlines()
    if len(lines) != summary.lines or any(sign in data for sign in SEARCH_PATH_SIGNS):
        return SourceFacts("")
    if summary.keeps or summary.ignored or summary.complaints:
        return SourceFacts("")
    module = _PartsOf(summary, standing.asked)
    kept = [part for part in summary.parts if part.index not in module.idle]
    places = {part.index: place for place, part in enumerate(kept)}
    read = {
        part.index: _text(part, kept, lines)
        for part in kept
        if part.kind == "block" or _reads_any(part, standing.openers)
    }
    said: Any = (
        tuple([(places.get(part.parent, -1), *module.said_by(part), read.get(part.index, ())) for part in kept]),
        summary.exports,
        summary.open_exports,
        tuple(map(tuple, summary.stars)),
        summary.docstring,
        summary.future_annotations,
        (bool(NAMES_TESTS.search(data)), sorted(set(_ENDINGS.findall(data.lower())))) if standing.by_endings else (),
    )
    # The second form says nothing of which objects are one, so that equal values give equal bytes.
    digest = blake2b(marshal.dumps(said, 2), digest_size=16).hexdigest()
    return SourceFacts(digest, frozenset(summary.parts[index].name for index in module.idle))


def names_in(summary: ModuleSummary) -> Iterator[str]:
    """Yield all that a module names, but for what its parts are called themselves; texts come in pieces."""
    for part in summary.parts:
        for text in texts_in([part[index] for index in _NAMED]):
            yield from text.replace(":", ".").split(".")
    yield from summary.exports or ()


class _PartsOf:
    """A module whose parts are told apart: those that add nothing, and what the others say."""

    def __init__(self, summary: ModuleSummary, asked: Container[str] | None) -> None:
        self._bound = Counter(name for part in summary.parts for name in part.binds)
        self._open = bool(summary.stars or summary.open_exports or summary.exports is not None)
        self._own = {
            part.name
            for part in summary.parts
            if part.parent < 0 and part.kind in {"def", "class"} and not part.dead and self._bound[part.name] == 1
        }
        self._used: set[str] = set()
        """Attributes that functions further up use."""
        self.idle = frozenset() if asked is None or self._open else frozenset(self._find_idle(summary.parts, asked))

    def _find_idle(self, parts: Sequence[Part], asked: Container[str]) -> Iterator[int]:
        holding = {part.parent for part in parts}
        for part in parts:
            fresh = part.name not in asked and part.name[:2] != "__" and part.index not in holding
            if fresh and self._is_idle(part):
                yield part.index
            elif part.kind == "def" and not (part.dead or part.definition.decorators):
                self._used.update(name for name, _line in part.reads.attributes)

    def _is_idle(self, part: Part) -> bool:
        """Tell whether a function adds nothing to what the rest of the module asks for."""
        reads = part.reads
        if part.kind != "def" or part.parent >= 0 or part.dead or part.binds != (part.name,):
            return False
        if self._bound[part.name] != 1 or part.imports or part.hazards:
            return False
        facets = (part.texts, part.execution, part.definition, part.assigned, part.hook)
        if facets != (NO_TEXTS, NO_EXECUTION, NO_DEFINITION, NOT_ASSIGNED, NO_HOOK):
            return False
        if reads.siblings or reads.lazy or reads.own or reads.tested:
            return False
        return all(self._is_plain(each) or self._is_own(each) for each, _line in reads.refs) and all(
            name in PLAIN_METHODS and name in self._used for name, _line in reads.attributes
        )

    def _is_plain(self, name: tuple[str, ...]) -> bool:
        """Tell whether this is a built-in name that nobody asks about."""
        return len(name) == 1 and name[0] in PLAIN_BUILTINS and not self._bound[name[0]] and not self._open

    def _is_own(self, name: tuple[str, ...]) -> bool:
        return len(name) == 1 and name[0] in self._own

    def said_by(self, part: Part) -> tuple[Any, ...]:
        """Return what a part says, wherever it stands, but for its imports and hazards."""
        reads = part.reads
        refs = [each for each, _line in reads.refs if part.kind != "def" or not self._is_plain(each)]
        return (
            *[tuple(value) if isinstance(value, tuple) else value for value in (part[index] for index in _WHOLE)],
            tuple(refs),
            reads.siblings,
            *[tuple([item for item, _line in cast("_Pairs", reads[index])]) for index in _LINED],
            tuple(map(tuple, part.imports)),
            tuple(map(encode, part.hazards)),
        )


def _reads_any(part: Part, names: Container[str]) -> bool:
    return any(piece in names for each, _line in part.reads.refs for piece in each) or any(
        name in names for one in part.imports for name in (*one.name.split("."), one.binds)
    )


def _text(part: Part, parts: Sequence[Part], lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of a part; of what holds others those before the first of these."""
    inner = min((other.span.line for other in parts if other.parent == part.index), default=part.span.end_line + 1)
    return tuple(lines[part.span.line - 1 : max(inner - 1, part.span.line)])


def texts_in(value: object) -> Iterator[str]:
    """Yield all texts in a value that is made of tuples and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list, frozenset)):
        yield from chain.from_iterable(map(texts_in, value))
