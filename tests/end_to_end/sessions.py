"""Follow the page of an example: its commands as they stand there, what they print, and the folder `after`.

A page has blocks of the kind `console`: behind `$ ` stands a command for a shell, below it what it prints. They run one
after the other in a copy of the example's folder; a folder that is entered stays the current one.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SECONDS: Final = 600
SOMEWHERE: Final = "/home/you"
"""Stands in pages for the folder that the copy is in."""
_SHELL: Final = shutil.which("bash") or "sh"
EXAMPLES: Final = Path(__file__).parents[2] / "examples"
_BLOCK: Final = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MAKES: Final = re.compile(r"(cd|cp|mkdir|ls|python -m venv|vendorize extract)\b(?!.*--undo)")
_VARIES: Final = (
    (re.compile(r"Python 3\.(\d+)\.\d+"), r"Python 3.\1"),
    (re.compile(r"in \d[\d.]* s(, \d+ of them from the cache)?"), "in N s"),
    (re.compile(r"\b\d[\d.,]* (ms|s)$"), r"N \1"),
    (re.compile(r"^(modules at start|start-up|peak memory) .*"), r"\1"),
    (re.compile(r" +"), " "),
)
"""What differs from run to run, or from machine to machine."""


@dataclass(frozen=True, slots=True)
class PageStep:
    """A command of a page, and what it prints."""

    command: str
    printed: str

    def prints_like(self, other: PageStep) -> bool:
        """Tell whether both print the same, times and memory apart."""
        return _stable(self.printed) == _stable(other.printed)


class SessionError(Exception):
    """A command of a page that failed."""


def names() -> list[str]:
    """Return the examples that have both folders, `before` and `after`."""
    return sorted(path.parent.name for path in EXAMPLES.glob("*/after") if (path.parent / "before").is_dir())


def pins(name: str) -> dict[str, str]:
    """Return the versions that an example was made with, by distribution; the test tool is not among them."""
    lines = (EXAMPLES / name / "before" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    found = dict(line.split("==") for line in lines if "==" in line)
    return {key: number for key, number in found.items() if key != "pytest"}


def steps(page: str) -> list[PageStep]:
    """Return the commands of a page in their order."""
    found = []
    for block in _BLOCK.findall(page):
        for text in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = text.partition("\n")
            found.append(PageStep(command, printed))
    return found


def making(page: str) -> list[PageStep]:
    """Return the commands of a page that make its result, or the environment for that."""
    return [one for one in steps(page) if _MAKES.match(one.command)]


def rewritten(page: str, ran: list[PageStep]) -> str:
    """Return the page with what its commands print now, where that is not the same."""
    rest = iter(ran)

    def block(found: re.Match[str]) -> str:
        texts = []
        for old in steps(found[0]):
            new = next(rest)
            texts.append(f"$ {old.command}\n{(old if old.prints_like(new) else new).printed}")
        return f"```console\n{''.join(texts)}```"

    return _BLOCK.sub(block, page)


def copied(name: str, folder: Path) -> Path:
    """Copy an example without its result, and return the copy."""
    ignored = shutil.ignore_patterns("__pycache__", ".venv", ".pytest_cache", "build")
    copy = folder / name
    shutil.copytree(EXAMPLES / name, copy, ignore=ignored)
    shutil.rmtree(copy / "after", ignore_errors=True)
    return copy


def follow(
    home: Path, wanted: list[PageStep], env: Mapping[str, str], told: Callable[[str], None] = lambda _: None
) -> Iterator[PageStep]:
    """Run commands from a folder on, and yield them with what they print. Raises `SessionError` where one fails."""
    here = home
    place = home.with_name(f"{home.name}.place")
    for step in wanted:
        told(step.command)
        script = f"{step.command}\ncode=$?; pwd > '{place}'; exit $code"
        done = subprocess.run(
            [_SHELL, "-c", script],
            cwd=here,
            env=dict(env),
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        if done.returncode:
            raise SessionError(f"$ {step.command}\n{done.stdout}{done.stderr}exit code {done.returncode}")
        here = Path(place.read_text(encoding="utf-8").strip())
        yield replace(step, printed=done.stdout.replace(str(home.parent), SOMEWHERE))


def _stable(printed: str) -> list[str]:
    lines = []
    for line in printed.splitlines():
        for pattern, text in _VARIES:
            line = pattern.sub(text, line)  # noqa: PLW2901 - one after the other
        lines.append(line.strip())
    return lines
