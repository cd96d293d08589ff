from __future__ import annotations

import pytest

from vendorize_analysis.environment.requirements import extra_of, resolve
from vendorize_analysis.errors import UserError

MARKERS = {"python_version": "3.8", "sys_platform": "plan9", "os_name": "plan9", "python_full_version": "3.8.1"}


def test_markers_are_evaluated_for_the_target_and_not_for_us() -> None:
    installed = {"a": ('b ; sys_platform == "plan9"', 'c ; python_version >= "3.9"'), "b": (), "c": ()}
    closure = resolve([("a", "")], installed, MARKERS)
    assert closure.reached == {"a", "b"}
    assert closure.direct == {"a"}
    assert closure.requires["a"] == ("b",)


def test_extras_are_followed_where_asked_for() -> None:
    installed = {"a": ('socks ; extra == "socks"', "b"), "b": ('c ; extra == "x"',), "socks": (), "c": ()}
    assert resolve([("a", "")], installed, MARKERS).reached == {"a", "b"}
    assert resolve([("a[socks]", ""), ("b[X]", "")], installed, MARKERS).reached == {"a", "b", "c", "socks"}


def test_an_extra_asked_for_later_reopens_what_was_done() -> None:
    installed = {"a": ("b", "c"), "b": ('d ; extra == "x"',), "c": ("b[x]",), "d": ()}
    assert resolve([("a", "")], installed, MARKERS).requires["b"] == ("d",)


def test_what_is_needed_and_absent_is_missing_as_written() -> None:
    closure = resolve([("Gone>=2", ""), ("a", "")], {"a": ("also-gone [x] ; os_name == 'plan9'",)}, MARKERS)
    assert closure.missing == ("Gone>=2", "also-gone [x] ; os_name == 'plan9'")
    assert closure.direct == {"a"}


def test_what_others_lack_is_not_missing_for_us() -> None:
    closure = resolve([("a", "")], {"a": (), "unrelated": ("gone",)}, MARKERS)
    assert closure.missing == ()
    assert closure.reached == {"a"}


def test_names_are_compared_in_normal_form_and_cycles_end() -> None:
    installed = {"my-a": ("My_B",), "my-b": ("my.a", "my-b")}
    closure = resolve([("MY.A", "")], installed, MARKERS)
    assert closure.reached == {"my-a", "my-b"}
    assert closure.requires == {"my-a": ("my-b",), "my-b": ("my-a",)}


def test_a_range_that_is_no_longer_valid_still_names_its_distribution() -> None:
    assert resolve([("a", "")], {"a": ("b (>=1.*)",), "b": ()}, MARKERS).reached == {"a", "b"}


def test_a_requirement_without_a_name_is_left_out_and_said() -> None:
    closure = resolve([("a", "")], {"a": (">=1", "b"), "b": ()}, MARKERS, places={"a": "a/METADATA"})
    assert closure.reached == {"a", "b"}
    assert closure.problems == ("a/METADATA: '>=1' is no requirement, left out",)
    with pytest.raises(UserError, match=r"the project: .* is no requirement"):
        resolve([(">=1", "")], {}, MARKERS)


def test_a_requirement_of_an_extra_of_the_project_holds_for_that_extra() -> None:
    asked = [('b ; extra == "x"', "x"), ('c ; extra == "x"', "")]
    assert resolve(asked, {"b": (), "c": ()}, MARKERS).reached == {"b"}


@pytest.mark.parametrize(
    ("text", "extra"), [("a", ""), ("a ; extra == 'x'", "x"), ('a ; os_name == "nt" and (extra=="y-z")', "y-z")]
)
def test_the_extra_of_a_requirement_is_read_from_its_marker(text: str, extra: str) -> None:
    assert extra_of(text) == extra
