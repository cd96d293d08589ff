"""`vendorize rewrite`: have a language model propose smaller functions, and let proof decide."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.options import common, output_options, project_argument, project_options
from vendorize.cli.output import finish, listening, show, show_json
from vendorize.cli.sections import SectionedCommand
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.assist import Outcome, RewriteOptions, Suggestion
    from vendorize.cli.options import Common, Function
    from vendorize.model.request import Request


OPTIONS = (
    click.option("--model", default="", metavar="NAME", help="Name of the model [default: as configured]."),
    click.option("--base-url", default="", metavar="URL", help="Address of an OpenAI-compatible endpoint."),
    click.option("--api", type=click.Choice(("chat", "responses")), help="Which API the endpoint has [default: chat]."),
    click.option(
        "--attempts", type=click.IntRange(1, 20), metavar="N", help="Most proposals for a function [default: 3]."
    ),
    click.option(
        "--tokens", type=click.IntRange(min=1), metavar="N", help="Most tokens of this call [default: 200000]."
    ),
    click.option("--money", type=click.FloatRange(min=0), metavar="X", help="Most money, where `price` is configured."),
    click.option(
        "--seconds", type=click.FloatRange(min=1), metavar="S", help="Most time for questions [default: 600]."
    ),
    click.option(
        "--sandbox", type=click.Choice(("auto", "required")), default="auto", help="`required`: walls of the kernel."
    ),
    click.option(
        "--observe/--no-observe",
        default=True,
        help="Run the tests first; some of the calls that they make are sent too, and repeated on each proposal "
        "[default: --observe].",
    ),
    click.option(
        "--first-party",
        is_flag=True,
        default=None,
        help="Send the first-party code that uses the function, too [default: third-party code alone].",
    ),
    click.option(
        "--allow-unreached",
        is_flag=True,
        help="Accept what left branches of the function unreached by any call; they are said.",
    ),
    click.option("--suggest", is_flag=True, help="List where a rewrite would pay; no model is asked."),
    click.option("--dry-run", is_flag=True, help="Show what would be sent, and its size; send nothing."),
    click.option("--yes", is_flag=True, help="Write an accepted rewrite without asking."),
)


def rewrite_options(function: Function) -> Function:
    """Add the options that are of this command alone."""
    for add in reversed(OPTIONS):
        function = add(function)
    return function


@click.command(cls=SectionedCommand, short_help="Have a model propose a smaller function, behind proof.")
@click.argument("wanted", required=False, metavar="SYMBOL-or-DIST")
@project_argument
@rewrite_options
@project_options
@output_options("text", "json")
@click.pass_context
def rewrite(ctx: click.Context, /, wanted: str | None, project: Path, **chosen: Any) -> None:  # noqa: ANN401 - the other options
    """Have a language model propose a smaller function, and let proof decide.

    What passes all gates (docs/assistant.md) is written to rewrites/, and
    `extract` uses it offline. The key is read from OPENAI_API_KEY.

    \b
    Examples:
      vendorize rewrite --suggest
      vendorize rewrite slugify.slugify --dry-run
      vendorize rewrite python-slugify --base-url http://127.0.0.1:8080/v1 --model local
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    options = common(ctx)
    if chosen.pop("suggest"):
        # With --suggest the only argument, if any, is the project.
        _suggest(options, options.request(Path(wanted) if wanted and project == Path() else project), chosen)
        finish(ctx, options, found=False)
        return
    if not wanted:
        message = "name a symbol or a distribution; --suggest lists some"
        raise click.UsageError(message, ctx)
    found = _propose(options, options.request(project), wanted, chosen)
    finish(ctx, options, found=found)


def _propose(options: Common, request: Request, wanted: str, chosen: dict[str, Any]) -> bool:
    """Ask, judge and show; tell whether nothing was accepted that should have been."""
    from vendorize.assist import rewrite as propose  # noqa: PLC0415 - keeps `--help` quick

    yes, wishes = chosen.pop("yes"), _wishes(request, chosen)
    with listening(options) as progress:
        outcomes = propose(request, wanted, wishes, lambda difference: yes or _confirm(difference), progress)
    if options.output_format == "json":
        show_json(options, {"schema": 1, "rewrites": [_plain(one) for one in outcomes]})
    else:
        show(options, "\n".join(_text(one, sent=wishes.dry_run) for one in outcomes))
    return not wishes.dry_run and not any(one.accepted for one in outcomes)


