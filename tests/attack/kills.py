"""Kill `extract` at every change that it makes, and look what the next run makes of that."""

from __future__ import annotations

import shutil
import signal
from typing import TYPE_CHECKING

from tests.attack.series import Attack, Tally, series
from tests.attack.victim import Strike
from tests.attack.worlds import Target
from tests.end_to_end.command import contents, write

if TYPE_CHECKING:
    from pathlib import Path

LAYOUTS = ("site", "package")
QUICKLY = "--no-smoke"
"""What the runs after a kill need not do: nothing is killed in them, and they write the same."""
Files = dict[str, bytes]


@series("extract-out")
def extract_out(attack: Attack) -> Tally:
    """Kill `extract --out` over an earlier result: old or new; the next run gives the new one and leaves nothing."""
    tally = Tally()
    for layout in LAYOUTS:
        target = Target.make(attack.folder / layout)
        out = target.place / "out"
        arguments = ("extract", "--out", out, "--layout", layout)
        target.call(tally, *arguments)
        old, names = contents(out), target.names()
        target.change_program()
        changes = target.call(tally, *arguments).changes
        new = contents(out)
        random = attack.random()
        for at in Attack(attack.folder, (attack.most + 1) // 2).choose(range(changes)):
            _put(out, old)
            # Every other time the next run is killed too.
            for moment in (at, random.randrange(changes))[: 1 + at % 2]:
                tally.strikes += target.call(tally, *arguments, strike=Strike(moment)).code == -signal.SIGKILL
            _check_out(out, old, new, tally, at)
            after = target.call(tally, *arguments, QUICKLY)
            if after.code or contents(out) != new:
                tally.find("wrong", f"{layout}, killed at {at}: the next run ended with {after.code}\n{after.text}")
            if target.names() != names or target.leftovers():
                tally.find("left", f"{layout}, killed at {at}: {target.leftovers()}")
    return tally


def _put(out: Path, files: Files) -> None:
    shutil.rmtree(out, ignore_errors=True)
    write(out, files)


def _check_out(out: Path, old: Files, new: Files, tally: Tally, at: object) -> None:
    if out.exists() and contents(out) not in (old, new):
        tally.find("between", f"killed at {at}: {out} has {sorted(contents(out))}")
    if not out.exists() and contents(out.with_name(".out.vendorize-old")) not in (old, new):
        tally.find("between", f"killed at {at}: the result is nowhere")


@series("in-place")
def in_place(attack: Attack) -> Tally:
    """Kill `extract --in-place`, a first and a later one, and `--undo`: old or new by the next run, whichever it is."""
    tally = Tally()
    target = Target.make(attack.folder)
    names, original = target.names(), target.files()
    change = ("extract", "--in-place")
    undo = (*change, "--undo")
    first = target.call(tally, *change).changes
    written = target.files()
    back = target.call(tally, *undo).changes
    if target.files() != original:
        tally.find("wrong", "--undo does not give the sources back")
    target.reset(written, names)
    target.change_dependency()
    second = target.call(tally, *change).changes
    later = target.files()
    # After the change of the dependency, the first run gives the later state as well.
    for start, command, goal, changes in (
        (original, change, later, first),
        (written, change, later, second),
        (later, undo, original, back),
    ):
        for at in Attack(attack.folder, (attack.most + 5) // 6).choose(range(changes)):
            for following, expected in ((change, later), (undo, original)):
                target.reset(start, names)
                ended = target.call(tally, *command, strike=Strike(at))
                tally.strikes += ended.code == -signal.SIGKILL
                _check_refused(target, tally, (start, goal), f"{command} killed at {at}")
                after = target.call(tally, *following, *([QUICKLY] if following == change else []))
                _check_project(target, tally, expected, f"{command} killed at {at}, then {following}: {after}")
                if target.names() != names or target.leftovers():
                    tally.find("left", f"{command} killed at {at}, then {following}: {target.leftovers()}")
    return tally


def _check_refused(target: Target, tally: Tally, states: tuple[Files, Files], what: str) -> None:
    """Look whether another command believes a project that is neither old nor new."""
    present = target.files()
    whole = any(_own(present) == _own(state) for state in states)
    if not whole and target.call(tally, "analyze").code == 0:
        tally.find("between", f"{what}: analyze believes the project")


def _own(files: Files) -> Files:
    """Leave out what is no part of the program."""
    return {path: content for path, content in files.items() if not path.startswith(".vendorize")}


def _check_project(target: Target, tally: Tally, expected: Files, what: str) -> None:
    if target.files() != expected:
        present = target.files()
        differ = sorted(path for path in {*present, *expected} if present.get(path) != expected.get(path))
        tally.find("wrong", f"{what}: {differ}")
