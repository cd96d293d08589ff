"""Where a project is, and what its configuration says: what can be asked before anything is analysed."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.config import load
from vendorize.layouts import NAMES, layout_named
from vendorize.model.bytecode import Bytecode
from vendorize.storage import MARKER, check_settled
from vendorize_analysis.discovery import find_start
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from vendorize.model.hoisted import Hoist
    from vendorize.model.plan import Plan
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings, Strip
    from vendorize_analysis.model.analysis import Analysis

EPOCH = "SOURCE_DATE_EPOCH"
_DECLARING = frozenset({"setup.py", "manage.py"})


def settings_of(request: Request) -> Settings:
    """Read the configuration of the project that is asked about.

    Raises `UserError` for one whose metadata a killed run has left half changed.
    """
    root = root_of(request.start)
    check_settled(root)
    return load(root, request.config)


def settings_in_place(request: Request) -> Settings:
    """Read the configuration of a project that is to be changed; `UserError` where that would cut its own code."""
    settings = settings_of(request)
    if settings.analysis.prune_first_party:
        raise UserError(
            "prune-first-party: changed in place, the project would lose code of its own",
            hint="write the result to a folder, with --out; or set prune-first-party = false",
        )
    return replace(settings, analysis=replace(settings.analysis, own_sources=True))


def root_of(start: Path) -> Path:
    """Return the folder of the project around a place."""
    return place_of(start)[0]


def place_of(start: Path) -> tuple[Path, str]:
    """Return the folder of the project around a place; and of a single file, its name."""
    found = find_start(start)
    if found.is_dir():
        return found, ""
    # A file that declares a project may be code itself; it is a script where that very file was named.
    declares = found.suffix != ".py" or (found.name in _DECLARING and start.is_dir())
    return found.parent, "" if declares else found.name


def refuse_result(start: Path) -> None:
    """Raise `UserError` for the folder of a result whose paths are not those of a project: its code is not its own."""
    asked_about(start / MARKER)
    if not (start / MARKER).is_file():
        return
    from vendorize.emit import read_manifest  # noqa: PLC0415 - who only analyses need not wait for the writer

    found = read_manifest(start)
    if found is not None and found.layout in NAMES and not layout_named(found.layout).is_project:
        raise UserError(
            f"{start} is a result of vendorize (layout {found.layout}), not a project",
            hint=f"name the project, and to prove the result: vendorize verify PROJECT --result {start}",
        )


def source_time() -> str:
    """Return the time that SOURCE_DATE_EPOCH gives (reproducible-builds.org/specs/source-date-epoch), if it does."""
    seconds = os.environ.get(EPOCH, "")
    if not seconds:
        return ""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise UserError(f"{EPOCH} is {seconds!r}, no time in seconds", hint="unset it") from error


def with_form(plan: Plan, request: Request, settings: Settings, analysis: Analysis) -> Plan:
    """Return a plan with what is asked of the form of the result, which no part of the code decides.

    Raises `UserError` for what the layout, the interpreter or the system cannot do.
    """
    return replace(
        plan,
        bytecode=_bytecode_of(request, settings, analysis, plan.layout),
        objcopy=_objcopy_of(request, settings, plan.layout),
        prepares=_prepares_of(request, settings, analysis),
        external_beside=request.external_beside,
    )


def _bytecode_of(request: Request, settings: Settings, analysis: Analysis, layout: str) -> Bytecode | None:
    """Return how the modules of the result are compiled; None where they are not.

    Raises `UserError` where a call asks for it in a layout that cannot have it; a configuration means the others.
    """
    level = request.bytecode if request.bytecode is not None else settings.bytecode
    if level is None:
        return None
    if layout_named(layout).holds_bytecode:
        return Bytecode(analysis.environment.interpreter.executable, level, request.options.jobs or 0)
    if request.bytecode is None:
        return None
    raise UserError(
        f"the layout {layout} does not hold compiled modules", hint="--compile needs --layout site: leave it out"
    )


def _prepares_of(request: Request, settings: Settings, analysis: Analysis) -> Path | None:
    """Return the interpreter that compiles the regular expressions of the result; None where nobody is to.

    Raises `UserError` where a call asks for it and the interpreter is not CPython, whose form of them it is.
    """
    if not (request.fast_start or settings.fast_start):
        return None
    interpreter = analysis.environment.interpreter
    if interpreter.implementation == "cpython":
        return interpreter.executable
    if not request.fast_start:
        return None
    raise UserError(f"--fast-start needs CPython, not {interpreter.implementation}", hint="leave it out")


def _objcopy_of(request: Request, settings: Settings, layout: str) -> Path | None:
    """Return the program that takes debugging information out of compiled code; None where that is not asked for.

    Raises `UserError` where there is none, and where a call asks for it in a layout without compiled code.
    """
    if not (request.strip_debug or settings.strip_debug):
        return None
    if not layout_named(layout).holds_bytecode:
        if not request.strip_debug:
            return None
        raise UserError(
            f"the layout {layout} does not hold compiled code", hint="--strip-debug needs --layout site: leave it out"
        )
    found = shutil.which("objcopy")
    if found is None:
        raise UserError(
            "--strip-debug needs objcopy, which is not on PATH", hint="install GNU binutils, or leave it out"
        )
    return Path(found).absolute()


def strip_of(request: Request, settings: Settings) -> Strip:
    """Return which text that does not run goes: what a call asks for counts in place of what is configured for all."""
    return settings.strip if request.strip is None else replace(settings.strip, kinds=request.strip)


def hoist_of(request: Request, settings: Settings, layout: str) -> Hoist:
    """Return which modules share a scope.

    Raises `UserError` where a call asks for it in a layout that has a file for each; a configuration means the others.
    """
    if not request.hoist:
        return settings.hoist if layout_named(layout).merges_modules else ""
    if not layout_named(layout).merges_modules:
        message = f"the layout {layout} has a file for each module: nothing is merged"
        raise UserError(message, hint="leave out --hoist, or use --layout file")
    return request.hoist
