"""Kill `update` at every change that it makes: result and patches are old or new, and new by the next run."""

from __future__ import annotations

import signal
import time
from itertools import chain
from typing import TYPE_CHECKING

from tests.attack.kills import QUICKLY, _check_out, _check_project, _check_refused, _put
from tests.attack.series import Attack, Tally, series
from tests.attack.victim import Strike, run
from tests.attack.worlds import Target
from tests.end_to_end.command import contents, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.attack.kills import Files
    from tests.attack.victim import Ended

CORE = """\
def used(number):
    return inner(number) + 2


def inner(number):
    factor = 2

    return number * factor
"""
NEWER = f"import os\n\n\n{CORE}".replace("+ 2", "+ len(os.sep)").replace("number * factor", "factor * number")
PATCH = """\
--- a/dep/core.py
+++ b/dep/core.py
@@ -5,4 +5,4 @@
 def inner(number):
-    factor = 2
+    factor = 3

     return number * factor
"""
PATCHES = {
    "patches/dep/factor.patch": PATCH,
    "patches/dep/second.patch": PATCH.replace("= 3", "= 4").replace("= 2", "= 3"),
}


def _prepared(folder: Path) -> Target:
    """Return a program with patches for its dependency."""
    target = Target.make(folder)
    write(target.world.site, {"dep/core.py": CORE, "dep/__init__.py": "from dep.core import used\n"})
    write(target.project, PATCHES)
    return target


def _update(target: Target, tally: Tally, *more: object, strike: Strike | None = None) -> Ended:
    world = target.world
    options = ["--search-path", world.site, "--cache-dir", world.folder / "cache", "--jobs", "1", QUICKLY]
    ended = run(
        ["update", "--project", target.project, *options, *more], world.folder, scope=[target.place], strike=strike
    )
    if ended.has_traceback:
        tally.find("tracebacks", f"update, {strike}\n{ended.text}")
    if ended.hung:
        tally.find("hangs", f"update, {strike}")
    return ended


def _patches(target: Target) -> Files:
    return {path: (target.project / path).read_bytes() for path in PATCHES}


@series("update-in-place")
def update_in_place(attack: Attack) -> Tally:
    """Kill `update` of a project that was changed in place: all of it, patches too, is old or new by the next run."""
    tally = Tally()
    target = _prepared(attack.folder)
    target.call(tally, "extract", "--in-place", QUICKLY)
    start, names = target.files(), target.names()
    write(target.world.site, {"dep/core.py": NEWER})
    changes = _update(target, tally).changes
    goal = target.files()
    if b"factor = 4" not in goal["app/_vendor/dep/core.py"] or any(start[path] == goal[path] for path in PATCHES):
        tally.find("wrong", "the update does not carry the patches over")
    for at in Attack(attack.folder, (attack.most + 1) // 2).choose(range(changes)):
        for following in ("update", "extract"):
            target.reset(start, names)
            ended = _update(target, tally, strike=Strike(at))
            tally.strikes += ended.code == -signal.SIGKILL
            _check_refused(target, tally, (start, goal), f"update killed at {at}")
            again = following == "update"
            after = _update(target, tally) if again else target.call(tally, "extract", "--in-place", QUICKLY)
            # `extract` carries no patch over: where nothing was begun, it says so and leaves all as it is.
            refused = not again and after.code and target.files() == start
            _check_project(
                target, tally, start if refused else goal, f"update killed at {at}, then {following}: {after}"
            )
            if target.names() != names or target.leftovers():
                tally.find("left", f"update killed at {at}, then {following}: {target.leftovers()}")
    return tally


@series("update-out")
def update_out(attack: Attack) -> Tally:
    """Kill `update --result`: the result is old or new, so are all patches together, and new by the next run."""
    tally = Tally()
    target = _prepared(attack.folder)
    out = target.place / "out"
    target.call(tally, "extract", "--out", out, "--layout", "site", QUICKLY)
    names, start, old, before = target.names(), target.files(), contents(out), _patches(target)
    write(target.world.site, {"dep/core.py": NEWER})
    begun = time.monotonic()
    changes = _update(target, tally, "--result", out).changes
    whole = time.monotonic() - begun
    new, later = contents(out), _patches(target)
    if b"factor = 4" not in new["dep/core.py"] or any(before[path] == later[path] for path in PATCHES):
        tally.find("wrong", "the update does not carry the patches over")
    at_changes = [Strike(at) for at in attack.choose(range(changes))]
    random = attack.random()
    at_times = (Strike(after=random.uniform(0, whole)) for _ in range(2 * attack.most))
    # One that ends before its moment is no strike; where there are fewer changes than strikes to do, times are added.
    for at in chain(at_changes, at_times):
        if tally.strikes >= attack.most:
            break
        target.reset(start, names)
        _put(out, old)
        tally.strikes += _update(target, tally, "--result", out, strike=at).code == -signal.SIGKILL
        _check_out(out, old, new, tally, at)
        if _patches(target) not in (before, later) and target.call(tally, "analyze").code == 0:
            tally.find("between", f"killed at {at}: patches are neither old nor new, and analyze believes the project")
        after = _update(target, tally, "--result", out)
        if after.code or contents(out) != new or _patches(target) != later:
            tally.find("wrong", f"killed at {at}: the next run ended with {after.code}\n{after.text}")
        if target.names() != names or target.leftovers():
            tally.find("left", f"killed at {at}: {target.leftovers()}")
    return tally
