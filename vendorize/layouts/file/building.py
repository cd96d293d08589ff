"""Build one file of what the layout `site` has in a folder."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING

from vendorize.emit.literals import statement
from vendorize.emit.merge import read
from vendorize.emit.notices import NOTICES
from vendorize.layouts.file.beside import beside, beside_or_held
from vendorize.layouts.file.program import program_of
from vendorize.layouts.site.building import lay_out_site
from vendorize.layouts.site.names import SUPPORT
from vendorize.model.bundle import Bundle, BundleFile
from vendorize.runtime import read_sections
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from vendorize.emit.surroundings import Surroundings
    from vendorize.layouts.file.program import Started
    from vendorize.model.plan import Plan
    from vendorize_analysis.model.events import Listener

_RUNTIME = "_vendorize_file"
"""Package of what imports from the file."""
_OPENS = re.compile(rb"__file__|__path__|\borigin\b|getfile|getsourcefile|get_filename|submodule_search_locations")
"""Words of code that may look at files beside it by their paths."""


def lay_out_file(plan: Plan, code: Bundle, progress: Listener, *, around: Surroundings) -> Bundle:
    """Return the complete result; raises `UserError` for a program that needs what one file cannot hold."""
    stay = [one for one in plan.distributions if one.verdict == "external"]
    if stay and not plan.external_beside:
        names = "".join(f"\n  {one.name} {one.version}: {one.why}" for one in stay)
        raise UserError(
            f"one file cannot hold what stays as it is installed:{names}",
            hint="use --external, which puts it into a folder beside the file, --layout site, which has all in one, "
            "or package, which requires it",
        )
    inside, outside = beside_or_held(lay_out_site(plan, code, progress, around=around).files, stay)
    program = program_of(plan, around.project)
    folder = beside(program.module) if outside else ""
    files = (*inside, *_runtime(), *program.files)
    text = "".join(_source(files, program, plan.project_name, {"beside": folder, "starts": plan.starts()}))
    notices = next(file for file in inside if file.relative == NOTICES)
    made = BundleFile(f"{program.module}.py", text.encode("utf-8"), executable=True, holds=inside)
    apart = (replace(file, relative=f"{folder}/{file.relative}") for file in outside)
    return Bundle(tuple(sorted((made, notices, *apart), key=lambda file: file.relative)))


def _source(files: Collection[BundleFile], program: Started, name: str, more: dict[str, object]) -> Iterator[str]:
    """Yield the text of the file in pieces."""
    contents = {file.relative: read(file) for file in sorted(files, key=lambda file: file.relative)}
    opens = any(_OPENS.search(text) for path, text in contents.items() if _is_code(path))
    parts = read_sections("file_program.py")
    head = parts["head"].replace("@name@", _plain(name or program.module))
    yield head.lstrip("\n")
    for relative, content in contents.items():
        yield "\n" + statement(relative, content)
    names = ("main", "module", "package", "command")
    settings = {**{name: getattr(program, name) for name in names}, **more, "opens": opens, "hoisted": _hoisted(files)}
    yield parts["end"].replace('"@settings@"', repr(settings))


def _hoisted(files: Iterable[BundleFile]) -> dict[str, tuple[str, str]]:
    """Return the merged modules by name: whose scope each has, and its names, those that changed as `old=new`."""
    told = sorted(one for file in files for one in file.hoisted if one.into)
    found = {}
    for one in told:
        names = (old if old == new else f"{old}={new}" for old, new in one.names)
        found[one.module] = (one.into, " ".join(names))
    return found


def _is_code(relative: str) -> bool:
    return relative.endswith(".py") and relative != f"{SUPPORT}.py" and not relative.startswith(f"{_RUNTIME}/")


def _runtime() -> Iterator[BundleFile]:
    for found in sorted(resources.files("vendorize.runtime").joinpath("file").iterdir(), key=lambda one: one.name):
        if found.name.endswith(".py"):
            yield BundleFile(f"{_RUNTIME}/{found.name}", found.read_bytes())


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum() or character in "-_. ")
