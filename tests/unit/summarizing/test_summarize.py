from __future__ import annotations

import sys

import pytest

from tests.unit.summarizing.sources import attributes, part_of, refs, summary_of
from vendorize_analysis.scanning.codec import decode, encode
from vendorize_analysis.summarizing import Target

SINCE_312 = pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
MODULE = '''\
"""Doc."""
from __future__ import annotations
import a.b as c
@deco
class A(Base):
    """Doc."""
    x: T = 1
    def f(self, n):
        def g(): return self.y
        return getattr(self, "do_" + n), c.z
if x:
    from .d import *
'''


def test_a_summary_has_the_figures_of_the_module() -> None:
    found = summary_of(MODULE)
    assert (found.lines, found.functions, found.size) == (12, 2, len(MODULE))
    assert (found.docstring, found.future_annotations) == (True, True)
    assert [star.module for star in found.stars] == ["d"]


def test_a_summary_survives_the_codec_and_is_the_same_each_time() -> None:
    assert decode(encode(summary_of(MODULE))) == summary_of(MODULE)
    assert encode(summary_of(MODULE)) == encode(summary_of(MODULE))


def test_spans_hold_the_decorators_and_count_bytes() -> None:
    first = summary_of("é = 1; b = 2\n@deco\n@other\ndef f():\n    pass\n").parts
    assert [tuple(part.span) for part in first] == [(1, 0, 1, 6), (1, 8, 1, 13), (2, 0, 5, 8)]


def test_parts_have_their_index_and_come_after_their_parent() -> None:
    parts = summary_of(MODULE).parts
    assert [part.index for part in parts] == list(range(len(parts)))
    assert all(part.parent < part.index for part in parts)


def test_an_empty_module_has_no_parts() -> None:
    found = summary_of("")
    assert (found.parts, found.exports, found.docstring) == ((), None, False)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + " + ".join(f"a{n}" for n in range(2000)),
        "def f(): return " + " + ".join(f"a{n}" for n in range(2000)),
    ],
)
def test_long_sums_are_read(text: str) -> None:
    assert len(part_of(text).reads.refs) == 2000


def test_the_first_line_of_a_name_is_kept() -> None:
    part = part_of("def f():\n    a.b\n    a.b\n    c\n")
    assert part.reads.refs == ((("a", "b"), 2), (("c",), 4))


def test_functions_count_nested_ones_but_not_those_of_child_parts() -> None:
    parts = summary_of(
        "class A:\n    def f(self):\n        def g(): pass\n        class B:\n            def h(self): pass\n"
    ).parts
    assert [part.functions for part in parts] == [0, 3]


def test_annotations_that_are_no_code_say_nothing() -> None:
    part = part_of("def f(a: 'no code!', b: '(' * 9, c: '\\\\d', d: '', e: 'x\\0'): pass")
    assert part.reads.lazy == ()


def test_the_versions_asked_for_decide_what_is_dead() -> None:
    text = "if sys.version_info < (3, 12):\n    a = 1\n"
    assert [part.dead for part in summary_of(text, Target((3, 12))).parts] == [False, True]
    assert [part.dead for part in summary_of(text, Target((3, 11))).parts] == [False, False]


def test_except_star_is_a_container() -> None:
    parts = summary_of("try:\n    a = b\nexcept* E as e:\n    c = e.f\n").parts
    assert [(part.kind, part.binds) for part in parts] == [("block", ("e",)), ("assign", ("a",)), ("assign", ("c",))]


def test_code_that_awaits_is_read_like_any_other() -> None:
    part = part_of(
        "async def f(a):\n    async with a.b() as c, d.e: await c.g\n    async for h in i.j: yield h.k\n"
        "    return [l.m async for l in n if await o.p]\n"
    )
    assert refs(part) == {"d.e", "i.j", "n", "o.p"}
    assert attributes(part) == {"b", "g", "k", "m"}


CHECKED = """
def f():
    if TYPE_CHECKING:
        import a
        a.b
    while 0: c
from typing import TYPE_CHECKING
"""


def test_dead_code_in_functions_is_not_gathered() -> None:
    part = part_of(CHECKED)
    assert (part.imports, refs(part), part.reads.tested) == ((), {"c"}, (("TYPE_CHECKING", 3),))


@pytest.mark.parametrize("text", ["def f(): super().x", "class A:\n    @staticmethod\n    def f(x): super().y"])
def test_super_outside_of_methods_is_anything(text: str) -> None:
    part = summary_of(text).parts[-1]
    assert (part.reads.own, len(attributes(part))) == ((), 1)


@SINCE_312
def test_type_parameters_are_local() -> None:
    part = part_of("def f[T: a.b, *U, **P](x: T) -> list[U]:\n    return T.c, g\n")
    assert {"a.b", "list", "g"} <= refs(part)
    assert "T.c" not in refs(part)
    parts = summary_of("class A[T: Base](Generic[T]):\n    x = T\n").parts
    assert {"Base", "Generic"} <= refs(parts[0])


@SINCE_312
def test_type_aliases_see_the_class_around_them() -> None:
    parts = summary_of("class A:\n    class B: pass\n    type C[T] = dict[B, T]\n").parts
    assert (parts[3].binds, parts[3].reads.siblings, refs(parts[3])) == (("C",), ("B",), {"dict", "B"})
    assert not parts[3].execution.effect


@SINCE_312
def test_f_strings_may_nest_their_own_quotes() -> None:
    assert refs(part_of('a = f"{b["c"].d} {f"{e.f}"}"')) == {"b", "e.f"}


def test_the_importing_function_is_a_value_also_where_a_function_imports_it() -> None:
    handed = part_of("def f(pool, n):\n    from importlib import import_module\n    return pool(import_module, n)\n")
    assert [one.code for one in handed.hazards] == ["VZ101"]
    own = part_of("def f(pool, import_module):\n    return pool(import_module)\n")
    assert own.hazards == ()
