from __future__ import annotations

import pytest

from vendorize.report.figures import bar, percent, plural, size, size_of, some


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (98_400, "98 kB"), (999_600, "1.0 MB"), (3_100_000_000, "3.1 GB")],
)
def test_sizes_have_the_unit_that_reads_best(count: int, shown: str) -> None:
    assert size(count) == shown


def test_a_part_has_the_unit_of_the_whole() -> None:
    assert size_of(98_000, 3_100_000) == "0.1/3.1 MB"


@pytest.mark.parametrize(
    ("share", "shown"), [(0, "0%"), (0.01, "<1%"), (49.6, "50%"), (99.9, "99%"), (100.0, "100%"), (120, "100%")]
)
def test_something_is_never_nothing_and_a_part_never_all(share: float, shown: str) -> None:
    assert percent(share) == shown


@pytest.mark.parametrize(("share", "shown"), [(0, "...."), (1, "#..."), (50, "##.."), (100, "####"), (130, "####")])
def test_a_bar_has_its_width_whatever_the_share(share: float, shown: str) -> None:
    assert bar(share, 4, unicode=False) == shown


def test_plurals() -> None:
    assert (plural(1, "file"), plural(0, "file"), plural(1200, "entry", "entries")) == (
        "1 file",
        "0 files",
        "1,200 entries",
    )


def test_one_name_more_is_shown_and_not_counted() -> None:
    assert (some(("a", "b", "c"), 2), some(("a", "b", "c", "d"), 2), some((), 2)) == ("a, b, c", "a, b, +2", "")
