"""Call one function in two processes with arguments made up of its types, what was observed, and texts of its code."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from vendorize.model.verdict import Difference
from vendorize.verify.differential.fuzzing import Campaign, confirm, try_campaign
from vendorize.verify.differential.material import FLOATS, lengths_of, numbers_of, pieces_of, separators_of, texts_of
from vendorize.verify.differential.spelling import first_difference, spell_call, spell_end
from vendorize.verify.differential.strategies import Argument, literal
from vendorize.verify.differential.sweeping import sweep
from vendorize.verify.differential.targets import FuzzTarget, parameters_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

    from vendorize.verify.differential.workers import Worker

EXAMPLES = 2000
_WANTED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)


def compare_function(
    name: tuple[str, str], workers: tuple[Worker, Worker], constants: Sequence[object], seconds: float, count: int
) -> tuple[int, str, tuple[Difference, ...]]:
    """Return how many calls were compared, why no more were (empty: all that were wanted), and what differs.

    `name` is module and function, `count` the number of records the workers have of calls of it.
    """
    question = {"ask": "signature", "module": name[0], "name": name[1], "records": list(range(count))}
    answers = [worker.ask(question) for worker in workers]
    if "parameters" not in answers[0]:
        return 0, str(answers[0].get("why", "the original cannot be found")), ()
    found = parameters_of(answers[0])
    if isinstance(found, str):
        return 0, found, ()
    target = FuzzTarget(*name, found)
    campaign = Campaign(target, workers, time.monotonic() + seconds)
    why = try_campaign(campaign, lambda: sweep(campaign, answers[0], constants))
    if campaign.smallest is None and not why:
        why = _made_up(campaign, answers[0], constants)
    if campaign.smallest is None:
        return campaign.examples, why, ()
    differences: list[Difference] = []
    why = confirm(campaign, campaign.smallest, differences)
    return campaign.examples, why, tuple(differences)


def _made_up(campaign: Campaign, answer: Mapping[str, Any], constants: Sequence[object]) -> str:
    """Make calls up; return why they ended early, if they did."""
    needed, free = (
        {
            p.name: _mixed(answer, p.name, p.strategy, constants)
            for p in campaign.target.parameters
            if p.optional is kind
        }
        for kind in (False, True)
    )
    return try_campaign(campaign, _WANTED(given(st.fixed_dictionaries(needed, optional=free))(campaign.try_one)))


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
