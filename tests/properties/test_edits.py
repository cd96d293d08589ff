"""An answer that is given again after an edit is that of an analysis, to the last byte, and many edits cost none."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.properties.edits import edited
from tests.unit.memo.projects import make, write
from vendorize.answering import report_of
from vendorize.memo import remembered, reports
from vendorize_analysis.model.events import Remembering, Silent

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.memo.reports import Telling
    from vendorize.model.report import Report
    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener

EDITS = 40
APP = '''\
"""An application."""

import json
from pathlib import Path

import dep
from app import tools
from dep.core import used

try:
    import nothing
except ImportError:
    nothing = None

LIMIT = 3


class Kind:
    label = "kind"

    def name(self):
        return self.label.upper()

    def read(self, path):
        with open(path, "r") as stream:
            return json.load(stream)


def first(items):
    found = []
    for item in items:
        if item > LIMIT:
            found.append(used())
    return tools.joined(found), Kind().name()


def second(name):
    return getattr(dep, "us" + name)


def main(path):
    print(first([1, 2, 3]), second("ed"), Path(path).name)


if __name__ == "__main__":
    main(__file__)
'''
TOOLS = """\
def joined(items):
    return ", ".join(str(item) for item in items)


def split(text):
    return [piece.strip() for piece in text.split(",")]
"""


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    """Return a request about a project whose files are old enough to be trusted."""
    real = time.time_ns
    monkeypatch.setattr(reports.time, "time_ns", lambda: real() + 3_000_000_000)
    request = make(tmp_path, "declared")
    write(tmp_path / "project/app", {"__init__.py": APP, "tools.py": TOOLS})
    return replace(request, kept_symbols=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_an_answer_given_again_is_that_of_an_analysis(seed: int, request_: Request, tmp_path: Path) -> None:
    chance, again = random.Random(seed), 0  # noqa: S311 - no secret
    paths = [tmp_path / "project/app/__init__.py", tmp_path / "project/app/tools.py"]
    uncached = replace(request_, options=replace(request_.options, use_cache=False))
    answer(request_)
    for _ in range(EDITS):
        path = chance.choice(paths)
        before = path.read_text(encoding="utf-8")
        text = edited(before, chance)
        if text is None:
            continue
        path.write_text(text, encoding="utf-8")
        found, made, told = answer(request_)
        heard = Remembering(Silent())
        assert (plain(found), told) == (plain(report_of(uncached, heard)[0]), heard.warnings), text
        again += not made
        if chance.random() < 0.7:
            path.write_text(before, encoding="utf-8")
            answer(request_)
    assert again >= EDITS // 10


def answer(request: Request) -> tuple[Report, bool, list[str]]:
    """Return the answer, whether an analysis was made for it, and the warnings."""
    made = False

    def analyze(request: Request, progress: Listener) -> tuple[Report, Telling]:
        nonlocal made
        made = True
        return report_of(request, progress)

    heard = Remembering(Silent())
    return remembered(request, heard, analyze).report, made, heard.warnings


def plain(report: Report) -> Report:
    """Return an answer without time and luck."""
    return replace(report, seconds=type(report.seconds)(), files_cached=0)
