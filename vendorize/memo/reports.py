"""Remember the answer of `analyze`, and give it again as long as all that it depends on is as it was.

It depends on the request, on our own code, on the interpreter that runs us, on environment variables and working
directory: these are the key. And on files and folders: what was looked at while the answer was made is stored with it,
as paths and one digest of their stamps. Not seen: other files that code in a `.pth` file of the target reads, as
everywhere (`environment/interpreter_cache.py`), and third-party libraries of ours that are changed in place.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from vendorize.memo.codec import Codec, in_order
from vendorize.memo.stamps import SETTLED, each_of, own_stamps, stamps_of, surroundings
from vendorize.memo.standing import StoredAnswer, of_project, passed_over, recall, store
from vendorize.memo.watching import Looked, files_of, listed_in, listening, vanished
from vendorize.model import report as reported
from vendorize.model.advice import Usage
from vendorize.model.mechanism import Mechanism
from vendorize_analysis.digests import blake2b
from vendorize_analysis.model.analysis import Seconds
from vendorize_analysis.model.events import Remembering
from vendorize_analysis.scanning.cache import open_cache

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vendorize.model.report import Report
    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.scanning.cache_protocol import Cache

    # Gives the modules that an answer depends on by their facts alone, in the form that is stored: for what was opened
    # for more than these, and all that the answer says.
    Telling = Callable[[Looked, object], tuple[Any, ...]]

CODEC: Final = Codec(
    (
        reported.AbsentImport,
        reported.Before,
        reported.CapabilityChange,
        reported.Cost,
        reported.Counts,
        reported.DistributionReport,
        reported.Report,
        reported.ReportedHazard,
        reported.Totals,
        Usage,
        Mechanism,
        Seconds,
    )
)
_WORKER: Final = ["-I", "-S", "-B", "-c"]
"""How our own interpreter is started to summarise files, all of which we read ourselves too."""


class Analyze(Protocol):
    """Makes an answer."""

    def __call__(self, request: Request, progress: Listener) -> tuple[Report, Telling]:
        """Return an answer, and what tells which modules it depends on by their facts alone."""


class Given(NamedTuple):
    """An answer as it was given."""

    report: Report
    key: str = ""
    """What it is stored under; empty where it is not."""


def remembered(request: Request, progress: Listener, analyze: Analyze, *, outdated: str = "") -> Given:
    """Return the answer that was given before, with its warnings, if nothing has changed; else that of `analyze`.

    `outdated` is the key of an answer that is known to be right no longer.
    """
    if not request.options.use_cache or request.options.values_within:
        # What can be done in some seconds is another answer on another day.
        return Given(analyze(request, progress)[0])
    began, key = time.perf_counter(), key_of(request)
    with closing(cache_of(request)) as cache:
        known = None if key.text == outdated else recall(key.text, cache, passed_over(request.options.cache_dir))
    if known is not None:
        for message in known.stored.warnings:
            progress.warned(message)
        report, took = CODEC.decode(known.stored.report), Seconds(total=time.perf_counter() - began)
        files, lines = known.stored.read
        return Given(replace(report, seconds=took, lines_read=lines, files_cached=files - known.changed), key.text)
    heard, asked = Remembering(progress), time.time_ns()
    with listening(is_harmless) as looked:
        report, telling = analyze(request, heard)
    if looked is not None and looked.is_complete:
        looked.folders |= {os.fspath(report.root), os.path.abspath(request.start)}  # noqa: PTH100
        if _remember(request, key, _ReportMade(report, heard.warnings, telling), looked, asked):
            return Given(report, key.text)
    return Given(report)


def cache_of(request: Request) -> Cache:
    """Return the cache that a request names, opened."""
    return open_cache(request.options.cache_dir, fallback=request.options.cache_fallback)


class _ReportMade(NamedTuple):
    """What is to be stored."""

    report: Report
    warnings: list[str]
    telling: Telling


def _remember(request: Request, key: Key, answer: _ReportMade, looked: Looked, asked: int) -> bool:
    """Store an answer that was asked for at a time in nanoseconds; False where something it depends on is too young."""
    files, folders = files_of(looked), listed_in(looked)
    oldest, root = asked - SETTLED, os.fspath(answer.report.root)
    # Mostly it is a file of the project that has just changed, and nobody need look at the many installed ones.
    if stamps_of(of_project(files, root), ()).youngest >= oldest:
        return False
    report = CODEC.encode(answer.report)
    sources = answer.telling(looked, (answer.warnings, report))
    alone = {path for path, *_ in sources[0]}
    for folder, names in files.items() if alone else ():
        names[:] = [name for name in names if f"{folder}{os.sep}{name}" not in alone]
    stamps = stamps_of(each_of(files), folders, passed_over(request.options.cache_dir))
    youngest = max(stamps.youngest, stamps_of(alone, ()).youngest, key.youngest)
    if youngest >= oldest or vanished(looked):
        return False
    read = answer.report.files_read, answer.report.lines_read
    stored = StoredAnswer(files, folders, stamps.digest, report, answer.warnings, sources, root, read)
    with closing(cache_of(request)) as cache:
        store(key.text, stored, cache)
    return True


def is_harmless(command: Sequence[Any]) -> bool:
    """Tell whether a child is the target interpreter that describes itself, or a worker."""
    from vendorize_analysis.environment.question import QUESTION  # noqa: PLC0415

    return QUESTION in command or list(command[:5]) == [sys.executable, *_WORKER]


class Key(NamedTuple):
    """What an answer is stored under."""

    text: str
    youngest: int
    """When the last of our own files changed, in nanoseconds."""


def key_of(request: Request, kind: str = "report", more: str = "") -> Key:
    """Return what stands for all but files of others that an answer of a kind depends on."""
    own = own_stamps()
    # How many processes there are changes nothing in an answer.
    asked = in_order(replace(request, options=replace(request.options, jobs=0)))
    digest = blake2b(repr((asked, surroundings(), own.digest, more)).encode("utf-8", "surrogatepass"), digest_size=16)
    return Key(f"{kind}-{digest.hexdigest()}", own.youngest)
