from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import ShellComplete

from vendorize.cli.main import COMMANDS, main
from vendorize.report.rules import CODES
from vendorize.report.topics import TOPICS, text, title

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Call = Callable[..., Result]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_a_page_with_commands_and_codes_that_exist(call: Call, topic: str) -> None:
    shown = call("explain", topic.upper()).stdout
    assert shown.strip() == text(topic).strip()
    assert shown.startswith(f"# {title(topic)}\n\n")
    assert "`vendorize " in shown or "--" in shown
    assert set(re.findall(r"`vendorize (\w+)", shown)) <= set(COMMANDS)
    assert set(re.findall(r"VZ\d+", shown)) <= set(CODES)
    assert set(re.findall(r"vendorize explain (\w+)", shown)) <= set(TOPICS)


def test_without_a_topic_they_are_listed(call: Call) -> None:
    assert [line.split()[0] for line in call("explain").stdout.splitlines()] == list(TOPICS)
    answer = json.loads(call("explain", "--output-format", "json").stdout)
    assert [each["topic"] for each in answer["topics"]] == list(TOPICS)


def test_a_code_is_a_topic_too(call: Call) -> None:
    assert call("explain", "vz101").stdout == call("rule", "VZ101").stdout


@pytest.mark.parametrize(("topic", "said"), [("layuot", "did you mean layouts?"), ("xyzzy", "topics are advice, ")])
def test_a_mistyped_topic_is_corrected(call: Call, topic: str, said: str) -> None:
    shown = call("explain", topic)
    assert shown.exit_code == 2
    assert said in " ".join(shown.stderr.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_that_of_the_shell(call: Call, shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = call("completion", shell).stdout
    assert "_VENDORIZE_COMPLETE" in shown
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    assert call("completion").stdout == shown


@pytest.mark.parametrize(
    ("words", "incomplete", "found"),
    [
        ([], "ex", ["explain", "extract"]),
        (["explain"], "la", ["layouts"]),
        (["rule"], "VZ10", [code for code in CODES if code.startswith("VZ10")]),
        (["analyze"], "--adv", ["--advise"]),
        (["analyze", "--sort"], "kept", ["kept-bytes", "kept-functions"]),
    ],
)
def test_shells_complete_commands_options_and_codes(words: list[str], incomplete: str, found: list[str]) -> None:
    complete = ShellComplete(main, {}, "vendorize", "_VENDORIZE_COMPLETE")
    assert [item.value for item in complete.get_completions(words, incomplete)] == found
