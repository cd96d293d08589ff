from __future__ import annotations

import pytest

from vendorize.patching import read_patch
from vendorize.patching.merging import applied
from vendorize.patching.writing import patch_source
from vendorize_analysis.errors import UserError

GOOD = b"""\
Wait longer.

diff --git a/shapes.py b/shapes.py
index 1234567..89abcde 100644
--- a/shapes.py
+++ b/shapes.py
@@ -1,3 +1,3 @@ def x
 a
-b
+c
 d
"""


def test_what_stands_above_the_files_is_what_the_author_says() -> None:
    patch = read_patch("patches/shapes/a.patch", GOOD)
    assert patch.head == b"Wait longer.\n\n"
    assert [file.path for file in patch.files] == ["shapes.py"]
    assert applied(patch.files[0], b"a\nb\nd\n") == b"a\nc\nd\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\nc\n", b"a\nx\nc\n"),
        (b"a\nb\nc", b"a\nb\nc\n"),
        (b"a\nb\nc\n", b"a\nb\nc"),
        (b"a\r\nb\r\n", b"a\r\nc\r\nb\r\n"),
        (b"a\x0cb\n\x85\xff\n", b"a\x0cb\n\x85\xfe\n"),
        (b"", b"new\n"),
        (b"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n", b"0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n11\n12\n13\n"),
        (b"# Vendored by vendorize from a 1: a.py (licence: MIT)\nx\n", b"# Vendored by vendorize from a 1: a.py\ny\n"),
    ],
)
def test_a_patch_that_is_written_leads_there_and_back(before: bytes, after: bytes) -> None:
    from vendorize.patching.heads import neutral  # noqa: PLC0415

    source = patch_source(b"why\n", {"a.py": (before, after)})
    file = read_patch("p", source).files[0]
    assert applied(file, neutral(before)[0]) == neutral(after)[0]
    assert applied(file.reversed(), neutral(after)[0]) == neutral(before)[0]


def test_nothing_changed_is_no_patch() -> None:
    assert patch_source(b"why\n", {"a.py": (b"a\n", b"a\n")}) == b""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"--- a/shapes.py", b"--- a/../shapes.py", "p:5: the two names differ"),
        (b"--- a/shapes.py\n+++ b/shapes.py", b"--- a/../x.py\n+++ b/../x.py", "p:5: the path '../x.py' leads out"),
        (b"--- a/shapes.py\n+++ b/shapes.py", b"--- /etc/x\n+++ /etc/x", "p:5: the path '/etc/x' leads out"),
        (b"--- a/shapes.py\n+++ b/shapes.py", b"--- a/\x1b[2J\n+++ b/\x1b[2J", "p:5: the path '\\x1b[2J' leads out"),
        (b"--- a/shapes.py", b"--- /dev/null", "p:5: the two names differ"),
        (b"@@ -1,3 +1,3 @@ def x", b"@@ -1,4 +1,4 @@", "p:12: the hunk is shorter than its head says"),
        (b"@@ -1,3 +1,3 @@ def x", b"@@ -1,2 +1,3 @@", "p:11: the hunk is longer than its head says"),
        (b"@@ -1,3 +1,3 @@ def x", b"@@ here @@", "p:7: a line with '@@"),
        (b"@@ -1,3 +1,3 @@ def x", b"@@ -99999999999999999999,3 +1,3 @@", "p:7: a line with '@@"),
        (b"-b\n+c\n", b" b\n c\n", "p:7: the hunk changes nothing"),
        (b"-b\n+c\n", b"*b\n+c\n", "p:9: a line of a hunk begins with"),
        (b" d\n", b" d\nmore\n", "p:12: not understood: 'more'"),
        (b" d\n", b" d\n\x1b[31m\n", "p:12: not understood: '?[31m'"),
        (b" d\n", b" d\n--- a/shapes.py\n+++ b/shapes.py\n@@ -1 +1 @@\n-a\n+b\n", "p:12: shapes.py stands here a"),
        (b"--- a/shapes.py\n", b"", "p:1: no line begins with '--- '"),
    ],
)
def test_what_is_no_diff_is_an_error_with_its_line(old: bytes, new: bytes, said: str) -> None:
    assert old in GOOD
    with pytest.raises(UserError) as caught:
        read_patch("p", GOOD.replace(old, new))
    assert said in str(caught.value)


def test_what_mail_programs_add_ends_a_patch() -> None:
    assert read_patch("p", GOOD + b"-- \n2.39.5\n\n").files


def test_empty_lines_whose_blank_an_editor_took_are_understood() -> None:
    text = b"--- a/x.py\n+++ b/x.py\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n"
    assert applied(read_patch("p", text).files[0], b"a\n\nb\n") == b"a\n\nc\n"
