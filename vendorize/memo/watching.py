"""Find out what an answer depends on: Python itself tells which files are opened and which folders are listed.

Source: PEP 578. An audit hook cannot be taken away again, so there is one for the process; it does nothing while
nobody listens. What is only asked about (`stat`) raises an event of ours.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from vendorize.memo.stamps import OWN, each_of
from vendorize_analysis.reading import ASKED_ABOUT, READ_AS_SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_TRIAL: Final = "vendorize.trial"
"""Audit event by which the hook is known to work: one that came before it may keep it away."""
_LISTINGS: Final = frozenset({"os.listdir", "os.scandir"})
_UNPLAIN: Final = re.compile(r"/(?:\.{0,2}/|\.{0,2}\Z)")
"""What makes a path another one than its absolute form."""
_FILES: Final = frozenset({ASKED_ABOUT, "open"})
_CHILD: Final = "subprocess.Popen"
_HEARD: Final = frozenset({READ_AS_SOURCE, _TRIAL, _CHILD, *_LISTINGS, *_FILES})


@dataclass(slots=True)
class Looked:
    """What was looked at while somebody listened, as absolute paths."""

    files: dict[str, dict[str, bool]] = field(default_factory=dict)
    """What was opened or asked about, by folder, each with whether it was there at that moment."""
    folders: set[str] = field(default_factory=set)
    """What was listed."""
    read: set[str] = field(default_factory=set)
    """What was opened for more than its facts."""
    endings: set[str] = field(default_factory=set)
    """What was asked which names of files and tests are in its texts."""
    is_complete: bool = True
    """False where something may have been looked at that nobody saw: a child did it."""


class _Ear:
    """What the one hook of this process knows."""

    def __init__(self) -> None:
        self.looked: Looked | None = None
        self.works = False
        self.harmless: Callable[[Sequence[Any]], bool] = lambda _: False
        self.waits = True
        self.as_source = ("", 0)
        """The file that is read next for its facts, and how many events of opening it are left: `open` raises one, and
        its opener another."""


_ear = _Ear()


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    # Most events are of no interest, and there are a hundred thousand in a first analysis.
    if event not in _HEARD:
        return
    looked = _ear.looked
    if looked is None:
        _ear.works = _ear.works or event == _TRIAL
    elif event in _FILES:
        path = arguments[0]
        if not isinstance(path, int):
            path = _plain(path)
            _note_reading(looked, path, event)
            folder, _, name = path.rpartition(os.sep)
            held = looked.files.setdefault(folder, {})
            if name not in held:
                known = event == ASKED_ABOUT and arguments[1] is not None
                held[name] = arguments[1] if known else os.path.lexists(path)
    elif event == READ_AS_SOURCE:
        _ear.as_source = (_plain(arguments[0]), 2)
        looked.endings.update([_ear.as_source[0]] if arguments[1] else [])
    elif event in _LISTINGS:
        if isinstance(arguments[0], int):
            looked.is_complete = False
        else:
            looked.folders.add(_plain("." if arguments[0] is None else arguments[0]))
    elif event == _CHILD and not _ear.harmless(arguments[1]):
        looked.is_complete = False


def _note_reading(looked: Looked, path: str, event: str) -> None:
    expected, left = _ear.as_source
    if event == ASKED_ABOUT:
        return
    if path == expected and left:
        _ear.as_source = (expected, left - 1)
    else:
        looked.read.add(path)


@contextmanager
def listening(harmless: Callable[[Sequence[Any]], bool]) -> Iterator[Looked | None]:
    """Yield what is looked at while the block runs, complete at its end; None where nobody can tell.

    `harmless` tells of the command of a child whether what it looks at is known otherwise.
    """
    if _ear.waits:
        _ear.waits = False
        sys.addaudithook(_hook)
    sys.audit(_TRIAL)
    if not _ear.works or _ear.looked is not None:
        yield None
        return
    _ear.harmless, _ear.looked = harmless, Looked()
    try:
        yield _ear.looked
    finally:
        _ear.looked = None


def vanished(looked: Looked) -> bool:
    """Tell whether something was there when it was looked at, and is no longer."""
    there = {folder: [name for name, was_there in names.items() if was_there] for folder, names in looked.files.items()}
    return any(not os.path.lexists(path) for path in each_of(there))


def files_of(looked: Looked) -> dict[str, list[str]]:
    """Return the files that were looked at by folder, all in order, without our own and without bytecode."""
    folders = ((folder, sorted(looked.files[folder])) for folder in sorted(looked.files))
    found = {folder: [name for name in names if _is_of_others(f"{folder}{os.sep}{name}")] for folder, names in folders}
    return {folder: names for folder, names in found.items() if names}


def listed_in(looked: Looked) -> list[str]:
    """Return the folders that were listed, in order, but for those of our own."""
    return sorted(filter(_is_of_others, looked.folders))


def paths_of(looked: Looked) -> tuple[list[str], list[str]]:
    """Return both as absolute paths."""
    return list(each_of(files_of(looked))), listed_in(looked)


def _plain(path: Any) -> str:  # noqa: ANN401 (whatever `open` takes)
    if isinstance(path, str) and path[:1] == "/" == os.sep and not _UNPLAIN.search(path):
        return path  # as `abspath` has it
    return os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - thousands of them


def _is_of_others(path: str) -> bool:
    """Tell whether a path was not looked at merely because Python imports what it runs."""
    return not path.startswith(OWN) and "__pycache__" not in path
