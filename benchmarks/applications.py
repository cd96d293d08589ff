"""The applications of the corpus: where they are, how they are prepared, and in which surroundings their tests run.

The corpus folder holds `apps.toml`, `prepare.py` and `corpuslib.py`; it says how each application is installed and
tested, and this module only calls it. `tests/corpus` is one, too: its library gives the tables of `apps.toml` in the
form that is wanted here, and prepares.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from types import ModuleType

REPOSITORY = Path(__file__).resolve().parents[1]
CORPUS = REPOSITORY.parent / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class Application:
    """One application, prepared or not."""

    name: str
    folder: Path
    """Holds `src`, the unpacked source distribution, and `venv`, its environment."""
    settings: dict[str, Any]
    """Its table in `apps.toml`."""
    library: ModuleType
    """The corpus' own module of helpers."""

    @property
    def source(self) -> Path:
        """Return the project's folder."""
        return self.folder / "src"

    @property
    def python(self) -> Path:
        """Return the interpreter of its environment."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def extras(self) -> frozenset[str]:
        """Return the extras that are installed with it."""
        return frozenset(self.settings.get("extras", ()))

    @property
    def executed(self) -> int:
        """Return how many third-party functions its tests execute, as recorded in the corpus."""
        return int(self.settings["total"]["functions_run"])

    def test_command(self, python: str) -> list[str]:
        """Return the command that runs its tests, for the project's folder."""
        command = [word.format(python=python, dest=self.folder) for word in self.settings["command"]]
        return command + [f"--deselect={test}" for test in self.settings.get("deselect", [])]

    def variables(self) -> dict[str, str]:
        """Return the whole environment of its tests."""
        return dict(self.library.test_env(self.folder, self.settings))

    def offline(self, command: Sequence[str]) -> list[str]:
        """Return the command cut off from the network where the system allows that."""
        return list(self.library.offline(list(command)))


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what all benchmarks ask for."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="applications (default: all of the corpus)")
    parser.add_argument(
        "--corpus", type=Path, default=CORPUS, metavar="DIR", help="folder with apps.toml (%(default)s)"
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=default_work(),
        metavar="DIR",
        help="prepared applications; missing ones are added (%(default)s)",
    )


def default_work() -> Path:
    """Return the folder of prepared applications in the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "vendorize-benchmarks"


def load(corpus: Path, work: Path, names: Sequence[str] = ()) -> list[Application]:
    """Return the applications asked for, all without names; ends the program for a name that is not there."""
    library = _library(corpus)
    known = library.tables() if hasattr(library, "tables") else _tables(corpus)
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"unknown application {', '.join(unknown)}; the corpus has {', '.join(known)}")
    return [Application(name, work.resolve() / name, known[name], library) for name in names or known]


def prepare(application: Application) -> None:
    """Install an application as the corpus says, unless that is done."""
    if hasattr(application.library, "prepare"):
        application.library.prepare(application.name, application.folder)
        return
    if is_prepared(application):
        return
    print(f"preparing {application.name} in {application.folder}", file=sys.stderr, flush=True)
    # What an interrupted preparation left; prepare.py wants a fresh folder.
    shutil.rmtree(application.folder, ignore_errors=True)
    application.folder.parent.mkdir(parents=True, exist_ok=True)
    script = Path(str(application.library.__file__)).parent / "prepare.py"
    python = _python_with_pip()
    finished = subprocess.run(
        [python, str(script), application.name, str(application.folder)],
        env={**os.environ, "CORPUS_PYTHON": os.environ.get("CORPUS_PYTHON", python)},
        stdout=sys.stderr,
        check=False,
    )
    if finished.returncode:
        shutil.rmtree(application.folder, ignore_errors=True)
        sys.exit(f"{application.name} could not be prepared: {script} ended with {finished.returncode}")


def is_prepared(application: Application) -> bool:
    """Tell whether the environment holds all that the corpus asks for, the application itself included."""
    wanted = {
        application.library.norm(pin.partition("==")[0])
        for pin in (*application.settings["runtime"], *application.settings["test"], application.name)
    }
    infos = application.folder.glob("venv/lib/python*/site-packages/*.dist-info")
    installed = {application.library.norm(info.name.partition("-")[0]) for info in infos}
    return application.python.exists() and application.source.is_dir() and wanted <= installed


def site_packages(application: Application) -> Path:
    """Return the folder of installed distributions."""
    return next(application.folder.glob("venv/lib/python*/site-packages"))


def table(rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """Return rows as text, columns aligned; the first `left` of them to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            text.ljust(width) if number < left else text.rjust(width)
            for number, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _tables(corpus: Path) -> dict[str, dict[str, Any]]:
    tables = tomllib.loads((corpus / "apps.toml").read_text(encoding="utf-8"))["app"]
    return {table["name"]: table for table in tables}


def _library(corpus: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpuslib", corpus / "corpuslib.py")
    if spec is None or spec.loader is None or not (corpus / "apps.toml").is_file():
        sys.exit(f"{corpus} is no corpus: it has no apps.toml (name its folder with --corpus)")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _python_with_pip() -> str:
    """Return an interpreter that can install: ours, else the one that our environment was made from."""
    if importlib.util.find_spec("pip") is not None:
        return sys.executable
    return str(getattr(sys, "_base_executable", sys.executable))
