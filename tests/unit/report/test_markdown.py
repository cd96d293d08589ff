from __future__ import annotations

from tests.unit.report.samples import distribution, report
from vendorize.report.markdown import escape, render


def test_the_table_has_a_row_for_each_distribution() -> None:
    rows = [line for line in render(report()).splitlines() if "1.0" in line]
    assert len(rows) == 4
    assert all(row.count("|") == 6 for row in rows)


def test_names_cannot_break_out_of_their_cell() -> None:
    text = render(report(distributions=(distribution("a|b", version="1\n2", used_symbols=("a.__init__", "<b>")),)))
    assert "| **a\\|b 1 2** |" in text
    assert "a.\\_\\_init\\_\\_, \\<b\\>" in text


def test_hazards_are_counted_by_owner() -> None:
    assert "- urllib3: VZ101 (2), VZ201 (1)\n" in render(report())
    assert "Hazards" not in render(report(distributions=()))


def test_control_characters_and_turned_text_are_not_passed_on() -> None:
    assert escape("a\x1b[31mb\u202ec\x07\x9b") == "a?\\[31mb?c??"
