"""Judge advisories: which symbols they are about, who says so, and what became of these in a result."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.audit.locating import InstalledSymbols
from vendorize.audit.matching import match_release, matching_packages
from vendorize.audit.reaching import HeldCode, unknown
from vendorize.audit.releases import OtherReleases
from vendorize.model.audit import AffectedSymbol, AuditedAdvisory
from vendorize_analysis.errors import more_than_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from vendorize.audit.matching import ReleaseMatch
    from vendorize.model.advisory import Advisory, NamedSymbols
    from vendorize.model.audit import Exposure, SymbolOrigin
    from vendorize_analysis.model.environment import Distribution

_ORDER = {"reachable": 0, "unknown": 1, "unreachable": 2, "absent": 3}


@dataclass(frozen=True, slots=True)
class Named:
    """The symbols of one advisory in one distribution, and who names them."""

    origin: SymbolOrigin
    symbols: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    """Why they may not be all."""
    against: str = ""
    """What the installed release was compared with."""
    likely: frozenset[str] = frozenset()
    """Of derived ones those that differ from the last affected release, too."""
    last: str = ""
    """That release."""


@dataclass
class Judge:
    """Judges the advisories about one distribution."""

    code: HeldCode
    told: Sequence[NamedSymbols]
    """What the user says."""
    artefacts: Path | None
    """Folder with releases to compare the installed one with."""
    used: set[str] = field(default_factory=set)
    """Identifiers by which the user's symbols were taken."""

    @property
    def found(self) -> Distribution:
        """Return the distribution."""
        return self.code.found

    def judge_all(self, advisories: Iterable[Advisory]) -> Iterator[AuditedAdvisory]:
        """Yield what each advisory that is about the installed release means."""
        for advisory in advisories:
            if any(one.key == self.found.key for one in advisory.affected):
                answer = self.judge(advisory)
                if answer is not None:
                    yield answer

    def judge(self, advisory: Advisory) -> AuditedAdvisory | None:
        """Return what an advisory means; None where it is not about the installed release."""
        match = match_release(advisory, self.found.key, self.found.version)
        if match is None:
            return None
        answer = _answer(advisory, self.found, match)
        if not self.code.is_there:
            return replace(answer, component=False, reason=f"the result has nothing of it: {self.code.plan.why}")
        named = self._named(advisory, match)
        symbols = tuple(sorted(self._judged(named), key=_in_order))
        answer = replace(
            answer, origin=named.origin, symbols=symbols, derived_from=named.against, last_affected=named.last
        )
        exposure, reason = _conclude(named, symbols, match)
        if exposure == "reachable" and not any(one.steps for one in symbols):
            symbols = (*symbols, *self._entrance())
        certain = named.origin != "derived" and any(one.certain and one.state == "reachable" for one in answer.symbols)
        return replace(answer, exposure=exposure, reason=reason, symbols=symbols, certain=certain and not match.doubt)

    def _named(self, advisory: Advisory, match: ReleaseMatch) -> Named:
        """Return the symbols that the record names, else those of the user, else derived ones."""
        packages = matching_packages(advisory, self.found.key, self.found.version)
        if recorded := sorted({name for one in packages for name in one.symbols}):
            return Named("record", tuple(recorded))
        numbers = {advisory.id, *advisory.aliases}
        told = [one for one in self.told if one.advisory in numbers and one.key in {"", self.found.key}]
        if told:
            self.used.update(one.advisory for one in told)
            return Named("user", tuple(sorted({name for one in told for name in one.symbols})))
        if self._releases is None or match.doubt or (found := self._releases.compare(advisory)) is None:
            return Named("none")
        return Named("derived", *found.derived, found.against, found.likely, found.last)

    @cached_property
    def _releases(self) -> OtherReleases | None:
        return OtherReleases(self.found, self.artefacts, self.code.written) if self.artefacts else None

    @cached_property
    def _symbols(self) -> InstalledSymbols:
        return InstalledSymbols(self.found)

    def _judged(self, named: Named) -> Iterator[AffectedSymbol]:
        """Yield what became of each symbol; one may stand in several places."""
        find = self._symbols.bound if named.origin == "derived" else self._symbols.locate
        judged: dict[str, AffectedSymbol] = {}
        for name in named.symbols:
            places = find(name)
            if not places:
                judged[name] = unknown(name, self.found)
            for place in places:
                if place.symbol not in judged:
                    judged[place.symbol] = replace(self.code.judge(place), likely=name in named.likely)
        yield from judged.values()

    def _entrance(self) -> Iterator[AffectedSymbol]:
        """Yield the way to the distribution itself, where no symbol has one."""
        if steps := self.code.first_way():
            yield AffectedSymbol(f"{steps[-1].symbol}:", "reachable", steps=steps, reason="the distribution runs")


def _in_order(one: AffectedSymbol) -> tuple[object, ...]:
    """Sort what is reached first; of that, what the mend is likely to be about, and names before whole modules."""
    return _ORDER[one.state], not one.likely, one.name.endswith(":"), not one.certain, one.name


def _answer(advisory: Advisory, found: Distribution, match: ReleaseMatch) -> AuditedAdvisory:
    return AuditedAdvisory(
        id=advisory.id,
        aliases=advisory.aliases,
        summary=advisory.summary,
        severity=advisory.severity,
        urls=advisory.urls,
        distribution=found.name,
        key=found.key,
        version=found.version,
        fixed=match.fixed,
        exposure="absent",
        component=True,
        origin="none",
        symbols=(),
        reason="",
    )


def _conclude(named: Named, symbols: Sequence[AffectedSymbol], match: ReleaseMatch) -> tuple[Exposure, str]:
    """Return what follows from all symbols; what is not known counts as reachable."""
    reached = [one for one in symbols if one.state == "reachable"]
    if reached:
        sure = named.origin != "derived" and any(one.certain for one in reached)
        return (
            "reachable",
            f"{_count(len(reached), len(symbols))} reached{'' if sure else ', not for certain'}{_doubt(match)}",
        )
    if not symbols:
        return "reachable", f"{_why_nothing(named)}: all of the distribution counts as affected{_doubt(match)}"
    missing = [one for one in symbols if one.state == "unknown"]
    if missing:
        return "reachable", f"{missing[0].name}: {missing[0].reason}; it counts as reachable"
    if named.gaps:
        more = more_than_first(len(named.gaps))
        return "reachable", f"{named.gaps[0]}{more} between the releases: the weakness may lie there"
    there = [one for one in symbols if one.state == "unreachable"]
    if there:
        return "unreachable", f"{_count(len(there), len(symbols))} there; {there[0].reason}"
    return "absent", f"{_count(len(symbols), len(symbols))} gone: {symbols[0].reason}"


def _count(some: int, every: int) -> str:
    if every == 1:
        return "the affected symbol is"
    return f"{some} of {every} affected symbols are"


def _doubt(match: ReleaseMatch) -> str:
    return f"; {match.doubt}" if match.doubt else ""


def _why_nothing(named: Named) -> str:
    if named.origin == "derived":
        gap = f" ({named.gaps[0]})" if named.gaps else ""
        return f"no function differs from {named.against}{gap}"
    return "nobody says which symbols are affected"
