"""Make many calls of one function on both variants, and go on from those that showed a new branch of either.

As fuzzers do that are guided by coverage: arguments that news came of are changed a little, again and again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import islice, takewhile
from random import Random
from typing import TYPE_CHECKING

from vendorize.verify.differential.fuzzing import question_of
from vendorize.verify.differential.mutating import Mutator, smaller, value_of, with_value
from vendorize.verify.differential.strategies import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.verify.differential.fuzzing import Arguments, Campaign, News
    from vendorize.verify.differential.mutating import Material
    from vendorize.verify.differential.strategies import Argument

_BATCH = 32
"""Calls in one question: asking takes longer than calling."""
_KEPT = 120
"""Most values of one parameter that are remembered to be mixed in."""
_ENDLESS = 3
"""Calls of one kind that may take longer than their time on both sides; more of the kind take too long as well."""
_SHRINKING = 400
"""Most calls to make a difference smaller."""
_TURNS = 12
"""Changes of one call in a row."""


@dataclass(slots=True)
class Explorer:
    """The calls of one function so far."""

    campaign: Campaign
    material: Material
    corpus: list[Arguments] = field(default_factory=list)
    """Calls that each showed something new."""
    near: dict[tuple[int, int], list[Arguments]] = field(default_factory=dict)
    """Calls that came to a branch and did not go one way there, by variant and number of that way."""
    went: set[tuple[int, int]] = field(default_factory=set)
    """Ways that calls went, by variant and number."""
    known: dict[str, list[Argument]] = field(default_factory=dict)
    """Values by parameter."""
    random: Random = field(default_factory=lambda: Random(0))  # noqa: S311 - to be repeated

    def call(self, calls: Iterable[Arguments]) -> None:
        """Make calls until one differs, time is over, or some end neither side; raises what `Campaign.try_one` does."""
        waiting, lost = iter(calls), self.campaign.lost
        while batch := list(islice(waiting, _BATCH)):
            self._batch(batch, lost - _ENDLESS)
            if self.campaign.lost <= lost - _ENDLESS:
                return

    def explore(self, least: int, most: int, until: float) -> None:
        """Change calls that showed something new; those that are near them come first.

        It ends when the time is over and as many changes as `least` showed nothing new (twice as many where branches
        have a way that no call went), and when there were as many as shall be.
        """
        done, quiet, turn = 0, 0, 0
        mutator = Mutator(self.material, self.random)
        while self.corpus and done < most:
            known = len(self.corpus)
            if turn < known:
                batch, turn = list(self._around(self.corpus[turn])), turn + 1
            else:
                batch = [self._changed(mutator) for _ in range(_BATCH)]
            self.call(batch)
            done += len(batch)
            quiet = 0 if len(self.corpus) > known else quiet + len(batch)
            wanted = 2 * least if self.near.keys() - self.went else least
            if turn >= len(self.corpus) and quiet >= wanted and time.monotonic() > until:
                return

    def shrink(self) -> None:
        """Make the call that differed smaller, while it goes on to."""
        left = _SHRINKING
        found = self.campaign.smallest
        until = time.monotonic() + max(5.0, self.campaign.seconds / 4)
        while found is not None:
            for one in self._smaller(found):
                left -= 1
                if left < 0 or time.monotonic() > until:
                    return
                if self.campaign.differs(one):
                    found = self.campaign.smallest = one
                    break
            else:
                return

    def _batch(self, batch: list[Arguments], least: int) -> None:
        ends = self.campaign.ask_many([question_of(self.campaign.target, one) for one in batch])
        if ends is None:
            # One of them ended a process, or took too long.
            for one in takewhile(lambda _: self.campaign.lost > least, batch):
                self.campaign.try_one(one)
            return
        for arguments, first, second in zip(batch, *ends, strict=True):
            if first != second or first.get("end") not in ("returned", "raised"):
                self.campaign.try_one(arguments)
            elif not first.get("opaque"):
                self.campaign.examples += 1
        for arguments, news in zip(batch, self.campaign.news, strict=True):
            if any(news):
                self._learn(arguments, news)

    def _learn(self, arguments: Arguments, news: tuple[News, News]) -> None:
        self.corpus.append(arguments)
        for side, said in enumerate(news):
            self.went |= {(side, number) for number in said.get("went", ())}
            for number in said.get("left", ()):
                self.near.setdefault((side, number), []).append(arguments)
        for name, one in arguments.items():
            values = self.known.setdefault(name, [])
            values.append(one)
            if len(values) > _KEPT:
                del values[self.random.randrange(len(values))]

    def _changed(self, mutator: Mutator) -> Arguments:
        base = self._base()
        names = [one.name for one in self.campaign.target.parameters]
        chosen = self.random.sample(names, min(len(names), self.random.choice((1, 1, 2)))) if names else []
        changed = dict(base)
        for name in chosen:
            others = self.known.get(name, [])
            if name in changed:
                changed[name] = mutator.argument(changed[name], others)
            elif others:
                changed[name] = self.random.choice(others)
        return self._without_some(changed)

    def _base(self) -> Arguments:
        """Return a call to change: one beside what nothing has reached, one of the last, or any."""
        turn = self.random.random()
        open_ways = sorted(self.near.keys() - self.went)
        if turn < 0.6 and open_ways:  # noqa: PLR2004 - most of the time
            return self.random.choice(self.near[self.random.choice(open_ways)])
        return self.random.choice(self.corpus[-_TURNS:] if turn < 0.8 else self.corpus)  # noqa: PLR2004 - found late, changed little

    def _without_some(self, arguments: Arguments) -> Arguments:
        if self.random.random() > 0.1:  # noqa: PLR2004 - seldom
            return arguments
        optional = {one.name for one in self.campaign.target.parameters if one.optional}
        return {name: one for name, one in arguments.items() if name not in optional or self.random.random() < 0.5}  # noqa: PLR2004

    def _around(self, arguments: Arguments) -> Iterator[Arguments]:
        """Yield a call with each number replaced by all that may be a place in, or a length of, another argument."""
        values = {name: value_of(one) for name, one in arguments.items()}
        sizes = [len(one) for one in values.values() if isinstance(one, str | bytes | list | tuple)]
        places = {place for size in sizes if size <= _KEPT for place in range(-min(size, 12) - 1, min(size, 12) + 2)}
        places |= {place for size in sizes for place in (size - 1, size, size + 1, -size)}
        for name, value in values.items():
            if isinstance(value, int) and self._is_number(name):
                # A place may be counted from the end as well.
                numbers = sorted(places | {-value, value - 1, value + 1} | {value - size for size in sizes})
                yield from ({**arguments, name: literal(one)} for one in numbers if one != value or type(value) is bool)
            elif type(value) is bool:
                yield {**arguments, name: literal(not value)}

    def _is_number(self, name: str) -> bool:
        """Tell whether a parameter takes numbers, of which `True` is one."""
        return any(type(value_of(one)) is int for one in self.known.get(name, ()))

    def _smaller(self, arguments: Arguments) -> Iterator[Arguments]:
        optional = {one.name for one in self.campaign.target.parameters if one.optional}
        for name in [one for one in arguments if one in optional]:
            yield {other: one for other, one in arguments.items() if other != name}
        for name, one in arguments.items():
            if "literal" in one.wire and one.wire.get("as") != "float":
                yield from ({**arguments, name: with_value(one, value)} for value in smaller(value_of(one)))
