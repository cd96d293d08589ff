"""Call one function in two processes with arguments made up of its types, what was observed, and texts of its code."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from vendorize.model.verdict import Difference
from vendorize.verify.differential.fuzzing import Campaign, confirm, try_campaign
from vendorize.verify.differential.spelling import first_difference, spell_call, spell_end
from vendorize.verify.differential.strategies import Argument
from vendorize.verify.differential.targets import FuzzTarget, parameters_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

    from vendorize.verify.differential.workers import Worker

EXAMPLES = 2000
_LETTERS = ("a", "b", "B", " ", "\t", "\x0c", "_", "-")
_FLOATS = (0.0, -0.0, 0.5, 1.5, 2.5, 0.1, 1e-9, 1e16, -1.0, 2.675, 1e300)
_LONGEST = 5000
"""Most letters of a text that is as long as a number in the code."""
_ASCII = 127
_SURROGATES = (0xD800, 0xDFFF)
_SHORT = 8
"""Most letters of a text in the code that is put together with others."""
_ODD = (
    "", " ", "a", "A", "\n", "\t", "_", "-", ".", ",", "0", "1", "9", "\xe9", "e\u0301", "\xdf", "\u1e9e", "\u0130",
    "\u0131", "\u017f", "\u01c5", "\u03a3", "\u03c2", "\ufb01", "\u0663", "\xb2", "\xbd", "\u2167", "\xa0", "\u2028",
    "\u200b", "\ufeff", "\x1c", "\x85", "\0", "\U0001f600", "\u4e2d", "%", "{}", "\\", "'", '"', "<", ">", "&", "a b",
    "aa", "A-b_C", "x" * 100,
)  # fmt: skip


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
    needed, free = (
        {p.name: _mixed(answers[0], p.name, p.strategy, constants) for p in found if p.optional is kind}
        for kind in (False, True)
    )
    why = try_campaign(campaign, _WANTED(given(st.fixed_dictionaries(needed, optional=free))(campaign.try_one)))
    if campaign.smallest is None:
        return campaign.examples, why, ()
    differences: list[Difference] = []
    why = confirm(campaign, campaign.smallest, differences)
    return campaign.examples, why, tuple(differences)


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
    numbers = [one for one in constants if type(one) is int]
    texts = [*_ODD, *(one for one in constants if isinstance(one, str)), *_letters(numbers)]
    long = _long(numbers)
    more += [long] if kinds & {"str", "any"} else []
    more += [long.map(_as_bytes)] if kinds & {"bytes", "any"} else []
    if kinds & {"str", "any"}:
        pieces = st.lists(st.one_of(st.sampled_from(texts), st.text(max_size=6)), max_size=8).map("".join)
        more += [pieces, pieces]
        own = [*_LETTERS, *(one for one in constants if isinstance(one, str) and len(one) < _SHORT)]
        near = st.lists(st.sampled_from(own), max_size=12).map("".join)
        more += [near, near, near]
    if kinds & {"int", "any", "float"}:
        near_by = {value for one in numbers if abs(one) < 1 << 40 for value in (one - 1, one, one + 1)}
        more += [st.sampled_from(sorted(near_by | {-2, -1, 0, 1, 2, 10})), st.integers(-12, 130)]
    more += [st.sampled_from(_FLOATS)] if kinds & {"float"} else []
    return st.one_of(*(one if one is strategy else one.map(_spelled) for one in more))


def _letters(numbers: Sequence[int]) -> list[str]:
    """Return the letters that numbers of the code may stand for; ASCII is in the texts anyway."""
    return [
        chr(one) for one in numbers if _ASCII < one <= sys.maxunicode and not _SURROGATES[0] <= one <= _SURROGATES[1]
    ]


def _long(numbers: Sequence[int]) -> SearchStrategy[str]:
    """Return a strategy of texts as long as numbers of the code say, one letter less, and one more."""
    sizes = {size for one in numbers if 0 < one <= _LONGEST for size in (one - 1, one, one + 1)}
    kinds = st.sampled_from(("a", "a-", "\xe9", "a b", " "))
    return st.tuples(st.sampled_from(sorted(sizes | {_SHORT})), kinds).map(lambda one: (one[1] * one[0])[: one[0]])


def _as_bytes(text: str) -> bytes:
    return text.encode("latin-1")


def _spelled(value: object) -> Argument:
    return Argument({"literal": repr(value)}, repr(value))
