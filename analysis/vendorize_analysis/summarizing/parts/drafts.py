"""Parts that are being made, what is around them, and the facets that come of what was collected."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from vendorize_analysis.model.summary import NO_EXECUTION, NO_READS, NO_TEXTS, Execution, Reads, Texts
from vendorize_analysis.summarizing.effects.effect import Effect
from vendorize_analysis.summarizing.effects.risks import names_tested, risks_of
from vendorize_analysis.summarizing.parts.known import catches

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from vendorize_analysis.model.summary import Chain
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

# Without the named tuple's own check of the number of fields.
_reads = cast("Callable[[tuple[Any, ...]], Reads]", partial(tuple.__new__, Reads))
_texts = cast("Callable[[tuple[Any, ...]], Texts]", partial(tuple.__new__, Texts))
_execution = cast("Callable[[tuple[Any, ...]], Execution]", partial(tuple.__new__, Execution))


class Around(NamedTuple):
    """What is around a statement."""

    parent: int = -1
    classes: tuple[str, ...] = ()
    guarded: bool = False
    """In the body of a `try`: that it runs without an error is an effect."""
    dead: bool = False
    catches: bool = False
    """In the body of a `try` that goes on after more errors than an ImportError."""
    present: frozenset[Chain] = frozenset()
    """Dotted names that an `if` around it has tested for."""

    def where(self, test: ast.expr, *, dead: bool) -> Around:
        """Return what is around the statements of a branch that runs where a test holds, if not `dead`."""
        return self._replace(dead=self.dead or dead, present=self.present | names_tested(test))

    def tried(self, node: ast.Try | ast.TryStar) -> Around:
        """Return what is around the statements of the body of a `try`."""
        return self._replace(guarded=True, catches=self.catches or catches(node))


class Body:
    """What the parts of a module or class body have in common; filled while it is cut."""

    def __init__(self) -> None:
        self.bound: set[str] = set()
        self.defined: set[str] = set()
        """Names of functions and classes."""
        self.waiting: list[tuple[int, set[str]]] = []
        """Members and the names that they read where they stand; any of these may turn out to be a member too."""
        self.changing: list[tuple[int, Effect]] = []
        """Parts that change values."""
        self.whole = False
        """The body looks at its own namespace while it runs."""


class Draft:
    """A part that is being made."""

    __slots__ = ("collector", "effect", "node", "number", "place")

    def __init__(self, number: int, node: ast.stmt, place: Around, collector: ReferenceCollector) -> None:
        self.number = number
        self.node = node
        self.place = place
        self.collector = collector
        self.effect = Effect()


def ordered(names: set[str]) -> tuple[str, ...]:
    """Return names in order; most often there is one."""
    return tuple(sorted(names)) if len(names) > 1 else tuple(names)


def reads_of(collector: ReferenceCollector) -> Reads:
    """Return the facet of what a part reads."""
    reads = {**collector.deferred, **collector.top.loads} if collector.deferred else collector.top.loads
    tested = collector.top.tested
    if not (reads or collector.lazy or collector.attributes or collector.own or tested):
        return NO_READS
    return _reads(
        (
            tuple(reads.items()) if reads else (),
            (),
            tuple(collector.lazy.items()) if collector.lazy else (),
            tuple(collector.attributes.items()) if collector.attributes else (),
            tuple(collector.own.items()) if collector.own else (),
            tuple(tested.items()) if tested else (),
        )
    )


def texts_of(collector: ReferenceCollector) -> Texts:
    """Return the facet of a part's strings."""
    if not (collector.strings or collector.words or collector.joins):
        return NO_TEXTS
    return _texts((ordered(collector.strings), ordered(collector.words), collector.joins))


def execution_of(draft: Draft, does: bool, *, annotations: bool) -> Execution:  # noqa: FBT001 - as quick as it gets
    """Return the facet of what running a part does; `does` says that it surely or possibly has an effect."""
    effect = draft.effect
    catching = draft.place.catches and bool(draft.collector.imports)
    risks = () if does else risks_of(draft.node, annotations=annotations)
    if risks and draft.place.present:
        risks = tuple(chain for chain in risks if chain not in draft.place.present)
    if not (does or effect.calls or effect.mutates or catching or risks):
        return NO_EXECUTION
    calls, mutates = tuple(dict.fromkeys(effect.calls)), tuple(dict.fromkeys(effect.mutates))
    return _execution((does, calls, mutates, False, risks, catching))
