from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.unit.report.samples import distribution, report
from vendorize.model.advice import Advice, Gain, KnownAdvisory
from vendorize.report import advice, text, tree
from vendorize.report.look import Look

if TYPE_CHECKING:
    from vendorize.model.advice import AdviceKind

KNOWN = KnownAdvisory("c", "1.0", "PYSEC-1<i>", "1.1", "bad")
OTHER = KnownAdvisory("shared", "2", "PYSEC-2", "", "")
HOSTILE = Advice("extract", "a|<b>`", "x\x1b[31m", "vendorize 'a<'", Gain(("a|<b>`", "c"), 3, 2000), ("a.py:1",) * 5)


def test_advice_is_numbered_and_has_its_command() -> None:
    shown = advice.render((HOSTILE,), Look())
    assert "1. extract a|<b>`  (-2.0 kB, 3 functions, 2 distributions)" in shown
    assert "$ vendorize 'a<'" in shown
    assert "\x1b" not in shown


def with_advisories(kind: AdviceKind) -> Advice:
    return replace(HOSTILE, kind=kind, gain=replace(HOSTILE.gain, advisories=(KNOWN,)))


def test_advice_says_which_advisories_go_and_which_may_stay() -> None:
    gone = advice.render((with_advisories("narrow"),), Look(), (KNOWN, OTHER))
    assert "3 functions, 2 distributions, 1 advisory)" in gone
    assert "advisories that go with it: PYSEC-1<i> (c 1.0, fixed in 1.1)" in gone
    assert "2 advisories are about installed releases; with no advice above: PYSEC-2 (shared 2)" in " ".join(
        gone.split()
    )
    stays = advice.render((with_advisories("extract"),), Look(), (KNOWN,))
    assert "advisories about it: PYSEC-1<i>" in stays
    assert "go with it" not in stays


def test_nobody_asked_is_not_none_found() -> None:
    assert "dvisor" not in advice.render((HOSTILE,), Look())
    assert "No advisory is about an installed release." in advice.render((), Look(), ())
    assert advice.advice_objects((HOSTILE,))[0]["gain"]["advisories"] is None
    assert advice.advice_objects((with_advisories("extract"),))[0]["gain"]["advisories"] == [KNOWN._asdict()]
    assert advice.known_objects(()) == []


def test_advisories_are_in_markdown_and_in_the_short_list() -> None:
    shown = advice.markdown((with_advisories("narrow"),), (KNOWN,))
    assert "advisories that go with it: PYSEC-1" in shown
    assert "**  (-" in shown
    assert "<i>" not in shown
    said = text.render(report(), Look(), suggestions=((), (KNOWN,)))
    assert "1 advisory is about installed releases; with no advice above: PYSEC-1<i>" in " ".join(said.split())


def test_no_advice_says_so() -> None:
    assert advice.render((), Look()).strip() == advice.NONE
    assert advice.markdown(()) == ""


def test_markdown_shows_hostile_names_as_they_are() -> None:
    shown = advice.markdown((HOSTILE,))
    assert "<b>" not in shown
    assert "<code>vendorize &#x27;a&lt;&#x27;</code>" in shown


def test_a_report_ends_with_three_things_worth_doing() -> None:
    shown = text.render(report(), Look(), suggestions=((HOSTILE,) * 5, None))
    assert shown.count("  extract a|<b>`") == 3
    assert "2 more: --advise shows all" in shown


def test_the_tree_has_shares_and_versions_and_ends_in_circles() -> None:
    found = report(
        distributions=(
            distribution("a", required_by=("c",)),
            distribution("b", direct=False, required_by=("a",)),
            distribution("c", direct=False, required_by=("b",)),
            distribution("loose", direct=False, verdict="unused"),
        )
    )
    assert tree.render(found, {("a", "b"): ">=2"}, Look(unicode=False)).splitlines() == [
        "demo",
        f"{'|-- a 1.0':58}{'38%   98 kB':>22}",
        f"{'|   `-- b 1.0 [>=2]':58}{'38%   98 kB':>22}",
        f"{'|       `-- c 1.0':58}{'38%   98 kB':>22}",
        f"{'|           `-- a 1.0':58}{'(see above)':>22}",
        f"{'`-- loose 1.0':58}{'unused  210 kB':>22}",
    ]
