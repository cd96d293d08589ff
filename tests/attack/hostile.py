"""Hostile inputs: each works, or is refused by name; nothing hangs, runs, or is written elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tests.attack.series import Attack, Tally, series
from tests.attack.worlds import Target
from tests.end_to_end.command import Done, install, run, run_package, run_site, snapshot, variables, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.attack.victim import Ended

COULD_NOT_RUN = 2
CANARY: Final = "canary"
"""The file that code of the project or a package would write, if anybody ran it."""
SING: Final = f"open({{folder!r}} + '/{CANARY}', 'w').close()\n"
_CONTROL: Final = re.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]")


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    target: str


@dataclass(frozen=True, slots=True)
class Pipe:
    """A named pipe that nobody writes to."""


@dataclass(frozen=True, slots=True)
class Folder:
    """An empty folder where a file is expected."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Nothing, where there was something."""


ENDLESS: Final = Link("/dev/zero")
Content = str | bytes | Link | Pipe | Folder | Gone
Expected = Literal["works", "refused", "finds"]


@dataclass(frozen=True, slots=True)
class Hostile:
    """One input."""

    name: str
    files: Mapping[str, Content]
    """What is put over the program: paths below the folder of it all, where `{folder}` in a text is that folder."""
    expected: Expected = "works"
    """`works`: the result does what the original does; `refused`: an error, and nothing is written; `finds`: ends
    with 0 or 1."""
    says: str = ""
    """What an error must have in it."""
    arguments: tuple[str, ...] = ()
    """The command, if not an extraction in both layouts; `{folder}` as above."""


def both(name: str, path: str, contents: Mapping[str, Content], expected: Expected = "works") -> list[Hostile]:
    """Return a case for each of several contents of one file."""
    return [
        Hostile(f"{name}: {what}", {path: content}, expected, path.rpartition("/")[2])
        for what, content in contents.items()
    ]


def put(folder: Path, files: Mapping[str, Content]) -> None:
    """Write what a case puts over the program."""
    for relative, content in files.items():
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink() or target.is_file():
            target.unlink()
        elif target.is_dir() and not isinstance(content, Folder):
            shutil.rmtree(target)
        match content:
            case Link(target=where):
                target.symlink_to(where)
            case Pipe():
                os.mkfifo(target)
            case Folder():
                target.mkdir(exist_ok=True)
            case Gone():
                pass
            case bytes():
                target.write_bytes(content)
            case _:
                target.write_bytes(content.replace("{folder!r}", repr(str(folder))).encode("utf-8", "surrogatepass"))


@series("hostile")
def hostile(attack: Attack) -> Tally:
    """Give hostile projects, packages and arguments: each works or is refused, and nothing is run, hung or written."""
    # The tables are long, and needed here alone.
    from tests.attack.hostile_cases import CASES  # noqa: PLC0415

    tally = Tally()
    for index in attack.choose(CASES):
        case = CASES[index]
        folder = attack.folder / str(index)
        target = Target.make(folder)
        install(folder / "installed", "other", {"other/__init__.py": "value = 1\n"})
        (folder / "outside").mkdir()
        write(folder / "outside", {"secret.py": "secret = 1\n"})
        put(folder, case.files)
        tally.strikes += 1
        for layout in ("site", "package")[: 1 if case.arguments else 2]:
            _strike(target, case, layout, tally)
        shutil.rmtree(folder)
    return tally


def _strike(target: Target, case: Hostile, layout: str, tally: Tally) -> None:
    folder = target.world.folder
    out = target.place / f"out-{layout}"
    before = _watched(folder)
    arguments = [one.replace("{folder}", str(folder)) for one in case.arguments]
    ended = target.call(tally, *(arguments or ("extract", "--out", out, "--layout", layout)))
    what = f"{case.name} ({layout}): ended with {ended.code}\n{ended.text[-600:]}"
    after = {path: digest for path, digest in _watched(folder).items() if not path.startswith(str(out))}
    if after != before:
        differ = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
        tally.find("between", f"{what}\nchanged: {differ[:5]}")
    if (folder / CANARY).exists():
        tally.find("wrong", f"{what}\nits code was run")
    if odd := _CONTROL.search(ended.text):
        tally.find("wrong", f"{what}\nwrites {odd[0]!r} raw")
    if complaint := _complaint(target, case, ended, out, layout):
        tally.find("wrong", f"{what}\n{complaint}")


def _watched(folder: Path) -> dict[str, str]:
    """Return what no case may change: all but the results and the cache."""
    names = sorted(path for path in folder.iterdir() if path.name != "cache")
    return {path: digest for path, digest in snapshot(*names).items() if "/place/out-" not in path}


def _complaint(target: Target, case: Hostile, ended: Ended, out: Path, layout: str) -> str:
    """Return what is wrong with how a run ended, empty if nothing is."""
    if case.expected == "refused":
        return _complaint_of_refusal(case, ended, out)
    if case.expected == "finds":
        return "" if ended.code in {0, 1} else "should end with 0 or 1"
    if ended.code or case.arguments:
        return "should work" if ended.code else ""
    original = _run_original(target)
    result = (run_site if layout == "site" else run_package)(out, "-m", "app")
    same = (original.code, original.out) == (result.code, result.out)
    return "" if same else f"the original gives {original}, the result {result}"


def _complaint_of_refusal(case: Hostile, ended: Ended, out: Path) -> str:
    # Of arguments that it cannot read, the command line itself says so.
    is_explained = "error: " in ended.text and "hint: " in ended.text
    if ended.code != COULD_NOT_RUN or not (is_explained or "Error: " in ended.text):
        return "should be refused with an error and a hint"
    if case.says not in ended.text:
        return f"does not say {case.says!r}"
    return "is refused, and wrote something" if out.exists() else ""


def _run_original(target: Target) -> Done:
    path = os.pathsep.join([str(target.project), str(target.world.site)])
    return run([sys.executable, "-S", "-m", "app"], target.world.folder, {**variables(), "PYTHONPATH": path})
