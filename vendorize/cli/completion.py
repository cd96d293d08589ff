"""`vendorize completion`: the script that lets a shell complete commands, options and codes."""

from __future__ import annotations

import os
from pathlib import PurePath

import click

from vendorize.cli.options import common, output_options
from vendorize.cli.output import show
from vendorize.cli.sections import SectionedCommand

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_VENDORIZE_COMPLETE"
"""click's convention for a program of this name."""


def own_shell() -> str:
    """Return the shell of the user, as far as its variable says; bash where it says another."""
    name = PurePath(os.environ.get("SHELL", "")).name
    return name if name in SHELLS else SHELLS[0]


@click.command(cls=SectionedCommand, short_help="Print the completion script for a shell.")
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@output_options("text")
@click.pass_context
def completion(ctx: click.Context, shell: str | None) -> None:
    """Print the script that lets SHELL complete commands, options and codes.

    Without SHELL it is that of the variable SHELL, else bash.

    \b
    Examples:
      eval "$(vendorize completion bash)"                 in ~/.bashrc
      eval "$(vendorize completion zsh)"                  in ~/.zshrc, below compinit
      vendorize completion fish > ~/.config/fish/completions/vendorize.fish
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from click.shell_completion import get_completion_class  # noqa: PLC0415

    options = common(ctx, ("text",))
    found = get_completion_class(shell or own_shell())
    assert found is not None  # noqa: S101 (click knows these three)
    show(options, found(ctx.find_root().command, {}, "vendorize", VARIABLE).source())
