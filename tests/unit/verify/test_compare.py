from __future__ import annotations

from pathlib import Path

from vendorize.model.verdict import RunRecord, TestOutcome
from vendorize.verify.compare import compare
from vendorize.verify.masks import Masks, masks_of


def record(*outcomes: tuple[str, ...], exit_code: int = 0, output: str = "") -> RunRecord:
    found = {one[0]: TestOutcome(*one) for one in outcomes}
    return RunRecord(outcomes=found, seconds=0.0, exit_code=exit_code, output=output)


def test_two_equal_runs_have_no_difference() -> None:
    assert compare(record(("t::a", "passed")), record(("t::a", "passed"))) == []


def test_a_test_that_failed_on_both_sides_is_no_difference() -> None:
    assert compare(record(("t::a", "failed", "x"), exit_code=1), record(("t::a", "failed", "y"), exit_code=1)) == []


def test_a_changed_outcome_is_told_with_the_message_of_the_result() -> None:
    (found,) = compare(record(("t::a", "passed")), record(("t::a", "failed", "boom"), exit_code=1))
    assert (found.test, found.baseline, found.result, found.message) == ("t::a", "passed", "failed", "boom")


def test_a_test_that_is_gone_is_missing_and_so_is_one_that_is_new() -> None:
    found = compare(record(("t::a", "passed")), record(("t::b", "passed")))
    assert [(one.test, one.baseline, one.result) for one in found] == [
        ("t::a", "passed", "missing"),
        ("t::b", "missing", "passed"),
    ]


def test_a_run_that_broke_as_a_whole_comes_first_with_its_output() -> None:
    after = record(exit_code=4, output="ImportError while loading conftest")
    found = compare(record(("t::a", "passed")), after)
    assert [one.test for one in found] == ["command", "t::a"]
    assert found[0].message == "ImportError while loading conftest"


def test_another_exit_code_alone_is_a_difference() -> None:
    (found,) = compare(record(("t::a", "passed")), record(("t::a", "passed"), exit_code=3))
    assert (found.baseline, found.result) == ("exit code 0", "exit code 3")


def test_addresses_and_folders_of_the_sides_do_not_count() -> None:
    before = record(("t::a[<f at 0x7f00aa>]", "passed"), ("t::b[/tmp/one/app/x]", "passed"))
    after = record(("t::a[<f at 0x7fffff>]", "passed"), ("t::b[/tmp/two/app/x]", "passed"))
    assert compare(before, after, masks=(masks_of([Path("/tmp/one/app")]), masks_of([Path("/tmp/two/app")]))) == []  # noqa: S108


def test_ids_that_become_equal_are_still_compared_one_by_one() -> None:
    before = record(("t[0x1111]", "passed"), ("t[0x2222]", "passed"))
    after = record(("t[0x3333]", "passed"), ("t[0x4444]", "failed"), exit_code=1)
    (found,) = compare(before, after)
    assert found.test == "t[0x…]#2"


def test_short_hexadecimal_values_are_no_addresses() -> None:
    assert Masks().text("t[0x1b]") == "t[0x1b]"


def test_a_plain_command_differs_by_its_output() -> None:
    (found,) = compare(record(("command", "passed", "one\n")), record(("command", "passed", "two\n")))
    assert found.result == "other output"
    assert "-one" in found.message
    assert "+two" in found.message
