# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

import dataclasses
import tokenize
from io import BytesIO
from typing import Any

import pytest

from vendorize.transform.header import header_edit, origin_line
from vendorize.transform.source import apply

LINE = b"# from here"

CASES = {
    "at the top": (b"x = 1\n", b"# from here\nx = 1\n"),
    "an empty file": (b"", b"# from here\n"),
    "before a docstring": (b'"""doc\n# coding: latin-1\n"""\n', b'# from here\n"""doc\n# coding: latin-1\n"""\n'),
    "after a shebang": (b"#!/bin/sh\nx\n", b"#!/bin/sh\n# from here\nx\n"),
    "after a cookie": (b"# coding: latin-1\nx\n", b"# coding: latin-1\n# from here\nx\n"),
    "after both": (
        b"#!/bin/sh\n# vim: fileencoding=latin-1\nx\n",
        b"#!/bin/sh\n# vim: fileencoding=latin-1\n# from here\nx\n",
    ),
    "after a cookie in the second line": (b"\n# coding=latin-1\n", b"\n# coding=latin-1\n# from here\n"),
    "after a cookie without a line end": (b"# coding: latin-1", b"# coding: latin-1\n# from here\n"),
}


@pytest.mark.parametrize(("text", "wanted"), CASES.values(), ids=CASES.keys())
def test_placing(text: bytes, wanted: bytes) -> None:
    edit = header_edit(text, LINE, b"\n")
    assert edit is not None
    assert apply(text, [edit]) == wanted
    assert header_edit(wanted, LINE, b"\n") is None
    before, after = (tokenize.detect_encoding(BytesIO(content).readline)[0] for content in (text, wanted))
    assert before == after


def test_a_vendored_module_says_where_it_is_from(workshop: Any) -> None:
    workshop.module("dep/mod.py", b"\xef\xbb\xbfx = 1\r\n", distribution="dep")
    (file,) = workshop.transform().files
    assert file.content == b"\xef\xbb\xbf# Vendored by vendorize from Dep 1.0: dep/mod.py (licence: MIT)\r\nx = 1\r\n"
    assert (file.relative, file.distribution, file.origin) == ("dep/mod.py", "dep", "dep.mod")


@pytest.mark.parametrize("licence", ["x\ncoding: latin-1", "coding=x", "L" * 500, "\xe9\x00", "Apache-2.0"])
def test_no_metadata_breaks_the_line(workshop: Any, licence: str) -> None:
    workshop.module("dep/mod.py", "x = 1\n", distribution="dep")
    distribution = dataclasses.replace(workshop.plan().distributions[0], licenses=(licence,))
    line = origin_line(distribution, "dep/coding=mod.py" if "coding" in licence else "dep/mod.py")
    assert line.isascii()
    assert line.isprintable() if isinstance(line, str) else b"\n" not in line
    assert len(line) < 200
    assert tokenize.detect_encoding(BytesIO(line + b"\n").readline)[0] == "utf-8"