def _wishes(request: Request, chosen: dict[str, Any]) -> RewriteOptions:
    from vendorize.assist import Endpoint, RewriteOptions  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.starting import settings_of  # noqa: PLC0415

    said = settings_of(request).assist
    if not (said.enabled or chosen["model"] or chosen["dry_run"]):
        raise UserError(
            "the assistant is off: nothing is sent to a model",
            hint="set enabled = true in [tool.vendorize.assist], or name a model with --model",
        )
    endpoint = Endpoint(
        model=chosen["model"] or said.model,
        base_url=chosen["base_url"] or said.base_url,
        api=chosen["api"] or ("responses" if said.api == "responses" else "chat"),
        tokens=chosen["tokens"] or said.tokens or 200_000,
        seconds=chosen["seconds"] or said.seconds or 600.0,
        price=said.price,
        money=chosen["money"] or said.money,
        stream=said.stream,
    )
    attempts = chosen["attempts"] or said.attempts or 3
    return RewriteOptions(
        *(endpoint, attempts, chosen["sandbox"], chosen["dry_run"]),
        observe=chosen["observe"],
        unreached=chosen["allow_unreached"],
        first_party=said.first_party if chosen["first_party"] is None else chosen["first_party"],
    )


def _confirm(difference: str) -> bool:
    if not sys.stdin.isatty():
        return False
    click.echo("\n".join(map(_shown, difference.splitlines())), err=True)
    return click.confirm("Take this rewrite?", err=True)


def _plain(one: Outcome) -> dict[str, Any]:
    said = asdict(one)
    said["prompt"] = {"sha256": one.prompt.digest, "bytes": one.prompt.size, "parts": one.prompt.parts}
    said["gates"] = [[gate._asdict() for gate in gates] for gates in one.gates]
    return said


def _text(one: Outcome, *, sent: bool) -> str:
    lines = [f"{one.symbol}: {'accepted' if one.accepted else _shown(one.why) or 'not accepted'}"]
    lines.append(f"  {'to send' if sent else 'sent'}: {one.prompt.parts}; {one.prompt.size:,} bytes")
    if sent:
        lines += ["", one.prompt.system, one.prompt.user]
    for number, gates in enumerate(one.gates, 1):
        lines.append(f"  proposal {number}")
        for gate in gates:
            word = "not compared" if not gate.compared else "passed" if gate.passed else "STOPPED"
            lines.append(f"    {gate.name}: {word}: {_shown(gate.evidence)}")
    lines += [_shown(line) for line in one.difference.splitlines()]
    lines += [f"  wrote {path}" for path in one.files]
    return "\n".join(lines)


def _shown(text: str) -> str:
    """Return text of others so that it steers no terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(text.split("\n")))


def _suggest(options: Common, request: Request, chosen: dict[str, Any]) -> None:
    from vendorize.assist import suggest  # noqa: PLC0415 - keeps `--help` quick

    with listening(options) as progress:
        found = suggest(request, progress, observe=chosen["observe"], sandbox=chosen["sandbox"])
    if options.output_format == "json":
        show_json(options, {"schema": 1, "suggestions": [asdict(one) for one in found]})
    else:
        show(options, "\n".join(map(_line, found)) or "no function of a distribution is used by first-party code")


def _line(one: Suggestion) -> str:
    if one.why_not:
        return f"  -  {one.why_not}"
    typed = "typed" if one.typed else "not typed" if one.observed else "not typed: calls must be observed"
    calls = "" if one.observed is None else f", {one.observed} observed calls"
    others = f"; its distribution keeps {one.kept:,} bytes for {one.used} used names"
    return f"{one.symbol}: {one.bytes:,} bytes in {one.parts} parts, {typed}{calls}{others}"
