"""Call one function in two processes with arguments made up of its types, what was observed, and texts of its code.

First each odd value once, then what hypothesis makes up, then changes of those that led to branches of either side for
the first time.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from vendorize.model.verdict import Difference
from vendorize.verify.differential.exhausting import small_calls
from vendorize.verify.differential.exploring import Explorer
from vendorize.verify.differential.fuzzing import Campaign, confirm, try_campaign
from vendorize.verify.differential.material import (
    FLOATS,
    lengths_of,
    numbers_of,
    pieces_of,
    separators_of,
    texts_of,
)
from vendorize.verify.differential.mutating import material_of
from vendorize.verify.differential.spelling import first_difference, spell_call, spell_end
from vendorize.verify.differential.strategies import Argument, literal
from vendorize.verify.differential.sweeping import sweep
from vendorize.verify.differential.targets import FuzzTarget, parameters_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

    from vendorize.verify.differential.fuzzing import Arguments
    from vendorize.verify.differential.workers import Worker

EXAMPLES = 600
"""Most calls that hypothesis makes up."""
_CHANGED = 1500, 20_000
"""Least calls in a row, and most, that are changes of earlier ones."""
_SHARE = 0.3
"""Of the time that is given, the part after which hypothesis ends, if it has made up the least number of calls."""
_LEAST = 200
_LOST = 12
"""Most calls that may end the processes of both sides, or take longer than their time, before no more are made."""
_PATIENCE = 4
"""How many times as long it may take on a busy machine until the least has been done."""
_WANTED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)


class MissingWay(NamedTuple):
    """A direction of a branch that no call went."""

    function: str
    line: int
    """In the extracted module."""
    way: str
    own: bool
    """Of the function itself, or one inside it; else of what is behind it."""


class Compared(NamedTuple):
    """What made-up calls of one function showed."""

    calls: int
    why: str = ""
    """Why no more were made; empty: all that were wanted, or that the time was enough for."""
    differences: tuple[Difference, ...] = ()
    missing: tuple[tuple[MissingWay, ...], tuple[MissingWay, ...]] = ((), ())
    """Of the original, and of the other one."""


def compare_function(
    name: tuple[str, str], workers: tuple[Worker, Worker], constants: Sequence[object], seconds: float, count: int
) -> Compared:
    """Return what calls of both variants show.

    `name` is module and function, `constants` what stands in the code of both, `count` the number of records the
    workers have of calls of it.
    """
    question = {"ask": "signature", "module": name[0], "name": name[1], "records": list(range(count))}
    answers = [worker.ask(question) for worker in workers]
    if "parameters" not in answers[0]:
        return Compared(0, str(answers[0].get("why", "the original cannot be found")))
    found = parameters_of(answers[0])
    if isinstance(found, str):
        return Compared(0, found)
    campaign = Campaign(
        FuzzTarget(*name, found), workers, time.monotonic() + _PATIENCE * seconds, seconds=seconds, lost=_LOST
    )
    explorer = Explorer(campaign, material_of(constants))
    why = try_campaign(campaign, lambda: _all(explorer, answers[0], constants))
    if campaign.smallest is None:
        missing = [_missing(worker, name, explorer, side) for side, worker in enumerate(workers)]
        return Compared(campaign.examples, why, missing=(missing[0], missing[1]))
    explorer.shrink()
    differences: list[Difference] = []
    why = confirm(campaign, campaign.smallest, differences)
    return Compared(campaign.examples, why, tuple(differences))


def _all(explorer: Explorer, answer: Mapping[str, Any], constants: Sequence[object]) -> None:
    campaign = explorer.campaign
    start = time.monotonic()
    explorer.call(sweep(campaign, answer, constants))
    explorer.call(small_calls(campaign, answer, constants))
    explorer.call(_made_up(campaign, answer, constants))
    explorer.explore(*_CHANGED, start + campaign.seconds)


def _made_up(campaign: Campaign, answer: Mapping[str, Any], constants: Sequence[object]) -> list[Arguments]:
    """Return calls that hypothesis makes up in its time; none of them is made yet."""
    needed, free = (
        {
            p.name: _mixed(answer, p.name, p.strategy, constants)
            for p in campaign.target.parameters
            if p.optional is kind
        }
        for kind in (False, True)
    )
    found: list[Arguments] = []
    last = time.monotonic() + campaign.seconds * _SHARE

    def note(arguments: Arguments) -> None:
        found.append(arguments)
        if time.monotonic() > last and len(found) >= _LEAST:
            raise _EnoughError

    with suppress(_EnoughError):
        _WANTED(given(st.fixed_dictionaries(needed, optional=free))(note))()
    return found


class _EnoughError(BaseException):
    """Leave hypothesis at once; it takes exceptions for failures of the test."""


def _missing(worker: Worker, name: tuple[str, str], explorer: Explorer, side: int) -> tuple[MissingWay, ...]:
    went = [number for which, number in explorer.went if which == side]
    answer = worker.ask({"ask": "branches", "module": name[0], "name": name[1], "went": went})
    return tuple(
        MissingWay(one["function"], one["line"], one["way"], bool(one["own"])) for one in answer.get("missing", ())
    )


def compare_records(
    records: Sequence[Mapping[str, Any]], workers: tuple[Worker, Worker]
) -> tuple[int, tuple[Difference, ...]]:
    """Repeat the recorded calls of one function on both; return how many were compared, and the first that differs.

    A call that cannot be set up on the original, or ends otherwise each time, is not compared.
    """
    count = 0
    for number, record in enumerate(records):
        ends = [workers[turn].ask({"ask": "repeat", "record": number}) for turn in (0, 0, 1, 1)]
        digests = [one.get("digest", one["end"]) for one in ends]
        if ends[0]["end"] not in ("returned", "raised") or digests[0] != digests[1]:
            continue
        count += 1
        if digests[0] not in digests[2:]:
            one, two = (end.get("whole", end) for end in (ends[0], ends[2]))
            call = f"call {spell_call(record, one)}"
            return count, (Difference(call, spell_end(one), spell_end(two), first_difference(one, two)),)
    return count, ()


def _mixed(
    answer: Mapping[str, Any], name: str, strategy: SearchStrategy[Argument], constants: Sequence[object]
) -> SearchStrategy[Argument]:
    """Return a strategy that also makes texts and numbers near those that the code itself has."""
    described = next((one["type"] for one in answer["parameters"] if one["name"] == name), None)
    kinds = {described["kind"]} if described else set()
    if kinds & {"union"}:
        kinds = {one["kind"] for one in described["of"]}  # type: ignore[index]
    more: list[SearchStrategy[Any]] = [strategy]
    texts, long = texts_of(constants), _long(lengths_of(constants))
    more += [long] if kinds & {"str", "any"} else []
    more += [long.map(_as_bytes)] if kinds & {"bytes", "any"} else []
    if kinds & {"str", "any"}:
        pieces = st.lists(st.one_of(st.sampled_from(texts), st.text(max_size=6)), max_size=8).map("".join)
        more += [pieces, pieces]
        near = st.lists(st.sampled_from(pieces_of(constants)), max_size=12).map("".join)
        more += [near, near, near, *[_records(separators_of(constants))] * 3]
    if kinds & {"int", "any", "float"}:
        more += [st.sampled_from(numbers_of(constants)), st.integers(-12, 130)]
    more += [st.sampled_from(FLOATS)] if kinds & {"float"} else []
    return st.one_of(*(one if one is strategy else one.map(literal) for one in more))


def _long(sizes: Sequence[int]) -> SearchStrategy[str]:
    """Return a strategy of texts that are so long."""
    kinds = st.sampled_from(("a", "a-", "\xe9", "a b", " "))
    return st.tuples(st.sampled_from(sizes), kinds).map(lambda one: (one[1] * one[0])[: one[0]])


def _records(separators: Sequence[str]) -> SearchStrategy[str]:
    """Return a strategy of pairs, put together with texts of the code: names twice too, as parsers read them."""
    words, between = st.sampled_from(("a", "b", "", "B", "a b")), st.sampled_from(separators)
    pairs = st.lists(st.tuples(words, words), min_size=1, max_size=4)
    return st.tuples(between, between, pairs).map(lambda one: one[1].join(map(one[0].join, one[2])))


def _as_bytes(text: str) -> bytes:
    return text.encode("latin-1")
