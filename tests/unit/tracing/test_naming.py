"""Qualified names from the source, for Pythons whose code objects do not have them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from vendorize.tracing.gathering import Note
from vendorize.tracing.naming import qualified_name

if TYPE_CHECKING:
    from pathlib import Path
    from types import CodeType

SOURCE = """
@staticmethod
def plain(): pass

class Outer:
    @property
    def member(self):
        def inner(): return [x for x in (lambda: ())()]
        return inner

    class Inner:
        def deep(self): return {i for i in ()}

def defaults(
    first=lambda: 1,
    *,
    second=lambda: 2,
): return (
    lambda: 3)

if True:
    async def branch(): return (i async for i in ())
"""


def code_objects(code: CodeType) -> list[CodeType]:
    found = [each for each in code.co_consts if hasattr(each, "co_code")]
    return [*found, *(inner for each in found for inner in code_objects(each))]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="co_qualname is new in 3.11")
def test_names_are_those_that_newer_pythons_know(tmp_path: Path) -> None:
    file = tmp_path / "code.py"
    file.write_text(SOURCE)
    found = code_objects(compile(SOURCE, str(file), "exec"))
    assert len(found) > 10
    for code in found:
        assert qualified_name(Note(str(file), code.co_firstlineno, code.co_name)) == code.co_qualname


def test_a_file_that_is_gone_leaves_the_simple_name(tmp_path: Path) -> None:
    assert qualified_name(Note(str(tmp_path / "gone.py"), 3, "f")) == "f"
