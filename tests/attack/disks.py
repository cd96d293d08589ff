"""Disks that are full, fail once, hold no large files or are read-only: the old state stays, and an error says why."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.attack.series import Attack, Tally, series
from tests.attack.victim import Ended, Strike
from tests.attack.worlds import Target
from tests.end_to_end.command import contents, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COULD_NOT_RUN = 2
LIMITS = (0, 200, 1_000, 4_000)
SIZES = ("8k", "24k", "48k", "64k", "96k", "160k")


@dataclass(frozen=True, slots=True)
class Case:
    """A command with the state that it starts from, and the one that it leads to."""

    name: str
    arguments: tuple[object, ...]
    before: dict[str, bytes]
    after: dict[str, bytes]
    changes: int
    """Changes of the file system that the command makes."""


class Place:
    """A program with an earlier result, an earlier report, and both states of each command."""

    def __init__(self, folder: Path, tally: Tally) -> None:
        self.target = Target.make(folder)
        self.tally = tally
        self.original = contents(self.target.place)

    def cases(self) -> Iterator[Case]:
        """Yield every command, with its states."""
        place = self.target.place
        for layout in ("site", "package"):
            yield self._case(f"out {layout}", "extract", "--out", place / "out", "--layout", layout)
        yield self._case("in place", "extract", "--in-place")
        yield self._case("undo", "extract", "--in-place", "--undo", prepare=("extract", "--in-place"))
        yield self._case("output", "analyze", "--output", place / "report.md", "--output-format", "markdown")

    def _case(self, name: str, *arguments: object, prepare: tuple[object, ...] = ()) -> Case:
        self.put(self.original)
        earlier = prepare or (arguments if "--in-place" not in arguments else ())
        if earlier:
            self.target.call(self.tally, *earlier)
        if not prepare:
            self.target.change_program()
        before = contents(self.target.place)
        ended = self.target.call(self.tally, *arguments)
        if ended.code:
            self.tally.find("wrong", f"{name}: {ended.text}")
        return Case(name, arguments, before, contents(self.target.place), ended.changes)

    def put(self, files: dict[str, bytes]) -> None:
        """Bring the place to a state."""
        for path in self.target.place.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        write(self.target.place, files)


def _strike(place: Place, case: Case, strike: Strike, what: str) -> None:
    """Run a command under a strike: it does all, or says why not and does nothing; afterwards it can be done."""
    tally = place.tally
    place.put(case.before)
    ended = place.target.call(tally, *case.arguments, strike=strike)
    tally.strikes += 1
    _check(place, case, ended, what)
    again = place.target.call(tally, *case.arguments)
    if contents(place.target.place) != case.after and not (ended.code == 0 and case.name == "undo"):
        tally.find("wrong", f"{what}: the next run gives something else\n{again.text}")
    if place.target.leftovers():
        tally.find("left", f"{what}, and another run: {place.target.leftovers()}")


def _check(place: Place, case: Case, ended: Ended, what: str) -> None:
    tally, present = place.tally, contents(place.target.place)
    if ended.code == COULD_NOT_RUN:
        if "error: " not in ended.text or "hint: " not in ended.text:
            tally.find("wrong", f"{what}: no clear error\n{ended.text}")
        if present != case.before:
            differ = sorted(path for path in {*present, *case.before} if present.get(path) != case.before.get(path))
            tally.find("between", f"{what}: {differ}\n{ended.text}")
    elif ended.code == 0:
        # What could not be removed at the end is no reason to fail; the next run removes it.
        kept = {path: content for path, content in present.items() if ".vendorize-" not in path}
        if kept != {path: content for path, content in case.after.items() if ".vendorize-" not in path}:
            tally.find("wrong", f"{what}: ends with 0, and is not done")
    else:
        tally.find("wrong", f"{what}: ended with {ended.code}\n{ended.text}")


@series("disk")
def disk(attack: Attack) -> Tally:
    """Let every change of the file system fail, once or from then on, and limit the size of files."""
    tally = Tally()
    place = Place(attack.folder, tally)
    strikes = [
        (case, strike)
        for case in place.cases()
        for strike in (
            *(Strike(at, harm) for at in range(case.changes) for harm in ("error", "full")),
            *(Strike(most_bytes=limit) for limit in LIMITS),
        )
    ]
    for index in attack.choose(strikes):
        case, strike = strikes[index]
        _strike(place, case, strike, f"{case.name}, {strike}")
    return tally


@series("disk-limits")
def disk_limits(attack: Attack) -> Tally:
    """Write with limits on the size of files, to folders that may not be written, and to small and read-only disks."""
    tally = Tally()
    place = Place(attack.folder / "limits", tally)
    cases = [(case, limit) for case in place.cases() for limit in LIMITS]
    for index in attack.choose(cases):
        case, limit = cases[index]
        _strike(place, case, Strike(most_bytes=limit), f"{case.name}, at most {limit} bytes")
    for index in attack.choose(SIZES):
        _small(attack.folder / SIZES[index], SIZES[index], tally)
    return tally


def _small(folder: Path, size: str, tally: Tally) -> None:
    """Extract to a disk of a size, and to the same disk when it is read-only; where nobody may mount, do nothing."""
    target = Target.make(folder)
    with _mounted(folder / "disk", size) as mounted:
        out = folder / "disk" / "out"
        for layout in ("site", "package") if mounted else ():
            before = contents(folder / "disk")
            ended = target.call(tally, "extract", "--out", out, "--layout", layout)
            tally.strikes += 1
            if ended.code and contents(folder / "disk") != before:
                tally.find("between", f"disk of {size}: {ended.text}")
            if ended.code not in {0, COULD_NOT_RUN} or (ended.code and "hint: " not in ended.text):
                tally.find("wrong", f"disk of {size}: {ended.code} {ended.text}")
        if mounted:
            before = contents(folder / "disk")
            _mount("-o", "remount,ro", str(folder / "disk"))
            ended = target.call(tally, "extract", "--out", out, "--layout", "site")
            tally.strikes += 1
            if ended.code != COULD_NOT_RUN or "Read-only" not in ended.text or contents(folder / "disk") != before:
                tally.find("wrong", f"read-only disk: {ended.code} {ended.text}")


@contextmanager
def _mounted(folder: Path, size: str) -> Iterator[bool]:
    folder.mkdir()
    umount = shutil.which("umount")
    done = (
        umount is not None and os.geteuid() == 0 and _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    )
    try:
        yield done
    finally:
        if done:
            subprocess.run([str(umount), "-l", str(folder)], check=False, capture_output=True)


def _mount(*arguments: str) -> bool:
    mount = shutil.which("mount")
    return mount is not None and not subprocess.run([mount, *arguments], check=False, capture_output=True).returncode
