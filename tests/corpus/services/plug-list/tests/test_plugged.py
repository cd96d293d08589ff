from __future__ import annotations

from plugged.cli import all_of, examples, formats, missing, show


def test_formats() -> None:
    assert formats() == ["keys", "lines"]


def test_one_and_all() -> None:
    assert show("lines", {"b": "2", "a": "1"}) == "a=1;b=2"
    assert all_of({"a": "1"}) == ["a=1", "a"]


def test_examples_and_missing() -> None:
    assert examples() == ["plain", "simple"]
    assert missing() == "NoMatches"
