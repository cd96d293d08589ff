"""Copy test tools from the interpreter's own site-packages where another folder stands in for it (`--search-path`)."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.verify.child import run_child
from vendorize.verify.copying import copy_installed
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.names import distribution_key

if TYPE_CHECKING:
    from vendorize.verify.child import Place
    from vendorize.verify.request import VerifyRequest

_ASK = "import json, sys; print(json.dumps(sys.path))"


def ask_path(python: Path, place: Place) -> tuple[str, ...]:
    """Return the interpreter's own `sys.path`."""
    asked = run_child([str(python), "-c", _ASK], place)
    if asked.exit_code:
        raise UserError(
            f"{python} does not start: {asked.stderr.strip()}", hint="name another interpreter with --python"
        )
    return tuple(json.loads(asked.stdout.splitlines()[-1]))


def copy_tools(request: VerifyRequest, packages: Path, place: Place) -> None:
    """Copy what the interpreter has installed beside the search path that was given, but for what must be absent."""
    interpreter = request.environment.interpreter
    searched = {str(folder) for folder in interpreter.search_path}
    beside = [path for path in ask_path(interpreter.executable, place) if path and path not in searched]
    here = {found.key for found in request.environment.distributions} | {distribution_key(request.project.name)}
    absent = _absent_names(request)
    for found in importlib.metadata.distributions(path=beside):
        name = found.metadata["Name"] or ""
        files = [file for file in found.files or () if not file.is_absolute() and ".." not in file.parts]
        if distribution_key(name) in here or any(file.parts[0].partition(".")[0] in absent for file in files):
            continue
        copy_installed((Path(str(found.locate_file(file))), packages.joinpath(*file.parts)) for file in files)


def _absent_names(request: VerifyRequest) -> set[str]:
    """Return the top-level names that only the result may provide, the program's own among them."""
    absent = request.absent_keys
    names = {
        module.name.partition(".")[0]
        for found in request.environment.distributions
        if found.key in absent
        for module in found.modules
    }
    return names | set(request.project.top_level)
