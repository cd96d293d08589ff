"""`vendorize verify`: prove the result against the original."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendorize.cli.options import LAYOUTS, Function, common, output_options, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json

if TYPE_CHECKING:
    from vendorize.cli.options import Common
    from vendorize.model.plan import Layout
    from vendorize.model.request import Repair
    from vendorize.model.verdict import Verdict

TEST_COMMAND = "vendorize.test-command"
ROUNDS = 3
"""Of repair, where no number is given."""


class WithTestCommand(click.Command):
    """A command that takes everything after `--` as another command line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments before the first `--`; click alone would give the rest to PROJECT."""
        before = args
        if "--" in args:
            cut = args.index("--")
            before, after = args[:cut], args[cut + 1 :]
            if not after:
                message = "no test command after --"
                raise click.UsageError(message, ctx)
            ctx.meta[TEST_COMMAND] = tuple(after)
        return super().parse_args(ctx, [_with_number(*pair) for pair in zip_longest(before, before[1:], fillvalue="")])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Give the usage line's pieces, the test command last."""
        return [*super().collect_usage_pieces(ctx), "[-- TEST COMMAND]"]


def _with_number(word: str, following: str) -> str:
    """Give `--repair` its number, where what follows is another argument: click would take that for it."""
    return word if word != "--repair" or following.isdecimal() else f"{word}={ROUNDS}"


def repair_options(function: Function) -> Function:
    """Add the options of repair."""
    write = click.option("--write", is_flag=True, help="Add the rules of --repair to the configuration file.")
    repair = click.option(
        "--repair",
        type=click.IntRange(min=1),
        is_flag=False,
        flag_value=ROUNDS,
        metavar="[N]",
        help="Keep what leaks or was removed and is asked for, and verify again, at most N times "
        "[default: off; N is 3].",
    )
    return repair(write(function))


@click.command(cls=WithTestCommand, short_help="Prove that the result behaves as the original.")
@click.argument("project", type=click.Path(exists=True, path_type=Path), default=".")
@click.option(
    "--result",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="OUT",
    help="What `extract --out OUT` wrote [default: extract to a temporary folder].",
)
@repair_options
@click.option("--layout", type=click.Choice(LAYOUTS), help="Layout to extract without --result [default: package].")
@project_options
@output_options("text", "json")
@click.pass_context
def verify(  # noqa: PLR0913 - each is an option
    ctx: click.Context,
    project: Path,
    *,
    result: Path | None,
    layout: Layout | None,
    repair: int | None,
    write: bool,
) -> None:
    """Run the tests of PROJECT on the original and on the result, and compare.

    The result runs where the extracted distributions do not exist. TEST
    COMMAND is run in the project's folder; by default the one in the
    configuration, else pytest. Ends with 1 on any difference or leak. A leak
    is released code that reaches what only the tests need.

    --repair prints the keep rules that it found, and ends with 0 if the
    result made with them is the same; it writes nothing without --write.

    \b
    Examples:
      vendorize verify
      vendorize verify --result build/site -- python -m pytest -q tests
      vendorize verify --repair --write
      vendorize verify --output-format json --output verdict.json
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx)
    if result is not None and layout is not None:
        message = "--layout is for an extraction; --result has its layout already"
        raise click.UsageError(message, ctx)
    command: tuple[str, ...] = ctx.meta.get(TEST_COMMAND, ())
    with listening(options) as tell:
        verdict = workflow.verify(
            options.request(project, layout=layout),
            result=result,
            command=command,
            repair=repair_of(ctx, repair, write=write),
            tell=tell,
        )
    show_verdict(options, verdict)
    finish(ctx, options, found=not verdict.same)


def repair_of(ctx: click.Context, rounds: int | None, *, write: bool) -> Repair | None:
    """Give what was asked for, if anything was."""
    from vendorize.model.request import Repair  # noqa: PLC0415 - keeps `--help` quick

    if write and rounds is None:
        message = "--write goes with --repair: there is nothing else to write"
        raise click.UsageError(message, ctx)
    return None if rounds is None else Repair(rounds, write)


def show_verdict(options: Common, verdict: Verdict) -> None:
    """Write the answer in the form that was asked for."""
    from vendorize.report import verdict as answer  # noqa: PLC0415 - keeps `--help` quick

    if options.output_format == "json":
        show_json(options, answer.verdict_object(verdict))
    else:
        show(options, answer.render(verdict, look_of(options)))
