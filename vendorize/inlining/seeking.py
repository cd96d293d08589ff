"""What the command line names: the symbol that moves, and the module of the project that it moves to."""

from __future__ import annotations

import difflib
import keyword
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.inlining.ground import defining, is_readable
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.inlining.ground import Ground
    from vendorize_analysis.linking import Entity


@dataclass(frozen=True, slots=True)
class Destination:
    """The module that the code moves to."""

    module: str
    path: Path
    is_new: bool
    """There is no such file yet."""


def find_symbol(ground: Ground, text: str) -> Entity:
    """Return the function or class of a dependency that a text names, as `module.name` or `module:name`.

    Raises `UserError` for anything else, with what is like it.
    """
    names = text.replace(":", ".").split(".")
    if not all(name.isidentifier() for name in names) or len(names) < 2:  # noqa: PLR2004 - a module and a name
        raise UserError(f"{text!r} names no symbol", hint="name it as package.module.function")
    cut = next((cut for cut in range(len(names) - 1, 0, -1) if ".".join(names[:cut]) in ground.analysis.modules), 0)
    if not cut:
        raise UserError(f"the program does not load {'.'.join(names[:-1])}", hint=_like(ground, names[0]))
    module = ".".join(names[:cut])
    found, rest = ground.program.attributes(ground.program.as_module(module), tuple(names[cut:]))
    found = defining(ground.program, found)
    if rest or not found:
        _refuse_rest(ground, module, names[cut:], found, rest)
    if len(found) != 1 or found[0].kind not in {"class", "function"}:
        kinds = " or ".join(sorted({one.kind for one in found}))
        raise UserError(f"{text} is {kinds}, no function or class", hint="name a function or class of a module")
    if not ground.is_foreign(found[0].module):
        raise UserError(f"{text} is the project's own code", hint="name a symbol of a dependency")
    return found[0]


def _refuse_rest(
    ground: Ground, module: str, names: list[str], found: tuple[Entity, ...], rest: tuple[str, ...]
) -> None:
    if found and found[0].kind in {"class", "function"} and rest != tuple(names):
        raise UserError(
            f"{'.'.join(rest)} is inside of {found[0].kind} {module}.{'.'.join(names[: -len(rest)])}",
            hint="only what stands at the top of a module can be moved: name that",
        )
    if not is_readable(ground, module):
        raise UserError(f"{module} cannot be read", hint="inline what is written in Python")
    near = difflib.get_close_matches(names[0], ground.linked(module).names, n=1)
    raise UserError(
        f"{module} has no {'.'.join(names)}",
        hint=f"did you mean {module}.{near[0]}?" if near else "name a function or class that it defines",
    )


def _like(ground: Ground, top: str) -> str:
    tops = sorted({name.partition(".")[0] for name in ground.analysis.modules if ground.is_foreign(name)})
    near = difflib.get_close_matches(top, tops, n=1)
    return f"did you mean {near[0]}?" if near else f"it loads {', '.join(tops[:8]) or 'no dependency'}"


def find_target(ground: Ground, module: str) -> Destination:
    """Return the project's module of a name, which may be a new one in a package of the project.

    Raises `UserError` for one that is not the project's, or that cannot be changed.
    """
    if not all(name.isidentifier() and not keyword.iskeyword(name) for name in module.split(".")):
        raise UserError(f"{module!r} is no name of a module", hint="name it as package.module")
    loaded = ground.analysis.modules.get(module)
    if loaded is None:
        return _new_target(ground, module)
    if ground.is_foreign(module):
        raise UserError(f"{module} is not the project's own code", hint="name a module of the project")
    if not is_readable(ground, module):
        raise UserError(f"{loaded.path} is no Python that can be read", hint="mend it first")
    if not loaded.path.is_relative_to(ground.analysis.project.root):
        raise UserError(f"{loaded.path} lies outside of the project", hint="name a module of the project")
    return Destination(module, loaded.path, is_new=False)


def _new_target(ground: Ground, module: str) -> Destination:
    package, _, name = module.rpartition(".")
    environment, project = ground.analysis.environment, ground.analysis.project
    taken = environment.interpreter.stdlib_names | {one for each in environment.distributions for one in each.top_level}
    around = ground.analysis.modules.get(package)
    if package and (around is None or not around.is_package or ground.is_foreign(package)):
        own = [one for one in ground.own() if ground.analysis.modules[one].path.is_relative_to(project.root)]
        near = difflib.get_close_matches(module, own, n=1)
        hint = (
            f"did you mean {near[0]}?" if near else "name a module of the project, or a new one in one of its packages"
        )
        raise UserError(f"the project has no package {package} for {module}", hint=hint)
    if not package and (module in taken or project.kind == "script"):
        raise UserError(f"{module} cannot be a new module here", hint="name a module that the project has")
    folder = around.path.parent if around is not None else (project.source_roots or (project.root,))[0]
    path = folder / f"{name}.py"
    if path.exists() or (folder / name).exists():
        raise UserError(f"{path} is there, but the program does not load it", hint="name another module")
    return Destination(module, path, is_new=True)
