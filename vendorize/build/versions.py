"""Keep the version that a back end reads from version control: a result has none, and is not what was committed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from vendorize.build.copying import copied
from vendorize.build.core_metadata import version_of
from vendorize_analysis.discovery.toml import read_toml
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.settings import BuildSettings

_VARIABLES = ("SETUPTOOLS_SCM_PRETEND_VERSION", "PDM_BUILD_SCM_VERSION")
_ASK = """\
import json, pathlib, sys, zipfile
from vendorize.build.wrapped import load_wrapped
from vendorize.model.settings import BuildSettings
given = json.load(sys.stdin)
root, out = pathlib.Path.cwd(), pathlib.Path(given.pop("out"))
wrapped = load_wrapped(root, BuildSettings(**given))
hook = getattr(wrapped, "prepare_metadata_for_build_wheel", None)
if hook is not None:
    content = (out / hook(str(out)) / "METADATA").read_bytes()
else:
    with zipfile.ZipFile(out / wrapped.build_wheel(str(out))) as wheel:
        (place,) = [one for one in wheel.namelist() if one.endswith(".dist-info/METADATA") and one.count("/") == 1]
        content = wheel.read(place)
(out / "PKG-INFO").write_bytes(content)
"""
"""The hook for metadata is one that a back end need not have (PEP 517)."""
_OF_PIP = "PIP_BUILD_TRACKER"
"""By which hatchling knows pip, and hides that hook from it: here nobody but us asks."""


def keep_version(project: Path, result: Path, folder: Path, settings: BuildSettings) -> None:
    """Have a result say its version as an sdist does (PKG-INFO), where the project computes it and has a repository.

    The wrapped back end is asked on a copy of the project, with a clone of its repository.
    Raises `UserError` where it cannot tell.
    """
    repository = next((one / ".git" for one in (project, *project.parents) if (one / ".git").exists()), None)
    declared = read_toml(project / "pyproject.toml").table("project")
    if repository is None or "version" not in declared.texts("dynamic"):
        return
    top = repository.parent
    copied(top, folder / "copy", Silent())
    if not _borrow(top, folder / "copy", folder):
        return
    content = _asked(folder / "copy" / project.relative_to(top), folder, settings)
    (result / "PKG-INFO").write_bytes(content)
    # Some look at nothing but the repository; for these their users have variables.
    os.environ.update(dict.fromkeys(_VARIABLES, version_of(content)))


def _asked(copy: Path, folder: Path, settings: BuildSettings) -> bytes:
    """Return the metadata that the back end makes of a copy, asked in a process of its own as a front end does."""
    given = {"out": str(folder), "backend": settings.backend, "backend_path": settings.backend_path}
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    variables.pop(_OF_PIP, None)
    asked = subprocess.run(  # noqa: S603 - the back end that the user has chosen, as a front end would run it
        [sys.executable, "-c", _ASK],
        cwd=copy,
        env=variables,
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if asked.returncode:
        raise UserError(
            f"{settings.backend} could not tell the version of the project:\n{asked.stderr.strip()}",
            hint="see that the project builds without vendorize",
        )
    return (folder / "PKG-INFO").read_bytes()


def _borrow(repository: Path, copy: Path, folder: Path) -> bool:
    """Make a repository in the copy of a working tree that borrows the objects of its own; False where Git cannot.

    Git notes in the index what it has seen of files: this one has an index of its own.
    """
    git = shutil.which("git")
    if git is None:
        return False
    clone = [git, "clone", "--quiet", "--shared", "--no-checkout", str(repository), str(folder / "clone")]
    reset = [git, "reset", "--quiet"]
    for command, place, after in ((clone, folder, folder / "clone/.git"), (reset, copy, None)):
        if subprocess.run(command, cwd=place, capture_output=True, check=False).returncode:  # noqa: S603
            return False
        if after is not None:
            after.rename(copy / ".git")
    return True
