from __future__ import annotations

from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from vendorize.report.lines import printable
from vendorize.report.look import Look, console_text, note


class Terminal(StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_a_pipe_gets_no_colours_and_eighty_columns() -> None:
    look = Look.of(TextIOWrapper(BytesIO(), encoding="utf-8"))
    assert look == Look(width=80, color=False, unicode=True, here=str(Path.cwd()))


def test_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert Look.of(Terminal()) == Look(width=100, color=True, here=str(Path.cwd()))


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_the_environment_can_refuse_colours(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert not Look.of(Terminal()).color


def test_an_empty_no_color_means_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    assert Look.of(Terminal()).color


@pytest.mark.parametrize(
    ("encoding", "unicode"), [("utf-8", True), ("UTF8", True), ("cp1252", False), ("ascii", False)]
)
def test_signs_beyond_ascii_need_a_unicode_stream(encoding: str, unicode: bool) -> None:  # noqa: FBT001
    look = Look.of(TextIOWrapper(BytesIO(), encoding=encoding))
    assert look.unicode is unicode
    assert f"{look.arrow}{look.times}{look.dot}{look.ellipsis}".isascii() is not unicode


def test_control_characters_of_others_never_reach_the_terminal() -> None:
    assert printable("a\x1b]0;title\x07b\n") == "a?]0;title?b?"


def test_a_note_is_wrapped_under_its_beginning() -> None:
    look = Look(width=20)
    console = look.console()
    note(console, "one two three four five", look, indent=4)
    assert console_text(console) == "    one two three\n    four five\n"
