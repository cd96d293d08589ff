"""The command group, and the one place that turns errors into messages and exit codes.

A command is imported when it is called. They import nothing heavy at their top: `vendorize --help` loads all of them.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import Any

import click

from vendorize.cli.exit_codes import COULD_NOT_RUN
from vendorize.cli.options import output_options, project_options
from vendorize.cli.sections import GROUPS, write_commands, write_options
from vendorize.cli.streams import INTERRUPTED, abandon, explain, occupy_standard_descriptors, say
from vendorize_analysis.errors import UserError

COMMANDS = tuple(name for names in GROUPS.values() for name in names)
"""Each in a module of its name; it is imported when somebody asks for it."""
FORMS = ("text", "json", "markdown", "pycg", "dot", "github", "sarif", "html")
"""Every output format that one of the commands has."""
FIXABLE = frozenset(
    {
        errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENAMETOOLONG,
        errno.ELOOP, errno.EISDIR, errno.ENOTDIR, errno.EMFILE, errno.ENFILE, errno.ENOMEM,
    }
)  # fmt: skip
"""Errors of the file system that a person can mend; the others are our bugs, for every path is checked before."""


class Boundary(click.Group):
    """A group that imports the command that is called, and maps every failure of it to a message and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, as `--help` lists them."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"vendorize.cli.{cmd_name}"), cmd_name)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write commands and then options into the help, in sections: who is new looks for a command."""
        write_commands(self, ctx, formatter)
        write_options(self.get_params(ctx), ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with; the error about a mistyped one names what is like it."""
        if args and args[0] not in COMMANDS:
            loaded = {name: self.get_command(ctx, name) for name in COMMANDS}
            self.commands.update({name: command for name, command in loaded.items() if command is not None})
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run the command; nothing but click's own control flow leaves this method."""
        occupy_standard_descriptors()
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.exceptions.Abort):
            raise
        except click.ClickException as error:
            show_usage(error)
        except KeyboardInterrupt:
            say(INTERRUPTED)
        except BrokenPipeError:
            # The reader of our output has gone.
            abandon(sys.stdout)
        except UserError as error:
            explain(error)
        except OSError as error:
            explain_system(error)
        except Exception as error:  # noqa: BLE001 - the boundary: whatever is left is our bug
            explain_bug(error)
        return ctx.exit(COULD_NOT_RUN)


def show_usage(error: click.ClickException) -> None:
    """Let click say what is wrong with a call; where nobody can read it, the exit code says it."""
    try:
        error.show()
    except OSError:
        abandon(sys.stderr)


def explain_system(error: OSError) -> None:
    """Say what the file system refused."""
    if error.errno in FIXABLE:
        say(f"error: {error.filename or 'output'}: {error.strerror}")
    elif not working_directory_exists():
        say("error: the working directory does not exist any more", "hint: change into one that does")
    else:
        explain_bug(error)


def working_directory_exists() -> bool:
    """Tell whether the folder that relative paths start from is still there; somebody may have deleted it meanwhile."""
    try:
        os.getcwd()  # noqa: PTH109 - asked, not used
    except FileNotFoundError:
        return False
    return True


def explain_bug(error: Exception) -> None:
    """Show the traceback, and say that it is not the user's fault; unless an interrupt is behind the error."""
    if is_interrupt(error):
        say(INTERRUPTED)
        return
    import traceback  # noqa: PLC0415 - hopefully never needed

    say(
        traceback.format_exc().rstrip(),
        "",
        "internal error: this is a bug in vendorize, not in your project.",
        "Please report it, with the traceback above.",
    )


def is_interrupt(error: BaseException | None) -> bool:
    """Tell whether an error was made of an interrupt: Python does so where classes call `__set_name__`."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    """Print the version and stop."""
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, and rarely needed

    try:
        number = version("vendorize-cli")
    except PackageNotFoundError:
        number = "(not installed: run from its source)"
    click.echo(f"vendorize {number}, Python {sys.version.partition(' ')[0]}")
    ctx.exit()


@click.group(cls=Boundary, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@project_options
@output_options(*FORMS)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version, help="Show the version."
)
def main() -> None:
    """Own the third-party code that your program really uses, and nothing else.

    \b
    Examples:
      vendorize analyze                          what is used of each dependency?
      vendorize why requests.adapters            why is that kept?
      vendorize extract --out build/site --layout site
      vendorize verify -- python -m pytest -q    does the result behave the same?

    \b
    Exit codes: 0 done and nothing found; 1 the command found something;
    2 it could not run.

    Options shown here may also stand after the name of a command.
    """  # noqa: D301 - \b is a backspace: click keeps the lines
