"""`vendorize verify`: prove the result against the original."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.options import common, output_options, project_argument, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json, write_json
from vendorize.cli.sections import SectionedCommand
from vendorize.cli.tests import fill_in_tests, test_options, tests_request
from vendorize.layouts import NAMES
from vendorize.model.hoisted import HOISTS

if TYPE_CHECKING:
    from vendorize.cli.options import Common
    from vendorize.model.verdict import Verdict

FORMS = ("text", "json", "html")
TEST_COMMAND = "vendorize.test-command"


class WithTestCommand(SectionedCommand):
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
        return super().parse_args(ctx, fill_in_tests(before))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the usage line's pieces, the test command last."""
        return [*super().collect_usage_pieces(ctx), "[-- TEST COMMAND]"]


@click.command(cls=WithTestCommand, short_help="Prove that the result behaves as the original.")
@project_argument
@click.option(
    "--result",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="OUT",
    help="What `extract --out OUT` wrote [default: extract to a temporary folder].",
)
@click.option("--layout", type=click.Choice(NAMES), help="Layout to extract without --result [default: package].")
@click.option("--external", is_flag=True, help="Layout file: put what it cannot hold into a folder beside it.")
@click.option("--hoist", type=click.Choice(HOISTS), help="Layout file: merge modules where nobody can tell.")
@test_options
@project_options
@output_options(*FORMS)
@click.pass_context
def verify(ctx: click.Context, /, project: Path, *, result: Path | None, layout: str | None, **tests: Any) -> None:  # noqa: ANN401 - the test options
    """Run the tests of PROJECT on the original and on the result, and compare.

    The result runs where the extracted distributions do not exist. TEST
    COMMAND is run in the project's folder; by default the one in the
    configuration, else pytest. Both run offline where the system allows it.
    A test that differs is run again, to tell differences from flaky tests.
    Ends with 1 on any difference or leak. A leak is released code that
    reaches what only the tests need.

    --repair prints the keep rules that it found, and ends with 0 if the
    result made with them is the same; it writes nothing without --write.
    Rules that --learn proposes change neither the exit code nor any file.

    \b
    Examples:
      vendorize verify
      vendorize verify --result build/site -- python -m pytest -q tests
      vendorize verify --repair --write
      vendorize verify --replay --fuzz 30
      vendorize verify --learn --output-format json --output verdict.json
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.memo.verdicts import remembered_verdict  # noqa: PLC0415

    options, external, fresh = common(ctx, FORMS), tests.pop("external"), tests.pop("fresh")
    hoist = tests.pop("hoist") or ""
    if result is not None and (layout is not None or external or hoist):
        message = "--layout, --external and --hoist are for an extraction; --result has its layout already"
        raise click.UsageError(message, ctx)
    chosen = tests_request(ctx, ctx.meta.get(TEST_COMMAND, ()), **tests)
    request = options.request(project, layout=layout, external_beside=external, hoist=hoist, verify=chosen)
    with listening(options) as progress:
        verdict = remembered_verdict(request, result, progress, workflow.verify, fresh=fresh)
    from vendorize.report import verdict as answer  # noqa: PLC0415

    record = workflow.record_file(request)
    if record is not None:
        write_json(record, answer.record_object(verdict))

    show_verdict(options, verdict)
    finish(ctx, options, found=not verdict.same)


def show_verdict(options: Common, verdict: Verdict) -> None:
    """Show the verdict in the form that was asked for."""
    from vendorize.report import verdict as answer  # noqa: PLC0415 - keeps `--help` quick

    match options.output_format:
        case "json":
            show_json(options, answer.verdict_object(verdict))
        case "html":
            from vendorize.report.html.results import verdict_page  # noqa: PLC0415

            show(options, verdict_page(verdict))
        case _:
            show(options, answer.render(verdict, look_of(options)))
