from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pagemaker.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

EVENTS = {
    "title": "Events & more",
    "events": [
        {"day": "2026-05-02", "name": "A walk along the river <with> lunch", "price": 12.5},
        {"day": "2026-05-01", "name": "Open day", "price": 0},
    ],
}


def made(folder: Path, capsys: pytest.CaptureFixture[str], data: object, *words: str) -> tuple[int, str]:
    path = folder / "events.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return main([str(path), *words]), capsys.readouterr().out


def test_a_page_is_sorted_and_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = made(tmp_path, capsys, EVENTS)
    assert code == 0
    assert text == (
        "<!doctype html>\n<title>Events &amp; more</title>\n<h1>Events &amp; more</h1>\n<ul>\n"
        '  <li class="free">Friday, 1 May: Open day</li>\n'
        '  <li class="paid">Saturday, 2 May: A walk along the river &lt;with&gt; lunch</li>\n</ul>\n\n'
    )


def test_a_mail_is_not_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = made(tmp_path, capsys, EVENTS, "--template", "mail.txt")
    assert text == ("EVENTS & MORE\n\nFriday, 1 May\n- Open day\n\nSaturday, 2 May\n- A walk along the... (12.50)\n\n")


def test_a_page_without_events_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nothing yet" in made(tmp_path, capsys, {"title": "x", "events": []})[1]


def test_what_is_lacking_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert made(tmp_path, capsys, {"title": "x"}) == (1, "pagemaker: 'events' is undefined\n")
    assert made(tmp_path, capsys, {}, "--template", "x.html") == (1, "pagemaker: there is no template x.html\n")
