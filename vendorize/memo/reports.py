"""Remember the answer of `analyze`, and give it again as long as all that it depends on is as it was.

It depends on the request, on our own code, on the interpreter that runs us, on environment variables and working
directory: these are the key. And on files and folders: what was looked at while the answer was made is stored with it,
as paths and one digest of their stamps. Not seen: other files that code in a `.pth` file of the target reads, as
everywhere (`environment/interpreter_cache.py`), and third-party libraries of ours that are changed in place.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from contextlib import closing
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from vendorize.memo.codec import Codec, in_order
from vendorize.memo.stamps import SETTLED, stamps_of
from vendorize.memo.watching import OWN, Looked, listening, paths_of, vanished
from vendorize.model import report as reported
from vendorize.model.advice import Usage
from vendorize.model.mechanism import Mechanism
from vendorize_analysis.model.analysis import Seconds
from vendorize_analysis.model.events import Remembering
from vendorize_analysis.scanning.cache import open_cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


def remembered(request: Request, progress: Listener, analyze: Analyze) -> Report:
    """Return the answer that was given before, with its warnings, if nothing has changed; else that of `analyze`."""
    if not request.options.use_cache or request.options.values_within:
        # What can be done in some seconds is another answer on another day.
        return analyze(request, progress)[0]
    began, key = time.perf_counter(), key_of(request)
    with closing(cache_of(request)) as cache:
        known = _recall(request, key.text, cache)
    if known is not None:
        for message in known.warnings:
            progress.warned(message)
        report, took = known.report, Seconds(total=time.perf_counter() - began)
        lines, cached = report.lines_read + known.lines, report.files_read - known.files
        return replace(report, seconds=took, lines_read=lines, files_cached=cached)
    heard, asked = Remembering(progress), time.time_ns()
    with listening(is_harmless) as looked:
        report, telling = analyze(request, heard)
    if looked is not None and looked.is_complete:
        looked.folders |= {os.fspath(report.root), os.path.abspath(request.start)}  # noqa: PTH100
        _remember(request, key, _ReportMade(report, heard.warnings, telling), looked, asked)
    return report


def cache_of(request: Request) -> Cache:
    """Return the cache that a request names, opened."""
    return open_cache(request.options.cache_dir, fallback=request.options.cache_fallback)


class _ReportMade(NamedTuple):
    """What is to be stored."""

    report: Report
    warnings: list[str]
    telling: Telling


class _Recalled(NamedTuple):
    """What was stored and is right still."""

    report: Report
    warnings: list[str]
    lines: int = 0
    """How many more there are in the modules by now."""
    files: int = 0
    """How many files are not as they were."""


def _recall(request: Request, key: str, cache: Cache) -> _Recalled | None:
    stored = cache.get(key)
    if stored is None:
        return None
    files, folders, digest, report, warnings, sources = marshal.loads(stored)  # noqa: S302 (our own cache, checked)
    if stamps_of(files, folders, _passed_over(request)).digest != digest:
        return None
    known = _Recalled(CODEC.decode(report), warnings)
    if all(stamps_of([path], ()).digest == stamp for path, stamp, *_ in sources[0]):
        return known
    from vendorize.memo.sources import edited_since  # noqa: PLC0415 - it has to read source

    edited = edited_since(sources, _of_project(files, known.report))
    if edited is None:
        return None
    if edited.youngest < time.time_ns() - SETTLED:
        lasting = CODEC.encode(replace(known.report, lines_read=known.report.lines_read + edited.lines))
        cache.put(key, marshal.dumps((files, folders, digest, lasting, warnings, edited.sources)))
    return known._replace(lines=edited.lines, files=edited.files)


def _remember(request: Request, key: Key, answer: _ReportMade, looked: Looked, asked: int) -> None:
    """Store an answer that was asked for at a time in nanoseconds, unless something it depends on is too young."""
    files, folders = paths_of(looked)
    oldest = asked - SETTLED
    # Mostly it is a file of the project that has just changed, and nobody need look at the many installed ones.
    if stamps_of(_of_project(files, answer.report), ()).youngest >= oldest:
        return
    report = CODEC.encode(answer.report)
    sources = answer.telling(looked, (answer.warnings, report))
    alone = {path for path, *_ in sources[0]}
    others = [path for path in files if path not in alone]
    stamps = stamps_of(others, folders, _passed_over(request))
    youngest = max(stamps.youngest, stamps_of(alone, ()).youngest, key.youngest)
    if youngest < oldest and not vanished(looked):
        with closing(cache_of(request)) as cache:
            cache.put(key.text, marshal.dumps((others, folders, stamps.digest, report, answer.warnings, sources)))


def _of_project(files: Sequence[str], report: Report) -> list[str]:
    return [path for path in files if path.startswith(os.fspath(report.root))]


def _passed_over(request: Request) -> frozenset[str]:
    """Return the folder of the cache: it changes with each run, and no answer depends on where it lies."""
    folder = request.options.cache_dir
    return frozenset() if folder is None else frozenset({os.path.abspath(folder)})  # noqa: PTH100


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
    # A library that is installed anew changes the folder that it is in.
    own = stamps_of([*sys.path, *_modules()], ())
    try:
        here = os.getcwd()  # noqa: PTH109 - plain text
    except OSError:
        here = ""
    parts = (
        # How many processes there are changes nothing in an answer.
        in_order(replace(request, options=replace(request.options, jobs=0))),
        here,
        sorted(os.environ.items()),
        tuple(os.uname()) if hasattr(os, "uname") else sys.platform,
        (sys.executable, sys.version, tuple(sys.flags)),
        own.digest,
        more,
    )
    digest = blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16)
    return Key(f"{kind}-{digest.hexdigest()}", own.youngest)


def _modules() -> Iterator[str]:
    """Yield our own files."""
    for package in OWN:
        for folder, folders, names in os.walk(package):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            yield from (f"{folder}/{name}" for name in sorted(names))
