from __future__ import annotations

from tests.unit.report.samples import extraction, report
from vendorize.model.ability import Ability, Way
from vendorize.model.report import Before, CapabilityChange, Step
from vendorize.report import ability, json, markdown, text
from vendorize.report import extraction as extracted
from vendorize.report.look import Look

CHANGES = (
    CapabilityChange("network", Before(2, 1), Before(12, 3)),
    CapabilityChange("subprocess", Before(1, 0), Before(1, 0)),
)
STEP = Step("dep.go", "dep.py", 3, "reference", certain=True, text="go()", detail="go")
USE = Step("socket.socket", "dep.py", 9, "capability", certain=False, text="x.socket()", detail="network")


def test_what_was_taken_away_comes_first_in_text() -> None:
    for shown in (
        text.render(report(capabilities=CHANGES), Look()),
        extracted.render(extraction(capabilities=CHANGES), Look()),
    ):
        lines = shown[shown.index("What the code can do") :].splitlines()
        assert lines[1] == "  taken away altogether: subprocess"
        assert lines[3].split() == ["network", "2", "→", "1", "12", "→", "3"]
        assert lines[4].split() == ["subprocess", "1", "→", "0", "1", "→", "0"]


def test_without_any_capability_there_is_no_table() -> None:
    assert "What the code can do" not in text.render(report(), Look())
    assert "can do" not in markdown.render(report())


def test_markdown_marks_what_is_gone() -> None:
    shown = markdown.render(report(capabilities=CHANGES))
    assert "| network | 2 | 1 | 12 | 3 |" in shown
    assert "| subprocess (gone) | 1 | 0 | 1 | 0 |" in shown


def test_json_has_both_sides() -> None:
    for totals in (
        json.report_object(report(capabilities=CHANGES))["totals"],
        extracted.extraction_object(extraction(capabilities=CHANGES))["totals"],
    ):
        assert totals["capabilities"]["network"] == {
            "distributions": {"total": 2, "after": 1},
            "modules": {"total": 12, "after": 3},
        }


def test_ways_show_the_use_at_their_end_and_as_many_others_as_are_asked_for() -> None:
    found = Ability("network", "reach others", "", (Way("dep", (STEP, USE), (USE,) * 7),), ("low",))
    shown = ability.render(found, Look())
    assert shown.startswith("network: what is kept can reach others\n")
    assert "⇢ socket.socket  is used: network" in shown
    assert "7 other uses, 2 not shown (--all):" in shown
    assert shown.count("⇢ network in socket.socket") == 5
    assert "taken away from low" in shown
    assert ability.render(found, Look(), every=True).count("⇢ network in socket.socket") == 7
    answer = ability.ability_object(found)
    assert (answer["ways"][0]["steps"][-1]["symbol"], answer["lost"]) == ("socket.socket", ["low"])


def test_no_way_is_said() -> None:
    assert ability.render(Ability("network", "reach others", "dep", ()), Look()) == "network: dep cannot reach others\n"
