"""Tell differences from flaky tests, by running again what differed.

The rule: a test that differs is run again on both variants, alone, several times. It is flaky when the outcomes on the
original vary. It is a difference when the original always goes one way and the result went another way at least twice.
Before that counts where chance is likely (the result went both ways, or the outcome is the same and only its reason is
another), the test is run several times more, with other hashes and addresses each time: a few runs may agree by chance
about what hangs on the order of a set.
What that does not settle (a test that depends on its neighbours, or went another way only once) is settled by one more
run of the whole command. Whatever is called flaky is listed with the outcomes of all runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from vendorize.model.verdict import Difference, Flaky, TestOutcome
from vendorize.verify.compare import Reading, compare, comparison_key, difference_of, ids_of, read
from vendorize.verify.frameworks import COMMAND_TEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vendorize.model.verdict import RunRecord
    from vendorize.verify.masks import Masks

ROUNDS = 3
PERTURBED_ROUNDS = 6
"""So many times more where chance is likely."""
FEW = 20
"""Up to so many tests that differ are run again `ROUNDS` times, more of them once: so many are hardly flaky."""
MANY = 200
"""More than these are not run again at all."""

_BAD = ("failed", "error")
Pair = tuple["RunRecord", "RunRecord"]


class Rerun(Protocol):
    """Runs the command once more on both variants, in fresh trees."""

    def __call__(self, only: Sequence[str] | None, perturb: int = 0) -> Pair:
        """Return both records; `only` are the ids of the tests to run, None stands for all.

        With another `perturb`, objects lie at other addresses and hashes are others.
        """


@dataclass(frozen=True, slots=True)
class Classified:
    """Which tests differ, and which are flaky."""

    differences: tuple[Difference, ...]
    flaky: tuple[Flaky, ...]


@dataclass(frozen=True, slots=True)
class _History:
    """The outcomes of one test, run by run."""

    test: str
    whole: tuple[tuple[TestOutcome | None, TestOutcome | None], ...]
    alone: tuple[tuple[TestOutcome | None, TestOutcome | None], ...] = ()

    @property
    def verdict(self) -> str:
        """Return `same`, `flaky`, `different`, or `open` where more runs are needed."""
        usual, varies = _usual(pair[0] for pair in self.whole)
        alone, varies_alone = _usual(pair[0] for pair in self.alone)
        if varies or varies_alone:
            return "flaky"
        other = sum(comparison_key(pair[1]) != usual for pair in self.whole)
        if not other:
            return "same"
        if self.alone and alone == usual:
            other += sum(comparison_key(pair[1]) != usual for pair in self.alone)
        return "different" if other > 1 else "open"

    @property
    def may_be_chance(self) -> bool:
        """Tell whether nothing but the reason of an outcome differs, or a difference did not show in every run."""
        pairs = [(comparison_key(before), comparison_key(after)) for before, after in (*self.whole, *self.alone)]
        if all(before[0] == after[0] for before, after in pairs):
            return True
        return self.verdict == "different" and any(before == after for before, after in pairs)

    def difference(self) -> Difference:
        """Return the first pair that differs."""
        before, after = next(pair for pair in self.whole if comparison_key(pair[0]) != comparison_key(pair[1]))
        return difference_of(self.test, before, after)

    def flaky(self) -> Flaky:
        """Return all outcomes."""
        pairs = [*self.whole, *self.alone]
        before, after = (tuple(comparison_key(pair[variant])[0] for pair in pairs) for variant in (0, 1))
        reported = [one for pair in pairs for one in pair if one is not None]
        messages = [one.message for one in reported if one.outcome in _BAD][:1]
        if len({one.outcome for one in reported}) == 1:
            messages = list(dict.fromkeys(one.message for one in reported))
        return Flaky(self.test, before, after, "\n".join("\n".join(messages).splitlines()[:6]))


def classify(runs: Sequence[Pair], masks: tuple[Masks, Masks], rerun: Rerun) -> Classified:
    """Return what differs and what is only flaky; `runs` are the runs of the whole command so far."""
    histories = _histories(runs, masks)
    unclear = [one for one in histories if one.verdict in ("open", "different")]
    if unclear and unclear[0].test == COMMAND_TEST:
        return _classify_output([*runs, *(rerun(None) for _ in range(ROUNDS))], masks)
    if 0 < len(unclear) <= MANY:
        unclear = _alone(unclear, runs, masks, rerun, perturbations=[0] * (ROUNDS if len(unclear) <= FEW else 1))
        doubtful = [one for one in unclear if one.verdict in ("open", "different") and one.may_be_chance]
        if doubtful:
            perturbed = range(1, PERTURBED_ROUNDS + 1)
            repeated = {one.test: one for one in _alone(doubtful, runs, masks, rerun, perturbations=perturbed)}
            unclear = [repeated.get(one.test, one) for one in unclear]
    whole: list[Difference] = _as_a_whole(runs, masks)
    if any(one.verdict == "open" for one in unclear) or (whole and not unclear):
        if len(unclear) <= MANY:
            runs = [*runs, rerun(None)]
            alone = {one.test: one.alone for one in unclear}
            histories = [_History(one.test, one.whole, alone.get(one.test, ())) for one in _histories(runs, masks)]
            unclear = [one for one in histories if one.verdict in ("open", "different")]
        if whole and not unclear:
            whole = _as_a_whole(runs[-1:], masks)
    return _classified(histories, unclear, whole, enough=len(unclear) > MANY)


def _classified(
    histories: Sequence[_History], unclear: Sequence[_History], whole: list[Difference], *, enough: bool
) -> Classified:
    different = [one.difference() for one in unclear if one.verdict == "different" or enough]
    flaky = [one for one in (*histories, *unclear) if one.verdict == "flaky"]
    flaky += [one for one in unclear if one.verdict == "open" and not enough]
    if unclear and not different:
        # The exit code differed because of them.
        whole = []
    return Classified((*whole, *different), tuple(sorted({one.flaky() for one in flaky})))


def _alone(
    unclear: Sequence[_History],
    runs: Sequence[Pair],
    masks: tuple[Masks, Masks],
    rerun: Rerun,
    *,
    perturbations: Sequence[int],
) -> list[_History]:
    """Run some tests again, without the others."""
    records = [(masks[variant], pair[variant]) for variant in (0, 1) for pair in runs]
    ids = sorted({raw for one in unclear for raw in ids_of(one.test, records)})
    pairs = [_readings(rerun(ids, perturb), masks) for perturb in perturbations]
    return [
        replace(one, alone=(*one.alone, *((before.get(one.test), after.get(one.test)) for before, after in pairs)))
        for one in unclear
    ]


def _as_a_whole(runs: Sequence[Pair], masks: tuple[Masks, Masks]) -> list[Difference]:
    """Return the difference of runs that broke as a whole, each time."""
    found = [[one for one in compare(*pair, masks=masks) if one.test == COMMAND_TEST] for pair in runs]
    return found[0] if all(found) else []


def _classify_output(runs: Sequence[Pair], masks: tuple[Masks, Masks]) -> Classified:
    """Compare what a command printed, but for the lines that vary from run to run in the original itself."""
    before = [_readings(pair, masks)[0][COMMAND_TEST] for pair in runs]
    after = [_readings(pair, masks)[1][COMMAND_TEST] for pair in runs]
    varying = _varying([one.message for one in before])
    usual, changing = {_without(one, varying) for one in before}, {_without(one, varying) for one in after}
    if usual != changing or len(usual) > 1:
        return Classified((difference_of(COMMAND_TEST, before[0], after[0]),), ())
    where = "the whole output" if varying is None else "line " + ", ".join(str(n + 1) for n in sorted(varying))
    message = f"{where} varies from run to run and was not compared: mask it in tool.vendorize.verify.masks"
    outcomes = (tuple(one.outcome for one in before), tuple(one.outcome for one in after))
    return Classified((), (Flaky(COMMAND_TEST, *outcomes, message),))


def _varying(texts: Sequence[str]) -> frozenset[int] | None:
    """Return the numbers of the lines that are not always the same; None where not even their count is."""
    lines = [text.splitlines() for text in texts]
    if len({len(each) for each in lines}) > 1:
        return None
    return frozenset(number for number, line in enumerate(zip(*lines, strict=True)) if len(set(line)) > 1)


def _without(outcome: TestOutcome, varying: frozenset[int] | None) -> tuple[str, ...]:
    if varying is None:
        return (outcome.outcome,)
    lines = outcome.message.splitlines()
    return (outcome.outcome, *("…" if number in varying else line for number, line in enumerate(lines)))


def _histories(runs: Sequence[Pair], masks: tuple[Masks, Masks]) -> list[_History]:
    pairs = [_readings(pair, masks) for pair in runs]
    tests = sorted({test for pair in pairs for reading in pair for test in reading})
    return [_History(test, tuple((before.get(test), after.get(test)) for before, after in pairs)) for test in tests]


def _readings(pair: Pair, masks: tuple[Masks, Masks]) -> tuple[Reading, Reading]:
    return read(pair[0], masks[0]), read(pair[1], masks[1])


def _usual(outcomes: Iterable[TestOutcome | None]) -> tuple[tuple[str, str] | None, bool]:
    """Return the comparison key that all outcomes share, if there is one, and whether there are several."""
    found = {comparison_key(one) for one in outcomes}
    return (next(iter(found)) if len(found) == 1 else None), len(found) > 1
