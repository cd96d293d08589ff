# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

import ast
from typing import Any

import pytest

from vendorize.transform.opening import opening_edit
from vendorize.transform.source import apply

FIRST = "__import__('app._vendor')"
CASES = {
    "a simple statement": ("#!x\n\nx = 'a.b'  # note\n", f"#!x\n\n{FIRST}; x = 'a.b'  # note\n"),
    "an import that moves": ("import b\nx = 'a.b'\n", f"{FIRST}; from app._vendor import b\nx = 'a.b'\n"),
    "after what must be first": (
        "'''Doc'''  # d\nfrom __future__ import annotations; x = 'a.b'\n",
        f"'''Doc'''  # d\nfrom __future__ import annotations; {FIRST}; x = 'a.b'\n",
    ),
    "a compound statement after what must be first": (
        "'Doc';  # d\ndef f(): return 'a.b'\n",
        f"'Doc'; {FIRST};  # d\ndef f(): return 'a.b'\n",
    ),
    "a compound statement": ("# c\n@d('a.b')\ndef f(): pass\n", f"# c\n{FIRST}\n@d('a.b')\ndef f(): pass\n"),
    "a match statement": ("match 'a.b':\n    case _: pass\n", f"{FIRST}\nmatch 'a.b':\n    case _: pass\n"),
    "a docstring alone": ("'a.b'", f"'a.b'; {FIRST}"),
}


@pytest.mark.parametrize(("source", "wanted"), CASES.values(), ids=CASES.keys())
def test_a_module_that_names_moved_ones_in_strings_loads_the_namespace_first(
    workshop: Any, source: str, wanted: str
) -> None:
    written = workshop.moved(source, frozenset({"a.b"}))
    assert written == wanted
    assert ast.get_docstring(ast.parse(written)) == ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("source", ["", "# only a comment", "# a comment\r\n"])
def test_an_empty_module_is_opened_too(source: str) -> None:
    text = source.encode()
    written = apply(text, [opening_edit(text, ast.parse(source), FIRST, newline=b"\r\n")])
    assert written.decode() == source + ("\r\n" if source == "# only a comment" else "") + f"{FIRST}\r\n"


def test_strings_that_name_what_stays_change_nothing(workshop: Any) -> None:
    source = "x = 'os.path', 'mod.a'\n"
    assert workshop.moved(source, frozenset({"os.path", "mod.a"})) == source
