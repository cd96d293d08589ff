"""Help lists every command once, and what a command alone has before what all of them have."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import click
import pytest
from click.testing import CliRunner

import vendorize.cli
from vendorize.cli.main import COMMANDS, main
from vendorize.cli.sections import GROUPS, SectionedCommand


def test_every_command_stands_in_one_section() -> None:
    found = [
        name
        for name in _modules()
        if isinstance(getattr(import_module(f"vendorize.cli.{name}"), name, None), click.Command)
    ]
    assert sorted(COMMANDS) == sorted(found)


def _modules() -> list[str]:
    return [one.name for one in iter_modules(vendorize.cli.__path__) if one.name != "main"]


def test_the_help_of_the_tool_has_the_sections_in_order() -> None:
    shown = CliRunner().invoke(main, ["--help"], prog_name="vendorize").output
    places = [shown.index(f"\n{section}:\n") for section in GROUPS]
    assert places == sorted(places)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_every_option(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert isinstance(command, (SectionedCommand, click.Group))
    shown = CliRunner().invoke(main, [name, "--help"]).output
    names = [one.opts[0] for one in command.params if isinstance(one, click.Option) and not one.hidden]
    assert [each for each in names if each not in shown] == []


def test_own_options_come_before_those_of_every_command() -> None:
    shown = CliRunner().invoke(main, ["analyze", "--help"]).output
    order = (
        "Options:",
        "  --fail-on",
        "  --sort",
        "What is analysed:",
        "  --python",
        "How it is shown:",
        "  --output ",
    )
    places = [shown.index(f"\n{each}") for each in order]
    assert places == sorted(places)
