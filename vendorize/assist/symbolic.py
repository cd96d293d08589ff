"""Let CrossHair look for arguments for which original and proposal behave differently, by symbolic execution.

It loads both into one process, behind walls, and so applies where a function stands alone in its extracted module: no
imports but of the standard library, and no classes, whose copies would differ by their names alone.
"""

from __future__ import annotations

import ast
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.assist.typed import folders_of
from vendorize.model.rewrite import Gate
from vendorize.rewrites import DoesNotSplice
from vendorize.rewrites.splicing import parsed
from vendorize.sandbox import SandboxLimits, View, choose
from vendorize.sandbox.trying import clean_environment
from vendorize.verify.child import Place, run_child
from vendorize.verify.frameworks import copy_probe
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.assist.surface import Surface

_RUNNER = "vendorize_symbolic"
_SIDES = ("original", "proposed")
_MEMORY = 4 << 30
_SLOWER = 8
"""CrossHair counts seconds of the processor, and starts slowly."""


def find_difference(surface: Surface, extracted: tuple[Path, Path], folder: Path, seconds: float) -> Gate:
    """Return what CrossHair finds in the extracted code of original and proposal within so many seconds.

    `folder` does not exist yet.
    """
    if find_spec("crosshair") is None:
        return _not_compared("CrossHair is not installed")
    code, scratch = folder / "code", folder / "scratch"
    for path in (code, scratch):
        path.mkdir(parents=True)
    for side, root in zip(_SIDES, extracted, strict=True):
        text = (root / surface.relative).read_text(encoding="utf-8")
        why = _unfit(text)
        if why:
            return _not_compared(f"CrossHair does not apply: {why}")
        (code / f"{side}.py").write_text(text, encoding="utf-8")
    script = copy_probe(_RUNNER, folder / "runner") / f"{_RUNNER}.py"
    folders = (*folders_of("crosshair-tool"), code, extracted[0])
    view = View((*folders, script), scratch)
    limits = SandboxLimits(memory=_MEMORY, cpu=int(seconds * _SLOWER))
    try:
        box = choose("required", view, limits, Path(sys.executable), folder / "box")
    except UserError:
        return _not_compared("CrossHair runs behind walls of the kernel alone, which are not there")
    words = (script, os.pathsep.join(map(str, folders)), "diffbehavior", *(f"{one}.{surface.name}" for one in _SIDES))
    asked = ("--per_condition_timeout", seconds, "--exception_equivalence", "SAME_TYPE")
    command = box.command((sys.executable, "-I", "-S"), *words, *asked)  # type: ignore[arg-type]
    done = run_child(command, Place(scratch, clean_environment(scratch), folder, seconds * _SLOWER))
    return _said(done.exit_code, done.stdout, box.description)


def _said(code: int, text: str, held: str) -> Gate:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    shown = "; ".join(lines[:4])[:400]
    if code == 0:
        return Gate("crosshair", passed=True, evidence=f"{shown or 'no difference'} (sandbox: {held})")
    if code == 1 and lines:
        return Gate("crosshair", passed=False, evidence=f"{shown} (sandbox: {held})")
    return _not_compared(f"CrossHair could not compare (exit code {code})")


def _not_compared(why: str) -> Gate:
    return Gate("crosshair", passed=False, evidence=why, compared=False)


def _unfit(text: str) -> str:
    """Say why a module cannot be loaded beside a copy of itself; empty where it can."""
    try:
        tree = parsed(text)
    except DoesNotSplice as error:
        return str(error)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            return f"{node.name} is a class of the module"
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = ["." if node.level else node.module or ""]
        other = next((name for name in names if name.partition(".")[0] not in sys.stdlib_module_names), "")
        if other:
            return f"the module imports {'from its package' if other == '.' else other}"
    return ""
