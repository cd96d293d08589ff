"""Help in sections: first what a command alone has, then what all of them have; commands by what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN: Final = "Options"
PROJECT: Final = "What is analysed"
ANSWER: Final = "How it is shown"
_SECTIONS: Final = (OWN, PROJECT, ANSWER)
GROUPS: Final = {
    "See what is used": ("analyze", "why", "graph", "diff", "trace"),
    "Make a result and prove it": ("init", "extract", "verify", "update", "image"),
    "Know what is in it": ("check", "sbom", "audit", "provenance", "retrace"),
    "Need less": ("inline", "rewrite"),
    "Learn": ("explain", "rule", "completion"),
}
"""Every command under what it is for, in the order of use; each is a module beside this one."""


class ProjectOption(click.Option):
    """An option that says what is analysed and how."""


class AnswerOption(click.Option):
    """An option that says how the answer is shown."""


class SectionedCommand(click.Command):
    """A command whose help has its options in sections."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each section that has options, with a heading."""
        write_options(self.get_params(ctx), ctx, formatter)


def write_options(parameters: Sequence[click.Parameter], ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write options into a help text, in sections."""
    rows: dict[str, list[tuple[str, str]]] = {section: [] for section in _SECTIONS}
    for one in parameters:
        row = one.get_help_record(ctx)
        if row is not None and isinstance(one, click.Option):
            rows[_section(one)].append(row)
    for section, listed in rows.items():
        if listed:
            with formatter.section(section):
                formatter.write_dl(listed)


def write_commands(group: click.Group, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the commands of a group into its help text, in sections of what they are for."""
    width = max(map(len, group.list_commands(ctx)))
    for section, names in GROUPS.items():
        found = [(name, group.get_command(ctx, name)) for name in names]
        limit = formatter.width - 6 - width
        with formatter.section(section):
            rows = [(name.ljust(width), one.get_short_help_str(limit)) for name, one in found if one is not None]
            formatter.write_dl(rows)


def _section(one: click.Option) -> str:
    match one:
        case ProjectOption():
            return PROJECT
        case AnswerOption():
            return ANSWER
        case _:
            return OWN
