"""What two builds are compared on: folders, single files, and applications of both corpora."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import applications

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

EXAMPLES = (
    applications.REPOSITORY / "examples" / "expenses" / "before",
    applications.REPOSITORY / "examples" / "notes" / "notes.py",
)


@dataclass(frozen=True, slots=True)
class Project:
    """What is analysed, and how."""

    name: str
    path: Path
    """A folder or a file."""
    python: Path
    """The interpreter whose environment is analysed; the same for both builds."""
    options: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    """The test command for `verify`; none: what the tool finds itself."""
    variables: Mapping[str, str] | None = None
    """The whole environment of the tool; none: ours."""


def interpreter(name: str) -> str:
    """Return the absolute path of an interpreter, links left as they are; ends with 2 where there is none."""
    found = shutil.which(name)
    if found is None:
        print(f"{name} is no interpreter", file=sys.stderr)
        sys.exit(2)
    return str(Path(found).absolute())


def prepared_names(options: argparse.Namespace) -> list[str]:
    """Return the applications of both corpora that are prepared in the folder for them."""
    known = [*_outer(options), *_own_corpus().applications()]
    return [name for name in known if (options.work / name / "venv").is_dir()]


def find_projects(names: Sequence[str], options: argparse.Namespace) -> Iterator[Project]:
    """Yield the projects asked for; prepares applications of the corpora, and ends with 2 for what is neither."""
    outer = _outer(options)
    inner = _own_corpus()
    for name in names:
        if name in outer:
            yield _of_outer(outer[name])
        elif name in inner.applications():
            yield _of_inner(inner, name, options.work)
        elif Path(name).exists():
            path = Path(name).resolve()
            own = path / ".venv" / "bin" / "python"
            yield Project(name, path, own if own.exists() else Path(interpreter(options.target)))
        else:
            print(f"{name} is neither a project nor an application of a corpus", file=sys.stderr)
            sys.exit(2)


def _of_outer(application: applications.Application) -> Project:
    applications.prepare(application)
    tests = tuple(application.test_command("python"))
    return Project(application.name, application.source, application.python, (), tests, application.variables())


def _of_inner(corpus: Any, name: str, work: Path) -> Project:  # noqa: ANN401 - a module
    application = corpus.applications()[name]
    folder = corpus.prepare(application, work)
    roots = tuple(word for root in application.roots for word in ("--root", root))
    variables = corpus.environment(application, folder)
    return Project(
        name, folder / "src", corpus.interpreter(folder), roots, tuple(application.tests_command()), variables
    )


def _own_corpus() -> Any:  # noqa: ANN401 - a module
    """Import `run.py` of the corpus in this repository, which is a folder of scripts."""
    sys.path.insert(0, str(applications.REPOSITORY / "tests" / "corpus"))
    import run  # noqa: PLC0415 - only now it can be found

    return run


def _outer(options: argparse.Namespace) -> dict[str, applications.Application]:
    """Return the applications of the corpus beside this repository; none where there is none."""
    if not (options.corpus / "apps.toml").is_file():
        return {}
    return {each.name: each for each in applications.load(options.corpus, options.work)}
