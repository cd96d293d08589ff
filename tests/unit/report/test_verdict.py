from __future__ import annotations

import tomllib

from tests.unit.report.samples import different_verdict, run, same_verdict
from vendorize.model.verdict import Flaky, TestOutcome
from vendorize.report.look import Look
from vendorize.report.verdict import record_object, render, verdict_object
from vendorize_analysis.model.options import KeepRule


def test_json_is_exactly_the_contract() -> None:
    assert verdict_object(same_verdict()) == {
        "schema": 1,
        "baseline": {"passed": 2, "failed": 0, "skipped": 2, "seconds": 0.512},
        "result": {"passed": 2, "failed": 0, "skipped": 2, "seconds": 0.512},
        "differences": [],
        "leaks": [],
        "absent": ["requests", "urllib3"],
        "foreign_imports": [],
        "size": {"baseline_bytes": 1_200_000, "result_bytes": 300_000},
        "startup_ms": {"baseline": 210.0, "result": 160.4},
        "untested": [],
        "flaky": [],
        "isolation": {"network": "namespace", "own": ["HOME", "TMPDIR"], "sandbox": "landlock", "processes": "none"},
        "measurements": {
            "bytes": {"baseline": 1_200_000, "result": 300_000, "ratio": 0.25},
            "files": {"baseline": 60, "result": 20, "ratio": 0.3333},
            "distributions": {"baseline": 3, "result": 0, "ratio": 0.0},
            "modules_at_start": {"baseline": 300, "result": 200, "ratio": 0.6667},
            "startup_ms": {"baseline": 210.0, "result": 160.4, "ratio": 0.764},
            "peak_memory_bytes": {"baseline": None, "result": None, "ratio": None},
        },
        "same": True,
        "repairs": [],
        "given_again": "",
    }


def test_a_verdict_that_is_given_again_says_since_when_nothing_has_changed() -> None:
    verdict = same_verdict(given_again="2026-01-02T03:04:05+00:00")
    said = "from 2026-01-02 03:04 UTC: nothing has changed since (--fresh runs the tests)"
    assert render(verdict, Look()).splitlines()[-1] == said
    assert verdict_object(verdict)["given_again"] == "2026-01-02T03:04:05+00:00"


def test_the_last_line_names_what_the_tests_ran_on_as_installed() -> None:
    verdict = same_verdict(untested=("urllib3", "requests"))
    assert render(verdict, Look()).splitlines()[-1].endswith("; not tested: requests, urllib3, as installed")
    assert verdict_object(verdict)["untested"] == ["requests", "urllib3"]


def test_json_sorts_what_was_found() -> None:
    answer = verdict_object(different_verdict())
    assert [each["test"] for each in answer["differences"]] == ["t.py::a", "t.py::z"]
    assert answer["leaks"] == [{"symbol": "urllib3.util.x", "path": ["demo/cli.py:3", "requests/api.py:9"]}]
    assert (answer["foreign_imports"], answer["same"]) == (["requests.api"], False)


def test_differences_come_first_and_the_verdict_last() -> None:
    lines = render(different_verdict(), Look()).splitlines()
    assert lines[0] == "differs  t.py::a  passed → failed"
    assert lines[-1] == "different: 2 differences, 1 leak, 1 foreign import"


def test_a_leak_is_shown_with_its_call_path() -> None:
    lines = render(different_verdict(), Look()).splitlines()
    start = lines.index("leak     urllib3.util.x")
    assert [line.strip() for line in lines[start + 1 : start + 3]] == ["→ demo/cli.py:3", "→ requests/api.py:9"]


def test_rules_of_a_repair_are_shown_as_the_configuration_has_them_and_in_json() -> None:
    rule = KeepRule("a.B.c", 'says "why" [x]')
    verdict = same_verdict(repairs=(rule,))
    text = render(verdict, Look())
    table = tomllib.loads(text[text.index("[[tool") : text.index("same:")])
    assert table["tool"]["vendorize"]["keep"] == [{"symbol": rule.symbol, "reason": rule.reason}]
    assert verdict_object(verdict)["repairs"] == [{"symbol": rule.symbol, "reason": rule.reason}]


def test_a_message_shows_its_end_until_more_is_asked_for() -> None:
    verdict = different_verdict()
    long = verdict.differences[1].__class__("t", "passed", "failed", "\n".join(f"line {n}" for n in range(20)))
    verdict = same_verdict(differences=(long,))
    assert ("line 19" in render(verdict, Look()), "line 3" in render(verdict, Look())) == (True, False)
    assert "line 3" in render(verdict, Look(verbose=True))


def test_the_same_is_one_line_with_what_was_absent() -> None:
    last = render(same_verdict(), Look()).splitlines()[-1]
    assert last == "same: 4 tests with the same outcome without requests, urllib3"


def test_a_command_without_tests_is_judged_by_its_exit_code() -> None:
    text = render(same_verdict(baseline=run({}), result=run({}), absent=()), Look())
    assert text.splitlines()[-1] == "same: exit code 0 twice"
    assert "passed" not in text


def test_everything_can_be_said_in_ascii() -> None:
    assert render(different_verdict(), Look(unicode=False)).isascii()


def test_measurements_are_a_table_and_what_is_not_known_is_left_out() -> None:
    lines = render(same_verdict(), Look()).splitlines()
    table = [line.split() for line in lines if line.startswith(("size", "files", "peak"))]
    assert table == [["size", "1.2", "MB", "300", "kB", "25%"], ["files", "60", "20", "33%"]]


def test_unsteady_tests_are_shown_and_change_nothing_in_the_verdict() -> None:
    verdict = same_verdict(flaky=(Flaky("t.py::x", ("passed", "failed"), ("failed", "passed"), "boom"),))
    text = render(verdict, Look())
    assert "flaky    t.py::x  original passed, failed; result failed, passed" in text
    assert "1 flaky" in text.splitlines()[-1]
    assert verdict_object(verdict)["flaky"] == [
        {"test": "t.py::x", "baseline": ["passed", "failed"], "result": ["failed", "passed"], "message": "boom"}
    ]
    assert verdict_object(verdict)["same"]


def test_the_record_has_every_test_of_both_sides() -> None:
    verdict = same_verdict(result=run({"t.py::a": "failed"}))
    verdict.result.outcomes["t.py::a"] = TestOutcome("t.py::a", "failed", "boom")
    record = record_object(verdict)
    assert record["tests"][0] == {
        "test": "t.py::a",
        "baseline": "passed",
        "result": "failed",
        "baseline_message": "",
        "result_message": "boom",
    }
    assert [each["result"] for each in record["tests"][1:]] == ["missing"] * 3
    assert {name: value for name, value in record.items() if name != "tests"} == verdict_object(verdict)
