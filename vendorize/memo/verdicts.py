"""Remember the verdict of `verify`, and give it again as long as all that it depends on is as it was.

The tests run in children, in copies of the project, offline, with folders of their own: what they can look at are the
files of the project, of the result and of the environment, which are stamped as a whole. What we look at ourselves
(configuration, what the interpreter starts with) is noted as for a report. Not seen: files elsewhere that a test names
by an absolute path, the clock, and chance.
"""

from __future__ import annotations

import marshal
import os
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from vendorize.memo.codec import Codec
from vendorize.memo.reports import Key, cache_of, key_of
from vendorize.memo.stamps import SETTLED, stamps_of
from vendorize.memo.trees import is_inside, stamps_of_trees
from vendorize.memo.watching import listening, paths_of
from vendorize.model import verdict as proved
from vendorize_analysis.discovery import find_start
from vendorize_analysis.environment import choose_interpreter, folders_of
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Remembering

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.memo.watching import Looked
    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.scanning.cache_protocol import Cache


_OF_SYSTEM: Final = ("/dev", "/proc", "/sys")
"""What the kernel makes up: processes that have to be ended are looked for there."""


class Prove(Protocol):
    """Makes a verdict."""

    def __call__(self, request: Request, *, result: Path | None, progress: Listener) -> proved.Verdict:
        """Return the comparison of a result, or of one made now, with its original."""


_CODEC: Final = Codec(
    (
        proved.Difference,
        proved.Figure,
        proved.Flaky,
        proved.Isolation,
        proved.Leak,
        proved.Measurements,
        proved.RunRecord,
        proved.TestOutcome,
        proved.Verdict,
    )
)


def remembered_verdict(
    request: Request,
    result: Path | None,
    progress: Listener,
    prove: Prove,
    *,
    fresh: bool = False,
) -> proved.Verdict:
    """Return the verdict that was given before, with its warnings, if nothing has changed; else that of `prove`.

    With `fresh` it is made anew in any case, and remembered.
    """
    if not _is_repeatable(request):
        return prove(request, result=result, progress=progress)
    place = None if result is None else os.path.abspath(result)  # noqa: PTH100
    key = key_of(_without_writing(request), "verdict", place or "")
    known = None if fresh else _recall(request, key.text)
    if known is not None:
        for message in known[1]:
            progress.warned(message)
        return known[0]
    heard, asked = Remembering(progress), time.time_ns()
    with listening(lambda _: True) as looked:
        verdict = prove(request, result=result, progress=heard)
    # Only what removes temporary folders lists them by number, and what children look at is stamped as a whole: so it
    # need not be complete.
    if looked is not None and _is_settled(verdict):
        with suppress(UserError, OSError):  # the project is gone by now: the verdict is none the worse for it
            _remember(request, key, (verdict, heard.warnings), looked, (asked, place))
    return verdict


def _is_repeatable(request: Request) -> bool:
    """Tell whether a verdict says all that the call is for: no rules are sought, no calls made up, no page drawn."""
    options, asked = request.options, request.verify
    more = asked.repair or asked.learn or asked.replay or asked.fuzz or asked.network or request.outlined
    return options.use_cache and not options.values_within and not more


def _is_settled(verdict: proved.Verdict) -> bool:
    """Tell whether another run would say the same: no test is flaky or was stopped, and no machine was within reach."""
    runs = (verdict.baseline, verdict.result)
    return not (
        verdict.flaky or verdict.isolation.network == "open" or any(run.timed_out or run.cut_short for run in runs)
    )


def _without_writing(request: Request) -> Request:
    """Return the request without what changes nothing in a verdict."""
    return replace(request, verify=replace(request.verify, record=None, within=None))


def _recall(request: Request, key: str) -> tuple[proved.Verdict, list[str]] | None:
    with closing(cache_of(request)) as cache:
        stored = cache.get(key)
    if stored is None:
        return None
    files, folders, trees, digests, made, verdict, warnings = marshal.loads(stored)  # noqa: S302 (our own, checked)
    if digests != _digests(request, files, folders, trees)[0]:
        return None
    return replace(_CODEC.decode(verdict), given_again=made), warnings


def _remember(
    request: Request,
    key: Key,
    answer: tuple[proved.Verdict, list[str]],
    looked: Looked,
    begun: tuple[int, str | None],
) -> None:
    """Store a verdict; `begun` is when it was asked for, in nanoseconds, and the folder of a result that was given."""
    (verdict, warnings), (asked, result) = answer, begun
    with closing(cache_of(request)) as cache:
        trees = [*_trees(request, cache), *([result] if result else [])]
        looked.folders.add(os.path.abspath(request.start))  # noqa: PTH100
        files, folders = (list(_lasting(paths, trees)) for paths in paths_of(looked))
        digests, youngest = _digests(request, files, folders, trees)
        if not digests or max(youngest, key.youngest) >= asked - SETTLED:
            return
        made = datetime.fromtimestamp(asked // 1_000_000_000, UTC).isoformat()
        stored = (files, folders, trees, digests, made, _CODEC.encode(verdict), warnings)
        cache.put(key.text, marshal.dumps(stored))


def _trees(request: Request, cache: Cache) -> list[str]:
    """Return the folders of the project and of its environment."""
    found, asked = find_start(request.start), request.options
    root = found if found.is_dir() else found.parent
    python = choose_interpreter(root, asked.python)
    return [os.path.abspath(each) for each in (root, *folders_of(python, search_path=asked.search_path, memory=cache))]  # noqa: PTH100


def _digests(
    request: Request, files: Iterable[str], folders: Iterable[str], trees: Iterable[str]
) -> tuple[tuple[str, ...], int]:
    """Return what stands for all files and folders, and when the last of them changed; nothing where they are many."""
    written = (request.options.cache_dir, request.verify.record)
    passed_over = frozenset(os.path.abspath(path) for path in written if path is not None)  # noqa: PTH100
    below = stamps_of_trees(trees, passed_over)
    if below is None:
        return (), 0
    named = stamps_of(files, folders, passed_over)
    return (named.digest, below.digest), max(named.youngest, below.youngest)


def _lasting(paths: Iterable[str], trees: Iterable[str]) -> Iterable[str]:
    """Yield what is stamped by itself: not inside of a tree, nor of the system, nor a temporary file that is gone."""
    apart, temporary = (*trees, *_OF_SYSTEM), tempfile.gettempdir()
    for path in paths:
        gone = is_inside(path, temporary) and not os.path.lexists(path)
        if not (gone or any(is_inside(path, folder) for folder in apart)):
            yield path
