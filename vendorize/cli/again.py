"""Where a call begins: `analyze` that has been typed before, and whose answer is right still, says the same at once.

So nothing that shows or makes an answer is imported at the top here, and neither is click.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vendorize.cli.options import Common
    from vendorize.memo.reports import Given
    from vendorize.memo.shown import ShownAgain
    from vendorize.memo.standing import RecalledAnswer
    from vendorize.model.report import Report

_NEW_OBJECTS = 50_000
"""Of how many the collector begins to look."""
_REMEMBERED = frozenset({"text", "json", "markdown"})
"""Forms of an answer that depend on the report and the call alone."""


class Call(NamedTuple):
    """What was typed, for who remembers what is shown for it."""

    words: tuple[str, ...]
    key: str
    outdated: str = ""
    """The key of an answer that is right no longer."""


def main() -> None:
    """Run the command line."""
    # Of what is imported nothing goes, and the collector's looking at it is a twentieth of a start.
    gc.set_threshold(_NEW_OBJECTS)
    words, call = tuple(sys.argv[1:]), None
    if "analyze" in words and sys.stdout is not None:
        try:
            call = _said_again(words)
        except KeyboardInterrupt:
            _end_interrupted()
        if call is None:
            return
    from vendorize.cli.main import main as run  # noqa: PLC0415 - half of a start

    run(prog_name="vendorize", obj=call)


def _said_again(words: tuple[str, ...]) -> Call | None:
    """Say what was said before, and return None; else what is known of the call."""
    from vendorize.memo.shown import call_key, shown_before  # noqa: PLC0415 - other commands need none of it

    began = time.perf_counter()
    key = call_key(words, _place())
    found = shown_before(key, words)
    if found is None:
        return Call(words, key)
    text = None if found.answer is None else _text_of(found, found.answer, time.perf_counter() - began)
    if text is None or found.answer is None:
        return Call(words, key, found.shown.answer if found.answer is None else "")
    if not found.shown.quiet:
        _warn(found.answer.stored.warnings, color=found.shown.color)
    _write(text)
    return None


def _place() -> tuple[object, ...]:
    """Return what an answer looks like depends on, beside the call and the environment."""
    assert sys.stdout is not None  # noqa: S101 (who asks has seen to it)
    is_terminal = sys.stdout.isatty()
    try:
        size = tuple(os.get_terminal_size(sys.stdout.fileno())) if is_terminal else ()
    except (AttributeError, OSError, ValueError):
        size = ()
    return is_terminal, getattr(sys.stdout, "encoding", None), size


def _text_of(found: ShownAgain, answer: RecalledAnswer, seconds: float) -> str | None:
    """Return the text with what this run says otherwise; None where that is too long for its line."""
    shown, (files, lines) = found.shown, answer.stored.read
    said = _effort(shown.form, (files, lines, files - answer.changed), shown.seconds, seconds)
    if shown.form == "text" and len(said) > len(_effort("text", (files, lines, files), (), 0.0)):
        return None
    return f"{shown.before}{said}{shown.after}"


def _effort(form: str, read: tuple[int, int, int], stages: Sequence[str], seconds: float) -> str:
    """Return what each run says otherwise: of files read, lines, and files that were known, and of time."""
    from vendorize.report.figures import effort_line, effort_object  # noqa: PLC0415 - only where something is said

    files, lines, cached = read
    if form == "text":
        return effort_line(files, cached, seconds)
    if form == "markdown":
        return ""
    from vendorize.report.json import dump  # noqa: PLC0415

    told = {**dict.fromkeys(stages, 0.0), "total": seconds}
    return dump(effort_object(files, lines, cached, told)).removeprefix("{").removesuffix("\n}\n")


def _warn(messages: Sequence[str], *, color: bool) -> None:
    """Show warnings as a run does that makes the answer."""
    if not messages or sys.stderr is None:
        return
    from vendorize.report.lines import write_warning  # noqa: PLC0415 - as above

    if not sys.stderr.isatty():
        for message in dict.fromkeys(messages):
            write_warning(sys.stderr, message)
        return
    from vendorize.report.progress import open_progress  # noqa: PLC0415

    with open_progress(sys.stderr, quiet=False, color=color) as progress:
        for message in messages:
            progress.warned(message)


def _write(text: str) -> None:
    """Write to standard output; ends the program where that takes nothing."""
    from vendorize.report.lines import encodable  # noqa: PLC0415 - as above

    try:
        sys.stdout.write(encodable(text, sys.stdout))
        sys.stdout.flush()
    except OSError as error:
        from vendorize.cli.exit_codes import COULD_NOT_RUN  # noqa: PLC0415
        from vendorize.cli.streams import abandon, explain, unwritable  # noqa: PLC0415

        if isinstance(error, BrokenPipeError):
            abandon(sys.stdout)
        else:
            explain(unwritable(error))
        sys.exit(COULD_NOT_RUN)


def _end_interrupted() -> None:
    from vendorize.cli.exit_codes import COULD_NOT_RUN  # noqa: PLC0415 - hopefully never needed
    from vendorize.cli.streams import INTERRUPTED, say  # noqa: PLC0415

    say(INTERRUPTED)
    sys.exit(COULD_NOT_RUN)


def remember(call: Call | None, options: Common, given: Given, write: Callable[[Report], str]) -> None:
    """Remember what would be shown if the same were typed again, unless it depends on more than call and answer.

    `write` makes the text of a report.
    """
    if call is None or not given.key or not _is_plain(call, options):
        return
    from contextlib import closing  # noqa: PLC0415
    from dataclasses import asdict, replace  # noqa: PLC0415 - all of this is there by now

    from vendorize.memo.shown import ShownAnswer, remember_shown  # noqa: PLC0415
    from vendorize_analysis.model.analysis import Seconds  # noqa: PLC0415
    from vendorize_analysis.scanning.cache import open_cache  # noqa: PLC0415

    report = replace(given.report, seconds=Seconds(), files_cached=given.report.files_read)
    stages = tuple(asdict(report.seconds))
    read = report.files_read, report.lines_read, report.files_read
    said, form = write(report).rstrip("\n") + "\n", options.output_format
    before, effort, after = said.partition(_effort(form, read, stages, 0.0)) if form != "markdown" else (said, "-", "")
    # Where the line is wrapped, or somebody's text says the same, nobody knows what is to be replaced.
    if not effort or (form != "markdown" and effort in after) or ("\x1b" in said and not sys.stdout.isatty()):
        return
    shown = ShownAnswer(given.key, form, before, after, options.quiet, not options.no_color, stages)
    with closing(open_cache(options.analysis.cache_dir, fallback=options.analysis.cache_fallback)) as cache:
        remember_shown(call.key, shown, cache)


def _is_plain(call: Call, options: Common) -> bool:
    """Tell whether what is shown depends on nothing but the call and the answer.

    An interpreter that is looked for on `PATH` may be another one the next time; advice may be shown in a form whose
    name is that of a file.
    """
    more = options.output or options.advise or options.tree or options.advisories
    if more or options.output_format not in _REMEMBERED:
        return False
    words = zip(("", *call.words), call.words, strict=False)
    named = [word for before, word in words if before == "--python" or word.startswith("--python=")]
    return all(os.sep in word for word in named)
