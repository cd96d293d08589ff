"""Edits of source text as people make them: statements come and go, functions too, and little things change."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    Edit = Callable[["Text", Random], list[str] | None]

FUNCTIONS = (
    "def fresh_NUMBER(value):\n    return [value, str(value)]\n",
    "def fresh_NUMBER(value):\n    found = []\n    for one in sorted(value):\n        found.append(len(one))\n",
    "def fresh_NUMBER(value):\n    return NAME(value)\n",
    "def fresh_NUMBER(value):\n    return value.ATTRIBUTE, NAME\n",
    "def fresh_NUMBER(value):\n    return 'NAME.ATTRIBUTE' + str(value)\n",
    "def fresh_NUMBER(value, name):\n    return getattr(value, name)\n",
    "def fresh_NUMBER(path):\n    with open(path, 'w') as stream:\n        return stream\n",
    "def NAME(value):\n    return value\n",
    "def ATTRIBUTE(value):\n    return str(value)\n",
    "@staticmethod\ndef fresh_NUMBER(value: str = NAME) -> int:\n    return 1\n",
    "def fresh_NUMBER():\n    return fresh_NUMBER()\n",
    "class Fresh_NUMBER:\n    def ATTRIBUTE(self):\n        return self.NAME\n",
)
STATEMENTS = (
    "fresh = len([])",
    "fresh = NAME",
    "fresh.append(1)",
    "fresh.ATTRIBUTE",
    "print('fresh')",
    "fresh = 'ATTRIBUTE'",
    "fresh = open('x', 'r')",
    "import json",
    "from os import path",
    "import os.path as fresh",
    "del fresh",
    "raise ValueError(1)",
    "assert isinstance(1, int)",
    "fresh = [one for one in range(3)]",
)


class Text:
    """A module's text with its tree."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.tree = ast.parse(text)
        self.statements = [
            node for node in ast.walk(self.tree) if isinstance(node, ast.stmt) and not isinstance(node, ast.Module)
        ]
        self.names = sorted({node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)}) or ["str"]
        self.attributes = sorted({node.attr for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)}) or [
            "x"
        ]

    def without(self, node: ast.stmt, *instead: str) -> list[str]:
        """Return the lines with others in the place of a statement."""
        return [*self.lines[: first(node) - 1], *instead, *self.lines[last(node) :]]

    def filled(self, form: str, random: Random) -> list[str]:
        """Return the lines of a form with names of the module in it."""
        for word, choice in (("NAME", self.names), ("ATTRIBUTE", self.attributes)):
            form = form.replace(word, random.choice(choice))
        return form.replace("NUMBER", str(random.randrange(10**6))).splitlines()


def first(node: ast.stmt) -> int:
    """Return the first line of a statement, decorators included."""
    return min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])


def last(node: ast.stmt) -> int:
    """Return the last line of a statement."""
    return node.end_lineno or node.lineno


def edited(text: str, random: Random) -> str | None:
    """Return a module's text with one edit that can be parsed; None where there was none to be made."""
    known = Text(text)
    edit = random.choice(EDITS)
    lines = edit(known, random)
    if lines is None or lines == known.lines:
        return None
    found = "\n".join(lines) + "\n"
    try:
        ast.parse(found)
    except (SyntaxError, ValueError):
        return None
    return found


def _statement(text: Text, random: Random) -> ast.stmt | None:
    return random.choice(text.statements) if text.statements else None


def _delete(text: Text, random: Random) -> list[str] | None:
    node = _statement(text, random)
    return text.without(node) if node else None


def _delete_function(text: Text, random: Random) -> list[str] | None:
    found = [node for node in text.statements if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    return text.without(random.choice(found)) if found else None


def _duplicate(text: Text, random: Random) -> list[str] | None:
    node = _statement(text, random)
    return [*text.lines[: last(node)], *text.lines[first(node) - 1 :]] if node else None


def _insert(text: Text, random: Random) -> list[str] | None:
    node = _statement(text, random)
    if node is None:
        return None
    line = random.choice(text.filled(random.choice(STATEMENTS), random))
    place = random.choice((first(node) - 1, last(node)))
    return [*text.lines[:place], " " * node.col_offset + line, *text.lines[place:]]


def _insert_function(text: Text, random: Random) -> list[str] | None:
    tops = [node for node in text.tree.body if random.random() < 0.5] or text.tree.body[-1:]
    place = last(tops[-1]) if tops else 0
    return [*text.lines[:place], "", "", *text.filled(random.choice(FUNCTIONS), random), "", *text.lines[place:]]


def _insert_method(text: Text, random: Random) -> list[str] | None:
    found = [node for node in text.statements if isinstance(node, ast.ClassDef)]
    if not found:
        return None
    node = random.choice(found)
    lines = [f"{' ' * (node.col_offset + 4)}{line}" for line in text.filled(random.choice(FUNCTIONS), random)]
    return [*text.lines[: last(node)], *lines, *text.lines[last(node) :]]


def _swap(text: Text, random: Random) -> list[str] | None:
    pairs = list(zip(text.tree.body, text.tree.body[1:], strict=False))
    if not pairs:
        return None
    one, other = random.choice(pairs)
    moved = text.lines[first(other) - 1 : last(other)], text.lines[last(one) : first(other) - 1]
    held = text.lines[first(one) - 1 : last(one)]
    return [*text.lines[: first(one) - 1], *moved[0], *moved[1], *held, *text.lines[last(other) :]]


def _replace(pattern: str, instead: Sequence[str]) -> Edit:
    """Return an edit that changes one thing of a kind, wherever it stands."""

    def edit(text: Text, random: Random) -> list[str] | None:
        whole = "\n".join(text.lines)
        found = list(re.finditer(pattern, whole))
        if not found:
            return None
        one, new = random.choice(found), random.choice(instead)
        return f"{whole[: one.start()]}{one.expand(new)}{whole[one.end() :]}".splitlines()

    return edit


def _rename(text: Text, random: Random) -> list[str] | None:
    functions = [node for node in text.statements if isinstance(node, ast.FunctionDef)]
    locals_ = sorted({one.arg for node in functions for one in node.args.args} - {"self", "cls"})
    if not locals_:
        return None
    name = random.choice(locals_)
    return [re.sub(rf"(?<![\w.]){name}(?!\w)", f"{name}_more", line) for line in text.lines]


def _blank(text: Text, random: Random) -> list[str] | None:
    node = _statement(text, random)
    if node is None:
        return None
    return [
        *text.lines[: first(node) - 1],
        random.choice(("", "# fresh", "    # fresh")),
        *text.lines[first(node) - 1 :],
    ]


EDITS: tuple[Edit, ...] = (
    _delete,
    _delete_function,
    _duplicate,
    _insert,
    _insert,
    _insert_function,
    _insert_function,
    _insert_method,
    _swap,
    _rename,
    _blank,
    _replace(r"\b\d+\b", ("7", "0", "len([])")),
    _replace(r"(['\"])(\w+)\1", ("'fresh'", r"'\2 more'", r"'\2'", "'w'", "None")),
    _replace(r"\b(True|False|None)\b", ("True", "None", "0")),
    _replace(r" (==|!=|<|>|in|and|or) ", (" != ", " or ", " == ")),
    _replace(r"\.(\w+)\b", (r".\1_more", r".\1.\1", ".append", ".open")),
)
