from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vendorize.model.settings import Mask
from vendorize.verify.masks import Masks, masks_of


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("<f at 0x7f00aa>", "<f at 0x7fffff>", id="address"),
        pytest.param("/t/pytest-of-me/pytest-3/x", "/t/pytest-of-me/pytest-14/x", id="pytest"),
        pytest.param("done at 10:03:07", "done at 23:59:01.250", id="clock"),
        pytest.param("2 passed in 0.12s", "2 passed in 13.40s", id="duration"),
        pytest.param("took 3 ms", "took 17 ms", id="milliseconds"),
    ],
)
def test_what_differs_from_run_to_run_does_not_count_in_output(first: str, second: str) -> None:
    assert Masks().output(first) == Masks().output(second)


@pytest.mark.parametrize("text", ["version 2.13.0", "2020-01-31", "t[0x1b]", "3 files", "port 8080"])
def test_what_is_a_result_counts(text: str) -> None:
    assert Masks().output(text) == text


def test_a_temporary_folder_is_known_in_a_text_of_any_length_without_blanks() -> None:
    long = "x" * 300_000
    assert Masks().text(f"['{long}', '/t/pytest-of-me/pytest-3/{long}']") == f"['{long}', '<tmp>/{long}']"


def test_only_dates_of_now_are_times_of_the_run() -> None:
    now = datetime.now(UTC)
    assert Masks().output(f"on {now:%Y-%m-%d}, {now:%d %b %Y}") == "on <date>, <date>"


def test_times_count_in_the_names_of_tests() -> None:
    assert Masks().text("t[10:03:07]") == "t[10:03:07]"


def test_folders_of_a_side_are_replaced_the_longest_first() -> None:
    masks = masks_of([Path("/a/one"), Path("/a/one-own")])
    assert masks.text("/a/one-own/t/tmpab12cd_f/x /a/one/y") == "<root>/t/<tmp>/x <root>/y"


def test_configured_masks_come_after_ours() -> None:
    masks = masks_of([Path("/a/one")], [Mask(r"<root>/(\w+)-\d+", r"<root>/\1-N")])
    assert masks.text("/a/one/job-17") == "<root>/job-N"
