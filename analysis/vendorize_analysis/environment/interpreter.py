"""Choose the target interpreter, and ask it in a child process what it is."""

from __future__ import annotations

import ast
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

from vendorize_analysis.environment.interpreter_cache import key_of, now, recall, remember
from vendorize_analysis.environment.question import MARK, QUESTION
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.environment import Interpreter
from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vendorize_analysis.environment.interpreter_cache import Memory

_PLACES = (("bin", "python"), ("bin", "python3"), ("Scripts", "python.exe"))
_TIMEOUT = 60
"""Seconds; a cold start over a network drive takes several."""
_OLDEST = (3, 8, 0)


@dataclass(frozen=True, slots=True)
class AskedInterpreter:
    """An interpreter and what only this stage needs to know about it."""

    interpreter: Interpreter
    site_folders: frozenset[Path]
    """Those folders of the search path in which `.pth` files count."""


class _Answer(TypedDict):
    version: list[int]
    implementation: str
    platform: str
    path: list[str]
    sites: list[str]
    stdlib: list[str]
    suffixes: list[str]
    markers: dict[str, str]
    watched: list[str]
    """Files and folders that the other fields depend on, there or not."""


def choose_interpreter(project_root: Path, python: Path | None) -> Path:
    """Return the interpreter asked for, else that of the project's `.venv`, of $VIRTUAL_ENV, or our own."""
    if python is not None:
        return _asked_for(python)
    in_project = _of_virtual_environment(project_root / ".venv")
    if in_project is not None:
        return _runnable(in_project, hint=f"make {project_root / '.venv'} anew, or pass --python EXE")
    active = os.environ.get("VIRTUAL_ENV")
    if active:
        found = _of_virtual_environment(Path(active))
        if found is None:
            raise UserError(f"no Python interpreter in $VIRTUAL_ENV ({active})", hint="unset it, or pass --python EXE")
        return _runnable(found, hint="unset VIRTUAL_ENV, or pass --python EXE")
    return Path(sys.executable)


def is_chosen(project_root: Path, python: Path | None) -> bool:
    """Tell whether anything says which interpreter it shall be, so that it is not our own for want of another."""
    return bool(python or _of_virtual_environment(project_root / ".venv") or os.environ.get("VIRTUAL_ENV"))


def _asked_for(python: Path) -> Path:
    asked_about(python)
    hint = "pass the path of a Python executable, or the folder of a virtual environment"
    if python.is_dir():
        found = _of_virtual_environment(python)
        if found is None:
            raise UserError(f"no Python interpreter in {python}", hint=hint)
        return _runnable(found, hint=hint)
    if not python.exists() and len(python.parts) == 1:
        on_path = shutil.which(str(python))
        if on_path is not None:
            return Path(on_path)
    return _runnable(python, hint=hint)


def _of_virtual_environment(folder: Path) -> Path | None:
    for place in _PLACES:
        candidate = folder.joinpath(*place)
        asked_about(candidate)
        # A dangling link counts: saying that it is broken is better than silently taking another interpreter.
        if candidate.exists() or candidate.is_symlink():
            return candidate
    return None


def _runnable(executable: Path, *, hint: str) -> Path:
    # Not resolved: a virtual environment is known by the path of its link.
    absolute = Path(os.path.abspath(executable))  # noqa: PTH100
    asked_about(absolute)
    if not absolute.is_file():
        raise UserError(f"there is no Python interpreter {absolute}", hint=hint)
    if not os.access(absolute, os.X_OK):
        raise UserError(f"{absolute} is not executable", hint=hint)
    return absolute


def ask(executable: Path, *, search_path: Sequence[Path] = (), memory: Memory | None = None) -> AskedInterpreter:
    """Return what the interpreter says about itself, or said to `memory`; `search_path` replaces its site-packages."""
    answer = _answer_of(executable) if memory is None else _remembered(executable, memory)
    major, minor, micro = answer["version"]
    if (major, minor, micro) < _OLDEST:
        raise UserError(
            f"{executable} is Python {major}.{minor}.{micro}, which is too old", hint="pass --python with 3.8 or newer"
        )
    folders = _checked(search_path) if search_path else tuple(Path(entry) for entry in answer["path"])
    interpreter = Interpreter(
        executable=executable,
        version=(major, minor, micro),
        implementation=answer["implementation"],
        platform=answer["platform"],
        search_path=folders,
        stdlib_names=frozenset(answer["stdlib"]),
        markers=tuple(sorted(answer["markers"].items())),
        extension_suffixes=tuple(answer["suffixes"]),
    )
    # Python reads no `.pth` file in a folder of PYTHONPATH, which is what `--search-path` stands for.
    return AskedInterpreter(interpreter, frozenset() if search_path else frozenset(map(Path, answer["sites"])))


def folders_of(executable: Path, *, search_path: Sequence[Path] = (), memory: Memory | None = None) -> tuple[Path, ...]:
    """Return the folders that hold an environment: the virtual environment as a whole, and those of its search path."""
    around = executable.parent.parent
    whole = (around,) if (around / "pyvenv.cfg").is_file() else ()
    return (*whole, *ask(executable, search_path=search_path, memory=memory).interpreter.search_path)


def _checked(search_path: Sequence[Path]) -> tuple[Path, ...]:
    folders = tuple(dict.fromkeys(Path(os.path.abspath(folder)) for folder in search_path))  # noqa: PTH100
    for folder in folders:
        if not folder.is_dir():
            raise UserError(f"the search path {folder} is not a folder", hint="check --search-path")
    return folders


def _remembered(executable: Path, memory: Memory) -> _Answer:
    key = key_of(executable, QUESTION, _clean(os.environ))
    known = recall(memory, key)
    if known is not None:
        return cast("_Answer", known)
    asked = now()
    answer = _answer_of(executable)
    remember(memory, key, answer, answer["watched"], asked)
    return answer


def _answer_of(executable: Path) -> _Answer:
    import subprocess  # noqa: PLC0415 - takes longer to import than a remembered answer to find

    hint = "check that it is a working Python 3.8 or newer, or pass another with --python EXE"
    # -E instead of -I: the user's site-packages are part of the environment, variables of our process are not.
    command = [str(executable), "-E", "-B", "-W", "ignore", "-c", QUESTION]
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter is what the user asked to analyse
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_clean(os.environ),
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise UserError(f"{executable} could not be run: {error}", hint=hint) from error
    # A `.pth` file or sitecustomize may print too, so that the answer has a mark before it.
    _, mark, text = done.stdout.rpartition(MARK.encode("ascii"))
    if done.returncode != 0 or not mark:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        said = f": {last[0]}" if last else f" (exit code {done.returncode})"
        raise UserError(f"{executable} did not answer as a Python interpreter{said}", hint=hint)
    try:
        return cast("_Answer", ast.literal_eval(text.split(b"\n", 1)[0].decode("ascii")))
    except (ValueError, SyntaxError) as error:
        raise UserError(f"{executable} gave an answer that cannot be read: {error}", hint=hint) from error


def _clean(environ: Mapping[str, str]) -> dict[str, str]:
    # The launcher variable makes a macOS framework build believe that it is our own virtual environment.
    return {name: value for name, value in environ.items() if name != "__PYVENV_LAUNCHER__"}
