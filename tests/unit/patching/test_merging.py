from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize.patching import read_patch, taken_back
from vendorize.patching.merging import DoesNotFit, applied, merged
from vendorize.patching.series import Series
from vendorize.patching.writing import patch_source

if TYPE_CHECKING:
    from vendorize.model.patch import FilePatch

BASE = b"".join(b"%d\n" % number for number in range(1, 21))


def edited(text: bytes, **changes: bytes) -> bytes:
    for number, content in changes.items():
        text = text.replace(b"\n%s\n" % number[1:].encode(), b"\n%s" % content)
    return text


def patch(before: bytes, after: bytes) -> FilePatch:
    return read_patch("p", patch_source(b"", {"x.py": (before, after)})).files[0]


def test_lines_that_moved_are_found_where_they_are_only_once() -> None:
    change = patch(BASE, edited(BASE, _10=b"ten\n"))
    assert applied(change, b"0\n" + BASE) == b"0\n" + edited(BASE, _10=b"ten\n")
    with pytest.raises(DoesNotFit, match="its lines are there 2 times"):
        applied(change, b"0\n" + BASE + BASE)
    with pytest.raises(DoesNotFit, match="its lines are not there"):
        applied(change, edited(BASE, _11=b"eleven\n"))


def test_a_patch_without_context_is_not_guessed() -> None:
    change = read_patch("p", b"--- a/x.py\n+++ b/x.py\n@@ -3,0 +4 @@\n+new\n").files[0]
    with pytest.raises(DoesNotFit, match="no lines around"):
        applied(change, BASE)


def test_changes_apart_from_each_other_are_merged() -> None:
    change = patch(BASE, edited(BASE, _10=b"ten\n"))
    new = edited(BASE, _3=b"", _8=b"eight\nand\n", _12=b"twelve\n")
    assert merged(change, BASE, new) == edited(new, _10=b"ten\n")


@pytest.mark.parametrize("number", [9, 10, 11])
def test_changes_that_touch_are_in_conflict(number: int) -> None:
    change = patch(BASE, edited(BASE, _10=b"ten\n"))
    with pytest.raises(DoesNotFit, match="have changed too") as caught:
        merged(change, BASE, b"0\n" + edited(BASE, **{f"_{number}": b"other\n"}))
    assert caught.value.line == number + 1
    assert caught.value.hunk.at == 3


def test_what_the_new_text_has_already_is_no_conflict() -> None:
    change = patch(BASE, edited(BASE, _10=b"ten\n", _15=b"fifteen\n"))
    new = edited(BASE, _10=b"ten\n", _2=b"two\n")
    assert merged(change, BASE, new) == edited(new, _15=b"fifteen\n")


def test_extraction_refuses_what_could_not_be_taken_back() -> None:
    # The lines are there once, not where the patch says; and once more behind the change, just where it says.
    text = b"x\n" * 3 + b"a\nb\n" + b"y\n" * 4 + b"a\nc\n"
    source = b"--- a/m.py\n+++ b/m.py\n@@ -10,2 +10,2 @@\n a\n-b\n+c\n"
    found = read_patch("p.patch", source)
    strict = Series({"m.py": text}, {}, rewrites=False)
    strict.take(found)
    assert strict.conflicts == ["p.patch:3: it fits, but cannot be taken back: its lines are elsewhere too"]
    wide = Series({"m.py": text}, {}, rewrites=True)
    wide.take(found)
    (content, patched) = wide.patched()["m.py"]
    again = read_patch("p.patch", patched.patches[0].content)
    assert (wide.conflicts, taken_back([again], "m.py", content)) == ([], text)
