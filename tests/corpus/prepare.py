"""Re-create an application of the manifest: `python prepare.py NAME [--work DIR]`.

Leaves `DIR/NAME/src`, the tree of the sdist or a copy of that of our own program, and `DIR/NAME/venv`, an
environment without pip that holds exactly the pinned requirements and the application. Only pip talks to the network.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from manifest import Application, applications

if TYPE_CHECKING:
    from collections.abc import Iterator

LITTER = shutil.ignore_patterns("__pycache__", "*.egg-info", ".pytest_cache", "build", ".venv")
"""What work on one of our own programs leaves in its folder."""
BUILD_CONSTRAINTS = Path(__file__).with_name("build-constraints.txt")
WORK = Path(tempfile.gettempdir()) / "vendorize-corpus"


class Refused(Exception):  # noqa: N818 - it is an answer, not a failure of ours
    """The application cannot be re-created as recorded."""


def prepare(application: Application, work: Path) -> Path:
    """Return the application's folder; one that was prepared completely is used again."""
    folder = (work / application.name).resolve()
    ready = folder / "ready"
    recorded = f"{application!r}{_content(application)}"
    if ready.is_file() and ready.read_text(encoding="utf-8") == recorded:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if tree := application.tree():
        shutil.copytree(tree, folder / "src", ignore=LITTER)
    else:
        _unpack(_download(application, folder / "download"), folder / "src", expected=application.sha256)
    _copy(application, folder / "src")
    _environment(application, folder)
    ready.write_text(recorded, encoding="utf-8")
    return folder


def interpreter(folder: Path) -> Path:
    """Return the interpreter of a prepared application."""
    return folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _content(application: Application) -> str:
    """Return a hash of the tree of a program of our own, so that an edit prepares it again; else nothing."""
    tree = application.tree()
    if tree is None:
        return ""
    if not tree.is_dir():
        raise Refused(f"{application.name}: there is no folder {tree}")
    found = hashlib.sha256()
    for path in sorted(_files(tree)):
        found.update(f"{path.relative_to(tree).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    litter = LITTER(str(folder), [entry.name for entry in folder.iterdir()])
    for entry in folder.iterdir():
        if entry.name not in litter:
            yield from _files(entry) if entry.is_dir() else [entry]


def _copy(application: Application, source: Path) -> None:
    """Give files of a tree the names that the manifest has for copies of them."""
    for file, name in application.files:
        origin = os.fsencode((source / file).as_posix())
        shutil.copyfile(origin, origin.rpartition(b"/")[0] + b"/" + unquote_to_bytes(name))


def _download(application: Application, into: Path) -> Path:
    requirement = f"{application.name}=={application.version}"
    python = ["--python", _maker(application.python)] if application.python else []
    _pip(*python, "download", "--no-deps", "--no-binary", application.name, "--dest", str(into), requirement)
    sdist = into / application.sdist
    if not sdist.is_file():
        raise Refused(f"{requirement}: the index gave {[path.name for path in into.iterdir()]}")
    return sdist


def _unpack(sdist: Path, source: Path, *, expected: str) -> None:
    found = hashlib.sha256(sdist.read_bytes()).hexdigest()
    if found != expected:
        raise Refused(f"{sdist.name}: sha256 is {found}, recorded is {expected}")
    unpacked = source.with_name("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(unpacked, filter="data")
    (top,) = unpacked.iterdir()
    top.rename(source)
    unpacked.rmdir()


def _environment(application: Application, folder: Path) -> None:
    subprocess.run([_maker(application.python), "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    requirements = folder / "requirements.txt"
    requirements.write_text("\n".join([*application.runtime, *application.test, ""]), encoding="utf-8")
    python = str(interpreter(folder))
    if requirements.read_text(encoding="utf-8").strip():
        constraints = _constraints(requirements, folder / "constraints.txt")
        _pip("--python", python, "install", "--no-deps", "--requirement", str(requirements), constraints=constraints)
    if not any((folder / "src" / name).exists() for name in ("pyproject.toml", "setup.py")):
        return  # a folder that is run where it lies
    own = ["--config-settings", "editable_mode=compat", "--editable"] if application.editable else []
    _pip("--python", python, "install", "--no-deps", *own, str(folder / "src"))


def _maker(version: str) -> str:
    """Return the interpreter of a version: ours, one on the path, or one that pyenv has."""
    if not version:
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    of_pyenv = [str(path) for path in sorted(pyenv.glob(f"{version}.*/bin/python{version}"))]
    for candidate in filter(None, [shutil.which(f"python{version}"), *of_pyenv]):
        done = subprocess.run([candidate, "-c", ""], capture_output=True, check=False)
        if not done.returncode:  # what pyenv puts on the path fails where that version is not chosen
            return candidate
    raise Refused(f"there is no Python {version} here")


def _constraints(requirements: Path, to: Path) -> Path:
    """Write the pins of build back ends, without those that an application pins for itself in another version."""
    own = {line.partition("==")[0].lower() for line in requirements.read_text(encoding="utf-8").splitlines()}
    pins = BUILD_CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    kept = [pin for pin in pins if pin.partition("==")[0].lower() not in own]
    to.write_text("\n".join([*kept, ""]), encoding="utf-8")
    return to


def _pip(*arguments: str, constraints: Path = BUILD_CONSTRAINTS) -> None:
    environment = {**os.environ, "PIP_CONSTRAINT": str(constraints), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [sys.executable, "-m", "pip", "--quiet", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise Refused(f"pip {' '.join(arguments)} failed\n{done.stderr}")


def main() -> None:
    """Prepare the application that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = applications()
    parser.add_argument("name", choices=known, metavar="NAME")
    parser.add_argument("--work", type=Path, default=WORK, metavar="DIR")
    chosen = parser.parse_args()
    try:
        print(prepare(known[chosen.name], chosen.work))
    except Refused as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
