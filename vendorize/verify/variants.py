"""The two variants of the comparison: interpreter, tree and variables, of one structure."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.verify.child import Place, run_child
from vendorize.verify.frameworks import NOT_COLLECTED, instrument
from vendorize.verify.isolation import own_folders, reading, without_user
from vendorize.verify.tools import ask_path
from vendorize.verify.walls import without_secrets
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vendorize.verify.request import VerifyRequest

_DROPPED = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
_PYTHON = re.compile(r"python(3(\.\d+)?)?(\.exe)?")
_ASK_MODULE = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"
_ASK_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Variant:
    """Where one of the two runs happens."""

    python: Path
    tree: Path
    variables: Mapping[str, str]
    own: tuple[Path, ...]
    """Folders that belong to this variant alone; they count as equal in ids and messages."""
    folder: Path
    """Holds the variant's home and temporary folder."""


def common_variables(request: VerifyRequest, pycache: Path) -> dict[str, str]:
    """Return the variables that both variants share: bytecode in our own folder, hashes that do not change."""
    variables = without_user({name: value for name, value in os.environ.items() if name not in _DROPPED})
    if request.is_walled:
        variables = without_secrets(request, variables)
    variables.setdefault("PYTHONHASHSEED", "0")
    variables["PYTHONPYCACHEPREFIX"] = str(pycache)
    return variables | dict(request.variables)


def baseline_variant(request: VerifyRequest, *, tree: Path, scratch: Path, variables: Mapping[str, str]) -> Variant:
    """Return the original interpreter, with the copy of the project before the original tree."""
    interpreter = request.environment.interpreter
    python = interpreter.executable
    scratch.mkdir()
    known = set(ask_path(python, Place(scratch, reading(variables), scratch, _ASK_TIMEOUT)))
    given = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    # Folders that stand in for site-packages (--search-path) are unknown to the interpreter itself.
    extra = [*given, *(str(path) for path in interpreter.search_path if str(path) not in known)]
    return _variant(request, python=python, tree=tree, variables=variables, extra=extra)


def result_variant(request: VerifyRequest, *, python: Path, tree: Path, variables: Mapping[str, str]) -> Variant:
    """Return the new interpreter, out of reach of the original environment's commands."""
    original = request.environment.interpreter.executable.parent
    if (original.parent / "pyvenv.cfg").is_file():
        paths = variables.get("PATH", "").split(os.pathsep)
        variables = {**variables, "PATH": os.pathsep.join(path for path in paths if Path(path) != original)}
    return _variant(request, python=python, tree=tree, variables={**variables, **_ours(request, tree)}, extra=())


def _ours(request: VerifyRequest, tree: Path) -> dict[str, str]:
    """Return what tells the probe of pytest which folders the original does not have: no tests are taken from them."""
    namespace = request.layout.namespace(request.plan)
    folders = [str(tree.joinpath(root, *namespace.split("."))) for root in request.source_roots if namespace]
    return {NOT_COLLECTED: os.pathsep.join(folders)} if folders else {}


def adapt(request: VerifyRequest, variant: Variant) -> tuple[str, ...]:
    """Return the test command for one variant: its own interpreter, its own tree."""
    root, tree = str(request.project.root), str(variant.tree)
    words = [word.replace(root, tree) if _is_below(word, root) else word for word in request.command]
    if is_python(request.command[0], request.environment.interpreter.executable):
        return (str(variant.python), *words[1:])
    return (_found(words[0], variant.tree, variant.variables.get("PATH"), variant.python), *words[1:])


def require_module(variant: Variant, name: str, scratch: Path) -> None:
    """Stop with advice when the tests' framework is not installed."""
    place = Place(variant.tree, variant.variables, scratch, _ASK_TIMEOUT)
    if run_child([str(variant.python), "-c", _ASK_MODULE, name], place).exit_code:
        raise _not_installed(name, variant.python)


def require_command(command: Sequence[str], python: Path, root: Path, variables: Mapping[str, str]) -> None:
    """Stop before a result is made where no such command is in the project's folder or on the tests' search path."""
    if not is_python(command[0], python):
        _found(command[0], root, path_with(python, {**os.environ, **variables}), python)


def require_runner(command: Sequence[str], python: Path, folders: Iterable[Path], scratch: Path) -> None:
    """Stop before a result is made where the tests' framework is not installed: that can be known at once.

    Only the environment is asked, in an empty folder: nothing of the project may run yet. `folders` are other places
    that may have the framework when the tests run.
    """
    name = instrument(command).framework
    if name != "pytest":
        return
    scratch.mkdir()
    variables = without_user({name: value for name, value in os.environ.items() if name not in _DROPPED})
    place = Place(scratch, reading(variables), scratch, _ASK_TIMEOUT)
    missing = run_child([str(python), "-c", _ASK_MODULE, name], place).exit_code == 1
    if missing and not any((folder / name).is_dir() or (folder / f"{name}.py").is_file() for folder in folders):
        raise _not_installed(name, python)


def path_with(python: Path, variables: Mapping[str, str]) -> str:
    """Return the search path of programs with those beside an interpreter first, as where its environment is active."""
    return os.pathsep.join((str(python.parent), variables.get("PATH", os.defpath)))


def is_python(word: str, python: Path) -> bool:
    """Tell whether a command begins with the interpreter: each variant has its own."""
    return _PYTHON.fullmatch(word) is not None or Path(word) == python


def _found(name: str, folder: Path, path: str | None, python: Path) -> str:
    """Return the program that a command starts; a relative path is meant from the folder that the command runs in.

    Raises `UserError` where there is none.
    """
    has_folder = Path(name).name != name and not Path(name).is_absolute()
    found = shutil.which(folder / name) if has_folder else shutil.which(name, path=path)
    if found is None:
        raise UserError(
            f"the test command {name!r} is not in the environment of {python}",
            hint="install it there, or set tool.vendorize.verify.command",
        )
    return found


def _not_installed(name: str, python: Path) -> UserError:
    return UserError(
        f"{name} is not installed in the environment of {python}",
        hint=f"install {name} there, name its environment with --python, or say what to run instead, as in "
        "`vendorize verify -- python app.py` or with tool.vendorize.verify.command",
    )


def _variant(
    request: VerifyRequest, *, python: Path, tree: Path, variables: Mapping[str, str], extra: Iterable[str]
) -> Variant:
    roots = [str(tree / root) for root in request.source_roots]
    folder = tree.parent.with_name(f"{tree.parent.name}-own")
    given = dict(request.variables)
    own = {name: value for name, value in own_folders(folder).items() if name not in given} | {
        "PYTHONPATH": os.pathsep.join([*roots, *extra]),
        "PATH": path_with(python, variables),
    }
    prefix = python.parent.parent
    # A prefix such as /usr is everybody's.
    private = (prefix / "pyvenv.cfg").is_file()
    if private:
        own["VIRTUAL_ENV"] = str(prefix)
    return Variant(python, tree, {**variables, **own}, (tree, folder, *((prefix,) if private else ())), folder)


def _is_below(word: str, root: str) -> bool:
    """Tell whether an argument holds a path inside the project (`--rootdir=/project/x` too)."""
    return re.search(rf"(^|=){re.escape(root)}($|[/\\:])", word) is not None
