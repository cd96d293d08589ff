"""Every case in `tests/cases/<stage>/*.md`, and in documents for readers, prints what it says.

`UPDATE_CASES=1` rewrites what they say.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cases.documents import WANT, Case, CaseError, read_cases, rewrite
from tests.cases.printers import printer_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DOCUMENTS = [*HERE.glob("*/*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "ARCHITECTURE.md"]
"""Those of the cases, and those for readers: what they show is real."""
CASES = [case for document in sorted(DOCUMENTS) for case in read_cases(document)]


def name(case: Case) -> str:
    home = HERE if case.document.is_relative_to(HERE) else ROOT
    return f"{case.document.relative_to(home).with_suffix('').as_posix()}: {case.title}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_case_prints_what_it_says(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    for want in case.wants:
        printer = printer_of(want.label.removeprefix(WANT))
        got = "".join(f"{line.rstrip()}\n" for line in printer(tmp_path).splitlines())
        if os.environ.get("UPDATE_CASES") == "1":
            rewrite(case.document, case.title, want.label, got)
        else:
            assert got == want.text, f"{case.document.name}: {case.title}"


def test_there_are_cases() -> None:
    assert CASES


def document(folder: Path, text: str) -> Path:
    path = folder / "case.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_prose_and_blocks_without_a_label_are_not_cases(tmp_path: Path) -> None:
    assert read_cases(document(tmp_path, "# Title\n\n## Prose\n\n```python\nx\n```\n")) == ()


def test_a_longer_fence_holds_shorter_ones(tmp_path: Path) -> None:
    text = "## One\n`a.md`:\n````\n```\n## no title\n```\n````\n`want files`:\n```\n```\n"
    (case,) = read_cases(document(tmp_path, text))
    assert case.files[0].text == "```\n## no title\n```\n"


def test_an_open_fence_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"case\.md:2: the fence is never closed"):
        read_cases(document(tmp_path, "`a`:\n```\n"))


def test_a_title_used_twice_is_refused(tmp_path: Path) -> None:
    section = "## One\n`want files`:\n```\n```\n"
    with pytest.raises(CaseError, match="title of its own"):
        read_cases(document(tmp_path, section * 2))


def test_a_file_outside_of_the_folder_is_refused(tmp_path: Path) -> None:
    (case,) = read_cases(document(tmp_path, "## One\n`../a.py`:\n```\n```\n`want files`:\n```\n```\n"))
    with pytest.raises(CaseError, match="outside"):
        case.write(tmp_path / "case")


def test_rewriting_changes_only_the_wanted_block(tmp_path: Path) -> None:
    path = document(tmp_path, "## One\nwhy\n\n`want files`:\n```\nold\n```\n## Two\n`want files`:\n```\nold\n```\n")
    rewrite(path, "One", "want files", "a\nb\n")
    first, second = read_cases(path)
    assert (first.wants[0].text, second.wants[0].text) == ("a\nb\n", "old\n")
    assert path.read_text(encoding="utf-8").startswith("## One\nwhy\n\n")
