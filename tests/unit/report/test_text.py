from __future__ import annotations

import pytest

from tests.unit.report.samples import distribution, report
from vendorize.model.report import Counts, ReportedHazard
from vendorize.report.look import Look
from vendorize.report.text import render


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("verbose", [True, False])
def test_every_line_fits_into_eighty_columns(unicode: bool, verbose: bool) -> None:  # noqa: FBT001
    long = distribution(
        "a-very-long-distribution-name-indeed", version="2024.12.31.post1", functions=Counts(99999, 9999)
    )
    hazards = (ReportedHazard("deep/" * 20 + "file.py", 1, "VZ101", "message " * 20),)
    text = render(
        report(distributions=(long, distribution("b", hazards=hazards))), Look(unicode=unicode, verbose=verbose)
    )
    assert max(map(len, text.splitlines())) <= 80
    assert text.isascii() is not unicode


def test_direct_ones_come_first_and_unused_ones_last() -> None:
    shown = [line.split()[0] for line in render(report(), Look()).splitlines() if "1.0 " in line]
    assert shown == ["requests", "urllib3", "numpy", "wheel"]


def test_a_row_has_the_figures() -> None:
    (row,) = [line for line in render(report(), Look()).splitlines() if line.startswith("requests 1.0")]
    assert row.split() == ["requests", "1.0", "extract", "███░░░░░", "38%", "123/322", "98/210", "kB"]


def test_hazards_are_collapsed_until_asked_for() -> None:
    short, long = render(report(), Look()), render(report(), Look(verbose=True))
    assert "hazards VZ101 ×2, VZ201" in short  # noqa: RUF001
    assert "urllib3/a.py:3" not in short
    assert "VZ101 urllib3/a.py:3 imports a computed name" in long


def test_symbols_beyond_a_few_are_counted() -> None:
    assert "+9" in render(report(), Look())
    assert "requests.name14" in render(report(), Look(verbose=True))


def test_what_is_left_alone_says_why() -> None:
    text = render(report(), Look())
    assert "compiled: needs numpy.core" in text
    assert "nothing refers to it" in text


def test_the_totals_compare_before_and_after() -> None:
    (line,) = [line for line in render(report(), Look()).splitlines() if line.startswith("  functions")]
    assert line.split() == ["functions", "1,400", "→", "420", "█████░░░░░░░░░░░", "30%"]


def test_missing_requirements_and_own_hazards_are_cautions() -> None:
    own = (ReportedHazard("app.py", 3, "VZ301", "exec"),)
    text = render(report(missing=("foo>1",), hazards=own), Look())
    assert "missing: foo>1 is required but not installed\ninstall what is missing" in text
    assert "hazards in your own code: VZ301\n" in text
    assert "install what is missing" not in render(report(hazards=own), Look())


def test_the_next_commands_name_the_project() -> None:
    text = render(report(), Look(), target="app.py")
    assert "Next: vendorize extract app.py --out build/site --layout site\n      vendorize rule VZ101\n" in text


def test_a_project_without_dependencies_says_so() -> None:
    text = render(report(distributions=()), Look())
    assert "No third-party distribution is needed" in text
    assert "Next:" not in text


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b" not in render(report(), Look())
    assert "\x1b[" in render(report(), Look(color=True))


def test_square_brackets_are_no_markup() -> None:
    assert "[bold]x" in render(report(project="[bold]x"), Look())


def test_escape_sequences_in_metadata_are_shown_as_question_marks() -> None:
    assert "\x1b" not in render(report(distributions=(distribution("x\x1b[31m", version="\x1b]"),)), Look())


def test_hazards_of_copies_in_the_project_are_not_called_its_own() -> None:
    copy = ReportedHazard("app/_own/a.py", 1, "VZ101", "imports a computed name")
    shown = render(report(hazards=(copy,), vendored=("app/_own",)), Look())
    assert "hazards in code that the project vendors (app/_own): VZ101" in shown
    assert "your own code" not in shown
