"""What every Python process under test does first: a folder for the front of its path, with a `sitecustomize`."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from vendorize.verify.child import PROBES
from vendorize.verify.frameworks import copy_probe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest

START = "vendorize_startup_hook"
SCRIPT = "sitecustomize.py"


@dataclass(frozen=True, slots=True)
class Probe:
    """A standalone module that every process starts; its `install` is given the path of its settings."""

    name: str
    settings: Mapping[str, object]
    beside: tuple[str, ...] = ()
    """Other standalone modules that it imports."""
    writes: Path | None = None
    """The folder of its report."""


def write_start(
    request: VerifyRequest, folder: Path, *, refuse: bool, probes: Sequence[Probe] = (), perturb: int = 0
) -> Path:
    """Write the folder and return it; `refuse` keeps the processes offline, `perturb` moves their objects."""
    interpreter = request.environment.interpreter
    folders = {*interpreter.search_path, interpreter.executable.parent.parent, request.project.root}
    spelled = {spelling for path in folders for spelling in (str(path), os.path.realpath(path))}
    redirected = sorted(path + os.sep for path in spelled if os.path.dirname(path) != path)  # noqa: PTH120
    return place_start(folder, {"redirected": redirected, "refuse": refuse, "perturb": perturb}, probes)


def place_start(folder: Path, settings: Mapping[str, object], probes: Sequence[Probe] = ()) -> Path:
    """Write the folder with these settings and return it."""
    folder.mkdir()
    text = resources.files(PROBES).joinpath(f"{START}.py").read_text(encoding="utf-8")
    (folder / SCRIPT).write_text(text, encoding="utf-8")
    for probe in probes:
        for name in (probe.name, *probe.beside):
            copy_probe(name, folder)
        (folder / f"{probe.name}.json").write_text(json.dumps(probe.settings), encoding="utf-8")
    names = [probe.name for probe in probes]
    (folder / f"{START}.json").write_text(json.dumps({**settings, "probes": names}), encoding="utf-8")
    return folder
