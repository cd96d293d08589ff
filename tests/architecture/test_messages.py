"""Every error that a user can mend says what is wrong and what to do about it, all in the same way."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from vendorize.cli.main import COMMANDS, main

ROOT = Path(__file__).parents[2]
NAMES = frozenset(
    {"VZ", "PEP", "RECORD", "SHA", "SPDX", "SOURCE_DATE_EPOCH", "CycloneDX", "GitHub", "OpenVEX", "Python", "TOML"}
)
"""Words that begin with a capital wherever they stand."""
OF_OTHERS = frozenset({"--force-reinstall", "--no-deps", "--target", "--link-mode"})
"""Options of pip and uv."""
BLAME = re.compile(r"\b(please|sorry|oops|fatal|illegal|bad|failed to|unable to|error:)", re.IGNORECASE)
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]+)")


class Message(NamedTuple):
    """Where an error is made and what it says; `{}` stands for what is only known then."""

    place: str
    text: str
    hint: str | None


def text_of(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(value) if isinstance(value, ast.Constant) else "{}" for value in node.values)
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.BinOp):
        return text_of(node.left) + text_of(node.right)
    return "{}"


@cache
def messages() -> list[Message]:
    found = []
    for folder in ("vendorize", "analysis/vendorize_analysis"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "UserError":
                    hints = [text_of(each.value) for each in node.keywords if each.arg == "hint"]
                    place = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
                    found.append(Message(place, text_of(node.args[0]), hints[0] if hints else None))
    return found


def options_of(command: click.Command) -> set[str]:
    """Find the options of a command, and of those inside of it."""
    found = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    inner = command.list_commands(click.Context(command)) if isinstance(command, click.Group) else []
    for name in inner:
        one = command.get_command(click.Context(command), name)
        assert one is not None
        found |= options_of(one)
    return found


def begins_well(text: str) -> bool:
    word = re.match(r"[\w-]*", text)
    assert word is not None
    return not word[0][:1].isupper() or any(word[0].startswith(name) for name in NAMES)


def test_there_are_messages_to_look_at() -> None:
    assert len(messages()) > 150


def test_each_has_a_remedy() -> None:
    assert [each for each in messages() if not each.hint] == []


@pytest.mark.parametrize("part", ["text", "hint"])
def test_each_is_a_phrase_in_lower_case_without_a_full_stop(part: str) -> None:
    said = [(each.place, getattr(each, part)) for each in messages() if getattr(each, part)]
    assert [one for one in said if not begins_well(one[1])] == []
    assert [one for one in said if one[1].endswith((".", "!", " ")) and not one[1].endswith("...")] == []
    assert [one for one in said if "  " in one[1].replace("\n  ", "\n")] == []


def test_none_blames_or_begs() -> None:
    assert [each for each in messages() if BLAME.search(f"{each.text} {each.hint}")] == []


def test_remedies_name_commands_and_options_that_exist() -> None:
    known = options_of(main) | OF_OTHERS
    for each in messages():
        hint = each.hint or ""
        assert set(re.findall(r"`vendorize (?:explain \w+|(\w+))", hint)) - {""} <= set(COMMANDS), each
        assert set(OPTION.findall(hint)) <= known, each
