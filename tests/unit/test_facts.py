"""The facts of a module are what an answer depends on: equal ones for edits that add nothing, others for all else."""

from __future__ import annotations

import ast

import pytest

from vendorize_analysis.facts import SourceFacts, Standing, facts_of, names_in
from vendorize_analysis.scanning.making import make_summary
from vendorize_analysis.scanning.source import SourceFile, count_lines
from vendorize_analysis.summarizing import Target
from vendorize_analysis.tables import powers
from vendorize_analysis.tables.plain import PLAIN_BUILTINS, PLAIN_METHODS

TEXT = """\
import dep

try:
    import more
except ImportError:
    more = None

LIMIT = 3


def first(items, other):
    for item in items:
        if item > LIMIT:
            other.append(dep.used(item))
    return other


class Kind:
    def name(self):
        return "kind"
"""


def facts(
    text: str,
    *,
    asked: frozenset[str] | None = frozenset(),
    openers: tuple[str, ...] = (),
    standing: Standing | None = None,
) -> SourceFacts:
    data = text.encode()
    summary = make_summary(SourceFile(data, "", count_lines(data)), Target()).summary
    return facts_of(data, summary, standing or Standing(asked, openers))  # type: ignore[arg-type]


SAME = {
    "a comment": ("    return other", "    # more\n    return other"),
    "a number": ("LIMIT = 3", "LIMIT = 4"),
    "a condition": ("item > LIMIT", "not item < LIMIT"),
    "a local": ("item", "each"),
    "what is said again": ("    return other", "    other.append(dep.used(0))\n    return other"),
    "a built-in function": ("return other", "return sorted(other)"),
}
MORE = {
    "of its own": "def fresh(value):\n    return [value, str(value)]\n",
    "that calls what is there": "def fresh(value):\n    return first(value, Kind())\n",
    "with a method that is used above": "def fresh(value):\n    value.append(len(value))\n",
    "that calls itself": "def fresh(value):\n    return fresh(value)\n",
}
OTHER = {
    "an attribute": ("return other", "return other.extend"),
    "a name of what is imported": ("dep.used", "dep.unused"),
    "a text": ('"kind"', '"dep.core"'),
    "an import further down": ("import dep\n", "\nimport dep\n"),
    "a block of another kind": ("try:\n    import more\nexcept ImportError:\n", "if LIMIT:\n    import more\nelse:\n"),
    "what comes first": ("LIMIT = 3\n", "first = None\n"),
    "no function": ("def first(items, other):", "async def second(items, other):"),
    "a decorator": ("def first", "@dep.used\ndef first"),
    "a path to search": ("LIMIT = 3", "import sys\nsys.path.append('x')"),
}
NOT_IDLE = {
    "a decorator": "@dep\ndef fresh():\n    pass\n",
    "an import": "def fresh():\n    import dep\n",
    "a name of something imported": "def fresh():\n    return dep\n",
    "a global value": "def fresh():\n    return LIMIT\n",
    "an attribute that nothing else uses": "def fresh(value):\n    value.extend(1)\n",
    "an attribute that means something": "def fresh(value):\n    value.open()\n",
    "a text": "def fresh():\n    return 'dep.core'\n",
    "a computed name": "def fresh(value, name):\n    return getattr(value, name)\n",
    "a default": "def fresh(value=dep):\n    pass\n",
    "a special name": "def __getattr__(name):\n    raise AttributeError(name)\n",
    "a second binding": "def first(items):\n    return items\n",
    "a method": "class Fresh:\n    def fresh(self):\n        pass\n",
    "a statement": "fresh = 1\n",
}


@pytest.mark.parametrize("edit", SAME)
def test_an_edit_that_adds_nothing_leaves_the_facts(edit: str) -> None:
    changed = TEXT.replace(*SAME[edit])
    assert changed != TEXT
    assert facts(changed).digest == facts(TEXT).digest != ""


@pytest.mark.parametrize("more", MORE)
def test_a_function_that_adds_nothing_is_left_out(more: str) -> None:
    found = facts(f"{TEXT}\n\n{MORE[more]}")
    assert found == (facts(TEXT).digest, {"fresh"})
    assert facts(f"{TEXT}\n\n{MORE[more]}", asked=None).digest != facts(TEXT, asked=None).digest
    assert facts(f"{TEXT}\n\n{MORE[more]}", asked=frozenset({"fresh"})).digest != found.digest


@pytest.mark.parametrize("edit", OTHER)
def test_whatever_else_is_said_counts(edit: str) -> None:
    changed = TEXT.replace(*OTHER[edit])
    ast.parse(changed)
    assert changed != TEXT
    assert facts(changed).digest != facts(TEXT).digest


@pytest.mark.parametrize("more", NOT_IDLE)
def test_a_function_that_may_add_something_counts(more: str) -> None:
    found = facts(f"{TEXT}\n\n{NOT_IDLE[more]}")
    assert (found.digest, found.idle) != (facts(TEXT).digest, frozenset())
    assert "fresh" not in found.idle


def test_a_star_or_a_list_of_exports_leaves_nothing_out() -> None:
    for line in ("from dep import *\n", "__all__ = ['first']\n"):
        assert not facts(f"{line}{TEXT}\n\n{MORE['of its own']}").idle


def test_functions_come_after_what_uses_their_methods() -> None:
    assert not facts(f"{MORE['with a method that is used above']}\n\n{TEXT}").idle


def test_the_text_counts_where_files_are_opened() -> None:
    text, changed = (f"def first(path, mode):\n    return open(path, {mode})\n" for mode in ("mode", "None or mode"))
    assert facts(text).digest == facts(changed).digest
    assert facts(text, openers=("open",)).digest != facts(changed, openers=("open",)).digest
    assert facts(f"{text}\n# more\n", openers=("open",)).digest == facts(text, openers=("open",)).digest
    assert facts(text, openers=("other",)).digest == facts(changed).digest


def test_names_of_files_and_tests_count_where_somebody_looks_for_them() -> None:
    texts = ['"""Say."""\n', '"""Say x.pyi"""\n', '"""Say /tests/."""\n']
    assert len({facts(text).digest for text in texts}) == 1
    asked = [Standing(frozenset(), by_endings=True)] * len(texts)
    assert len({facts(text, standing=each).digest for text, each in zip(texts, asked, strict=True)}) == len(texts)


@pytest.mark.parametrize("text", ["x = 1  # vendorize: keep\n", "x = '\u2028'\n", "# sys.path\n"])
def test_nothing_equals_a_text_of_which_more_is_asked(text: str) -> None:
    assert facts(text) == SourceFacts("")


def test_names_come_without_those_of_definitions() -> None:
    data = TEXT.encode()
    summary = make_summary(SourceFile(data, "", count_lines(data)), Target()).summary
    assert {"dep", "used", "append"} <= set(names_in(summary))  # type: ignore[arg-type]
    assert not {"first", "Kind", "name"} & set(names_in(summary))  # type: ignore[arg-type]


def test_plain_names_have_no_capability() -> None:
    assert [name for name in PLAIN_BUILTINS if powers.capabilities(name)] == []
    assert [name for name in PLAIN_METHODS if powers.capabilities_of_member(name)] == []
