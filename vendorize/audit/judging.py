"""Judge advisories: which symbols they are about, who says so, and what became of these in a result."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from packaging.version import Version

from vendorize.audit.artefacts import ReleaseFiles, artefacts_of, held, read_artefact, unconditional
from vendorize.audit.deriving import Derived, derive_symbols
from vendorize.audit.locating import InstalledSymbols
from vendorize.audit.matching import is_affected, match_release, matching_packages, parsed
from vendorize.audit.reaching import HeldCode, unknown
from vendorize.model.audit import AffectedSymbol, AuditedAdvisory
from vendorize_analysis.errors import more_than_first
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from vendorize.audit.artefacts import ArtefactFile
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
    _derived: dict[Path, Derived] = field(default_factory=dict)

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
        symbols = tuple(sorted(self._judged(named), key=lambda one: (_ORDER[one.state], not one.certain, one.name)))
        answer = replace(answer, origin=named.origin, symbols=symbols, derived_from=named.against)
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
        artefact = self._unaffected(advisory, match)
        if artefact is None:
            return Named("none")
        derived = self._difference(artefact)
        return Named("derived", derived.symbols, derived.gaps, artefact.path.name)

    def _unaffected(self, advisory: Advisory, match: ReleaseMatch) -> ArtefactFile | None:
        """Return the artefact of the first release after the installed one that the advisory is not about."""
        release = parsed(self.found.version)
        if self.artefacts is None or release is None or match.doubt:
            return None
        for one in artefacts_of(self.artefacts, self.found.key):
            if Version(one.version.public) > release and not is_affected(advisory, self.found.key, str(one.version)):
                return one
        return None

    def _difference(self, artefact: ArtefactFile) -> Derived:
        if artefact.path not in self._derived:
            tops = frozenset(one.partition("/")[0].removesuffix(".py") for one in self.found.files)
            after = read_artefact(artefact, tops)
            self._derived[artefact.path] = derive_symbols(self._installed, after, self.code.written)
        return self._derived[artefact.path]

    @cached_property
    def _installed(self) -> ReleaseFiles:
        """The files of the installed release, which may be compared with those of several."""
        found = self.found
        info = f"{found.info}/" if found.info else "\0"
        paths = (one for one in found.files if not one.startswith(info))
        files = {one: held(one, read_bytes(found.location / one)) for one in paths}
        return ReleaseFiles(f"{found.name} {found.version}", files, unconditional(iter(found.requirements)))

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
                    judged[place.symbol] = self.code.judge(place)
        yield from judged.values()

    def _entrance(self) -> Iterator[AffectedSymbol]:
        """Yield the way to the distribution itself, where no symbol has one."""
        if steps := self.code.first_way():
            yield AffectedSymbol(f"{steps[-1].symbol}:", "reachable", steps=steps, reason="the distribution runs")


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
