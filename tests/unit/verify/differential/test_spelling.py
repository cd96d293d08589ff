from __future__ import annotations

import pytest

from vendorize.verify.differential.spelling import first_difference, shorten, spell, spell_call, spell_end


@pytest.mark.parametrize(
    ("described", "text"),
    [
        ("a", "'a'"),
        (None, "None"),
        ({"list": [1, {"tuple": [2]}]}, "[1, (2,)]"),
        ({"dict": [["a", {"set": [1]}]]}, "{'a': {1}}"),
        ({"float": "1.5"}, "1.5"),
        ({"name": "lib.C"}, "lib.C"),
        ({"type": "lib.C", "state": {"x": 1}}, "lib.C(x=1)"),
        ({"type": "lib.Text", "value": "a", "state": None}, "lib.Text('a')"),
        ({"type": "datetime.date", "made": []}, "datetime.date(…)"),
        ({"yields": [1]}, "iter([1])"),
        ({"opaque": "_thread.lock"}, "<opaque _thread.lock>"),
    ],
)
def test_a_description_is_shown_like_python(described: object, text: str) -> None:
    assert spell(described) == text


def test_a_call_of_a_class_names_the_class() -> None:
    before = {"list": [{"list": [{"name": "lib.C"}, 1]}, {"dict": [["key", 2]]}]}
    record = {"module": "lib", "name": "C.__init__", "kind": "constructor"}
    assert spell_call(record, {"before": before}) == "lib.C(1, key=2)"


def test_endings_are_told_apart() -> None:
    raised = {"end": "raised", "value": {"raises": "builtins.ValueError", "message": "no"}}
    assert spell_end(raised) == "raised builtins.ValueError: no"
    assert spell_end({"end": "returned", "value": 1}) == "returned 1"
    assert spell_end({"end": "refused", "why": "files"}) == "needs files"
    assert spell_end({"end": "lost", "why": "time"}) == "lost: time"


def test_the_first_place_that_differs_is_named() -> None:
    one = {"end": "returned", "value": {"list": [1, {"dict": [["a", 1]]}]}}
    two = {"end": "returned", "value": {"list": [1, {"dict": [["a", True]]}]}}
    assert first_difference(one, two) == "value.list[1].dict[0][1]: 1 on the original, True on the result"
    assert first_difference(one, one) == ""


def test_long_texts_become_one_short_line() -> None:
    assert shorten("a\nb", 10) == "a b"
    assert shorten("abcdef", 4) == "abc…"
