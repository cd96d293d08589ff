"""Decide who requires whom in one environment, markers and extras included.

Source: dependency specifiers (PEP 508), and extras as the core metadata specification describes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_OR = re.compile(r"\bor\b")
_EXTRA = re.compile(r"""\bextra\s*==\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class Closure:
    """What a set of requirements needs in an environment."""

    direct: frozenset[str]
    reached: frozenset[str]
    missing: tuple[str, ...]
    requires: Mapping[str, tuple[str, ...]]
    """For each installed distribution the installed ones that it needs."""
    problems: tuple[str, ...] = ()
    """Requirements of installed distributions that nobody can read."""


@dataclass(slots=True)
class _Wanted:
    """A requirement, read."""

    text: str
    key: str
    extras: frozenset[str]
    requirement: Requirement | None
    """None where only its name could be read."""


@dataclass(slots=True)
class _Resolver:
    """The walk over the requirements."""

    installed: Mapping[str, tuple[str, ...]]
    """Requirements as written, by key."""
    markers: Mapping[str, str]
    places: Mapping[str, str]
    """Where the requirements of each stand, for messages."""
    extras: dict[str, set[str]] = field(default_factory=dict)
    """Extras asked for so far, of each distribution that was reached."""
    missing: dict[str, None] = field(default_factory=dict)
    read: dict[tuple[str, str], _Wanted | None] = field(default_factory=dict)
    """What was read of the requirements of a distribution: by its key and their text; None for what is none."""
    problems: list[str] = field(default_factory=list)

    def walk(self, wanted: Iterable[_Wanted], *, note_missing: bool) -> None:
        """Follow requirements until nothing new is asked of anything."""
        queue = list(wanted)
        while queue:
            want = queue.pop()
            if want.key not in self.installed:
                if note_missing:
                    self.missing[want.text] = None
                continue
            known = self.extras.get(want.key)
            if known is not None and want.extras <= known:
                continue
            extras = self.extras.setdefault(want.key, set())
            extras |= want.extras
            queue.extend(self.needs(want.key))

    def needs(self, key: str) -> Iterator[_Wanted]:
        """Yield the requirements of an installed distribution that hold here."""
        extras = self.extras.get(key, set())
        asked = set(map(canonicalize_name, extras))
        # Most requirements of most distributions belong to extras that nobody asks for: these are not even read.
        texts = (text for text in self.installed[key] if not _only_with(text) or _only_with(text) in asked)
        wanted = (self._wanted(key, text) for text in texts)
        return holding([want for want in wanted if want is not None], self.markers, extras)

    def _wanted(self, key: str, text: str) -> _Wanted | None:
        if (key, text) not in self.read:
            try:
                self.read[key, text] = _read(text, self.places.get(key, key))
            except UserError as error:
                self.problems.append(f"{error.message}, left out")
                self.read[key, text] = None
        return self.read[key, text]


def resolve(
    asked: Iterable[tuple[str, str]],
    installed: Mapping[str, tuple[str, ...]],
    markers: Mapping[str, str],
    *,
    places: Mapping[str, str] | None = None,
) -> Closure:
    """Return what the requirements need; each comes with the extra it belongs to, empty for none.

    `places` says where the requirements of each distribution stand, those of the project under an empty key.
    Raises `UserError` for a requirement among those asked for that names nothing.
    """
    resolver = _Resolver(installed, markers, places or {})
    own = resolver.places.get("", "the project")
    direct = [want for text, extra in asked for want in holding([_read(text, own)], markers, {extra})]
    resolver.walk(direct, note_missing=True)
    reached = frozenset(resolver.extras)
    # The others are asked too, without extras, so that the tree of the whole environment can be shown.
    for key in installed:
        if key not in resolver.extras:
            resolver.walk([_Wanted(key, key, frozenset(), None)], note_missing=False)
    requires = {
        key: tuple(sorted({want.key for want in resolver.needs(key)} & installed.keys() - {key})) for key in installed
    }
    keys = frozenset(want.key for want in direct)
    return Closure(
        keys & installed.keys(), reached, tuple(sorted(resolver.missing)), requires, tuple(resolver.problems)
    )


def holding(wanted: Iterable[_Wanted], markers: Mapping[str, str], extras: Iterable[str]) -> Iterator[_Wanted]:
    """Yield those whose marker is true here, with one of the extras or with none."""
    asked = sorted({"", *extras})
    for want in wanted:
        marker = want.requirement.marker if want.requirement else None
        if marker is None or any(marker.evaluate({**markers, "extra": extra}) for extra in asked):
            yield want


def _read(text: str, place: str) -> _Wanted:
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        # Old metadata holds version ranges that are no longer valid; the name is what matters here.
        named = _NAME.match(text)
        if named is None:
            hint = "correct it there: a requirement is written as `name>=1.0; marker` (PEP 508)"
            raise UserError(f"{place}: {text!r} is no requirement", hint=hint) from None
        return _Wanted(text, canonicalize_name(named[1]), frozenset(), None)
    extras = frozenset(map(canonicalize_name, requirement.extras)) | requirement.extras
    return _Wanted(text, canonicalize_name(requirement.name), extras, requirement)


@cache
def _only_with(text: str) -> str:
    """Return the extra without which a requirement surely does not hold; empty where there is none."""
    extra = extra_of(text)
    return canonicalize_name(extra) if extra and not _OR.search(text) else ""


def key_of(requirement: str) -> str:
    """Return the key of the distribution that a requirement (PEP 508) asks for; empty for what is none."""
    try:
        return canonicalize_name(Requirement(requirement).name)
    except InvalidRequirement:
        return ""


def extra_of(text: str) -> str:
    """Return the extra that a `Requires-Dist` value belongs to, empty when it belongs to none."""
    _, _, marker = text.partition(";")
    found = _EXTRA.search(marker)
    return (found[1] or found[2] or "") if found else ""
