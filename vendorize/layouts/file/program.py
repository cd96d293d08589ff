"""What one file runs when it is run, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.model.bundle import BundleFile
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.project import EntryPoint, Project

_START = "__main__.py"


@dataclass(frozen=True, slots=True)
class Started:
    """What runs."""

    module: str
    """The module that `import` of the file gives; the file has its name."""
    main: str
    """POSIX path of the module that runs; empty for a library."""
    package: str
    """The package whose `__main__` it is, for `python -m`; else empty."""
    files: tuple[BundleFile, ...] = ()
    """What is written for it."""
    command: str = ""
    """POSIX path of the module that runs in its place where the file itself is run: the start of a command."""


def program_of(plan: Plan, project: Project) -> Started:
    """Return what runs: a script itself, what the command of the project calls, or the `__main__` of the package.

    A program sees how it was started (`sys.argv[0]`, `__main__.__package__`), and says so in its help. So the file
    itself starts as the command does, if there is one that is clearly meant, and `python -m` as it did.
    """
    modules = {module.name: module for module in plan.first_party}
    if (script := _script(modules, project)) is not None:
        return Started(script.name, script.relative, "")
    commands = sorted(one for one in project.entry_points if one.group in ("console_scripts", "gui_scripts"))
    command = _command(commands, project.name)
    top = _top(plan, project, command)
    start = () if command is None else (BundleFile(_START, _start(command).encode("utf-8")),)
    if f"{top}.__main__" in modules:
        main = modules[f"{top}.__main__"].relative
        if len(commands) == 1 or (command is not None and _key(command.name) in (_key(project.name), _key(top))):
            return Started(top, main, top, start, command=_START)
        return Started(top, main, top)
    if start:
        return Started(top, _START, "", start)
    if top in modules and not modules[top].is_package:
        return Started(top, modules[top].relative, "")
    return Started(top, "", "")


def _script(modules: Mapping[str, ModulePlan], project: Project) -> ModulePlan | None:
    """Return the script that a project is, or that of a folder that nothing builds; None where that is not clear.

    It is what the folder was taken for (`manage.py`), else the only script beside packages that cannot be run.
    """
    if project.kind == "script":
        return modules.get(project.name) or next(iter(modules.values()))
    if project.is_built:
        return None
    found = {each.relative: each for each in modules.values() if "/" not in each.relative and each.is_program}
    alone = len(found) == 1 and not any(name.endswith(".__main__") for name in modules)
    return found.get(project.taken_as) or (next(iter(found.values())) if alone else None)


def _command(commands: list[EntryPoint], name: str) -> EntryPoint | None:
    """Return the command that has the name of the project, else the first one."""
    return next((one for one in commands if _key(one.name) == _key(name)), commands[0] if commands else None)


def _top(plan: Plan, project: Project, command: EntryPoint | None) -> str:
    tops = sorted({module.name.partition(".")[0] for module in plan.first_party})
    named = [top for top in tops if _key(top) == _key(project.name)]
    called = [command.module.partition(".")[0]] if command is not None else []
    found = next((top for top in (*named, *called, *project.top_level, *tops) if top in tops), "")
    if not found.isidentifier():
        raise UserError(
            "there is no first-party module that one file could be called after",
            hint="name a script or a project with a module",
        )
    return found


def _key(name: str) -> str:
    return name.replace("-", "_").replace(".", "_").lower()


def _start(command: EntryPoint) -> str:
    """Return the script that installers write for a command."""
    head, _, rest = command.attribute.partition(".")
    call = f"{head}.{rest}" if rest else head
    return f'import sys\n\nfrom {command.module} import {head}\n\nif __name__ == "__main__":\n    sys.exit({call}())\n'
