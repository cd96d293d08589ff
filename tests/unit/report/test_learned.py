from __future__ import annotations

import tomllib

from tests.unit.report.samples import same_verdict
from vendorize.model.trace import Learned, LearnedData, Proposal
from vendorize.report.learned import data_snippet, snippet
from vendorize.report.look import Look
from vendorize.report.verdict import render, verdict_object

RULE = Proposal("dep.low.visit_*", 'VZ201 in dep.walk (dep.py:3): reads "x\\y"\x7f é', "VZ201", "t.py::test[\n]")
OTHER = Proposal("dep.other", "ran at the bottom of a thread", "", "")


def test_the_snippet_is_configuration_that_says_the_same() -> None:
    rules = tomllib.loads(snippet((RULE, OTHER)))["tool"]["vendorize"]["keep"]
    assert rules == [{"symbol": rule.symbol, "reason": rule.reason} for rule in (RULE, OTHER)]
    assert snippet((RULE,)).startswith("# seen in t.py::test[ ]\n[[tool.vendorize.keep]]\n")


def test_json_has_proposals_where_they_were_asked_for() -> None:
    answer = verdict_object(same_verdict(learned=Learned((OTHER,), ("dep.Double.close",))))
    assert answer["proposals"] == [{"symbol": "dep.other", "reason": OTHER.reason, "code": "", "seen_in": ""}]
    assert (answer["handed_over"], answer["same"]) == (["dep.Double.close"], True)
    assert "proposals" not in verdict_object(same_verdict())


def test_text_shows_the_snippet_before_the_verdict() -> None:
    text = render(same_verdict(learned=Learned((OTHER,))), Look())
    assert "1 keep rule proposed" in text
    assert snippet((OTHER,)) in text
    assert text.splitlines()[-1].startswith("same: ")


def test_no_name_of_a_file_or_a_test_says_more_than_itself() -> None:
    file = 'dep/x\n]\nverify = [["sh"]]\ny = [#\x1b]0;t\x07\udcff'
    text = data_snippet(Learned((), data=(LearnedData(file, file),)))
    settings = tomllib.loads(text)["tool"]["vendorize"]
    assert settings == {"data": {"keep": [file.replace("\udcff", "?")]}}
    odd = Proposal("dep.low", "why", "", "t.py::test[\x1b]0;x]")
    shown = render(same_verdict(learned=Learned((odd,), data=(LearnedData(file, file),))), Look())
    assert "\x1b" not in shown
    shown.encode()


def test_data_rules_are_a_list_with_what_is_kept_already() -> None:
    data = (LearnedData("lib/data/s3/**", "lib/data/s3/1.json"), LearnedData('a"b', 'a"b'))
    learned = Learned((), data=data, data_kept=("x/*",))
    rules = tomllib.loads(data_snippet(learned))["tool"]["vendorize"]["data"]["keep"]
    assert rules == ["x/*", "lib/data/s3/**", 'a"b']
    text = render(same_verdict(learned=learned), Look())
    assert (data_snippet(learned) in text, "no keep rule" in text) == (True, False)
    found = verdict_object(same_verdict(learned=learned))["data_keep"]
    assert found[0] == {"pattern": "lib/data/s3/**", "file": "lib/data/s3/1.json"}


def test_text_says_when_there_is_nothing_to_propose() -> None:
    text = render(same_verdict(learned=Learned((), ("dep.Double.close",))), Look())
    assert "no keep rule to propose" in text
    assert "1 symbol of objects that the tests handed over" in text
    assert ("dep.Double.close" in text, "keep rule" in render(same_verdict(), Look())) == (False, False)
    assert "dep.Double.close" in render(same_verdict(learned=Learned((), ("dep.Double.close",))), Look(verbose=True))
