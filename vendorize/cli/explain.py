"""`vendorize explain`: short pages about what the tool is about."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

from vendorize.cli.options import common, output_options
from vendorize.cli.output import look_of, show, show_json
from vendorize.cli.rule import readable
from vendorize.cli.sections import SectionedCommand
from vendorize.report.rules import CODES
from vendorize.report.topics import TOPICS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def check_topic(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Return the topic, or the code, as it is written in the list; refuse what is neither."""
    if value is None or value.lower() in TOPICS:
        return value and value.lower()
    if value.upper() in CODES:
        return value.upper()
    near = difflib.get_close_matches(value.lower(), TOPICS, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"topics are {', '.join(TOPICS)}, and the codes of `vendorize rule`"
    message = f"nothing is known about {value!r}; {hint}"
    raise click.BadParameter(message)


def complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the topics to the shell."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only a shell asks

    return [CompletionItem(topic) for topic in TOPICS if topic.startswith(incomplete.lower())]


@click.command(cls=SectionedCommand, short_help="Explain a topic: layouts, witness, soundness …")
@click.argument("topic", required=False, callback=check_topic, shell_complete=complete)
@output_options("text", "json")
@click.pass_context
def explain(ctx: click.Context, topic: str | None) -> None:
    """Explain TOPIC on a page; without one, list the topics.

    \b
    Examples:
      vendorize explain layouts
      vendorize explain
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.report.rules import page  # noqa: PLC0415
    from vendorize.report.topics import text, title  # noqa: PLC0415

    options = common(ctx)
    if topic is None:
        listed = {name: title(name) for name in TOPICS}
        if options.output_format == "json":
            show_json(
                options, {"schema": 1, "topics": [{"topic": name, "title": said} for name, said in listed.items()]}
            )
        else:
            show(options, "\n".join(f"{name:14} {said}" for name, said in listed.items()))
        return
    said = page(topic) if topic in CODES else text(topic)
    if options.output_format == "json":
        show_json(options, {"schema": 1, "topic": topic, "text": said})
    else:
        show(options, readable(said, look_of(options)))
