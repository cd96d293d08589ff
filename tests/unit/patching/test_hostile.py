"""Whatever a patch says, it is read or refused; whatever texts there are, a patch leads from one to the other."""

from __future__ import annotations

import os
from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vendorize.patching import DoesNotFit, read_patch
from vendorize.patching.heads import neutral
from vendorize.patching.merging import applied, merged
from vendorize.patching.unified import lines_of
from vendorize.patching.writing import patch_source
from vendorize_analysis.errors import UserError

MOST = 20_000 if os.environ.get("VENDORIZE_PROPERTIES") == "thorough" else 200
GOOD = b"""\
Why.

diff --git a/shapes.py b/shapes.py
--- a/shapes.py
+++ b/shapes.py
@@ -1,4 +1,4 @@ def x
 a
-b
+c
 d
 e
\\ No newline at end of file
--- a/more/x.py
+++ b/more/x.py
@@ -0,0 +1 @@
+x
"""
PIECES = st.sampled_from(
    [
        b"\n", b"\r", b" ", b"-", b"+", b"@@", b"@@ -1 +1 @@\n", b"--- ", b"+++ ", b"\\ No", b"..", b"/", b"\0",
        b"\x1b[2J",
        b"9", b",", b"\xff",
    ]
)  # fmt: skip
LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\n", b"d\r\n", b"    e\n", b"\xff\x0c\n"]), max_size=14)
TEXTS = st.builds(lambda lines, end: b"".join(lines) + end, LINES, st.sampled_from([b"", b"end"]))


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    found = GOOD
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(found))), draw(st.integers(0, 20))
        found = found[:at] + draw(PIECES | st.binary(max_size=4)) + found[at + length :]
    return found


@given(mangled(), TEXTS)
@settings(deadline=None, max_examples=MOST)
def test_any_patch_is_read_or_refused(content: bytes, text: bytes) -> None:
    try:
        patch = read_patch("p.patch", content)
    except UserError as error:
        said = error.message
        assert (said.startswith("p.patch:"), said.isprintable()) == (True, True)
        return
    for file in patch.files:
        assert ".." not in file.path.split("/")
        try:
            done = applied(file, text)
        except DoesNotFit:
            continue
        # Only lines that moved, or that a patch makes alike, may be taken for others on the way back.
        at_home = all(
            lines_of(text)[one.start : one.start + len(one.before())] == [*one.before()] for one in file.hunks
        )
        with suppress(DoesNotFit):
            assert applied(file.reversed(), done) == text or not at_home


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=MOST)
def test_a_patch_leads_from_any_text_to_any_other(before: bytes, after: bytes) -> None:
    assume(before != after)
    file = read_patch("p.patch", patch_source(b"", {"a.py": (before, after)})).files[0]
    assert applied(file, before) == after
    assert applied(file.reversed(), after) == before
    assert merged(file, before, before) == after
    assert merged(file, before, after) == after


@given(TEXTS, TEXTS, TEXTS)
@settings(deadline=None, max_examples=MOST)
def test_a_merge_has_all_lines_of_both_sides_that_neither_has_taken_away(
    base: bytes, ours: bytes, theirs: bytes
) -> None:
    assume(base != theirs)
    file = read_patch("p.patch", patch_source(b"", {"a.py": (base, theirs)})).files[0]
    try:
        done = merged(file, base, ours)
    except DoesNotFit:
        return
    # What is asked of every merge: with either side unchanged it is the other one.
    back = read_patch("p.patch", patch_source(b"", {"a.py": (base, ours)})).files[0] if base != ours else None
    assert back is None or merged(back, base, theirs) == done
    assert ours != base or done == theirs


def test_a_neutral_line_is_made_once() -> None:
    text = b"# Vendored by vendorize from a 1: a.py (licence: MIT)\nx\n# Vendored by vendorize from b\n"
    assert neutral(text)[0] == b"# Vendored by vendorize\nx\n# Vendored by vendorize from b\n"


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"--- a\n", b"--- a\n+++ a\n", b"--- a\n+++ a\n@@", b"@@ -1 +1 @@\n-a\n+b\n"]
)
def test_the_shortest_texts_are_refused(content: bytes) -> None:
    with pytest.raises(UserError):
        read_patch("p.patch", content)
