"""`analyze --mechanisms`: which kinds of edges keep how much."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import install, vendorize, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.command import Done

LIBRARY = """\
class Named:
    def asked(self):
        return below()


def below():
    return 'reached through an attribute of something unknown only'


def called():
    return 'reached by a name'
"""
PROGRAM = "import lib, sys\nlib.Named\nlib.called()\nsys.thing.asked()\n"


def analyse(folder: Path, *more: str) -> Done:
    install(folder / "site", "lib", {"lib.py": LIBRARY})
    write(folder, {"app.py": PROGRAM})
    return vendorize("analyze", "app.py", "--search-path", "site", "--no-cache", *more, cwd=folder)


@pytest.mark.slow
def test_bytes_are_charged_to_what_is_behind_them(tmp_path: Path) -> None:
    done = analyse(tmp_path, "--mechanisms", "--output-format", "json")
    assert done.code == 0, done.err
    rows = {row["name"]: row for row in json.loads(done.out)["mechanisms"]}
    unknown, reference = rows["attribute of an unknown receiver"], rows["reference"]
    asked, below = (len(LIBRARY[LIBRARY.index(start) : LIBRARY.index(end)].rstrip()) + 1 for start, end in BETWEEN)
    asked += 4  # its indentation
    assert (unknown["bytes"], unknown["first_bytes"], unknown["functions"]) == (asked + below, asked, 2)
    called = len(LIBRARY[LIBRARY.index("def called") :])
    holder = len("class Named:\n")
    assert reference["bytes"] == called + holder
    assert reference["first_bytes"] == called + holder + below
    assert sum(row["bytes"] for row in rows.values()) == sum(row["first_bytes"] for row in rows.values())


BETWEEN = (("def asked", "def below"), ("def below", "def called"))


@pytest.mark.slow
def test_text_and_markdown_have_the_table_only_if_asked(tmp_path: Path) -> None:
    assert "attribute of an unknown receiver: 2 functions" in analyse(tmp_path, "--mechanisms").out
    assert "attribute of an unknown receiver: 2 functions" in analyse(
        tmp_path, "--mechanisms", "--output-format", "markdown"
    ).out  # fmt: skip
    assert "attribute of an unknown receiver" not in analyse(tmp_path).out
    assert "mechanisms" not in json.loads(analyse(tmp_path, "--output-format", "json").out)
