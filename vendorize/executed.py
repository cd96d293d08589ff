"""Files of what traced programs executed: read, merged and written, the same bytes for the same content."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vendorize.model.executed import LOCALS, MODULE, OPENED, Executed, ExecutedCode
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize_analysis.model.analysis import Analysis

SCHEMA = 1
KIND = "vendorize trace"
REMEDY = "name a file that `vendorize trace` has written, or another with --output"


def read_executed(file: Path) -> Executed:
    """Return what a trace file says.

    Raises `UserError` for one that cannot be read or says something else.
    """
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"cannot read {file}: {error.strerror or error}", hint=REMEDY) from error
    except RecursionError as error:
        raise UserError(f"{file} is no trace: it is nested too deeply", hint=REMEDY) from error
    except json.JSONDecodeError as error:
        raise UserError(f"{file}:{error.lineno} is no trace: {error.msg}", hint=REMEDY) from error
    except ValueError as error:
        raise UserError(f"{file} is no trace: {error}", hint=REMEDY) from error
    if not isinstance(said, dict) or said.get("kind") != KIND:
        raise UserError(f'{file} is no trace: it does not say "kind": "{KIND}"', hint=REMEDY)
    if said.get("schema") != SCHEMA:
        raise UserError(f"{file} has schema {said.get('schema')!r}; this version reads {SCHEMA}", hint="trace again")
    return _TraceReader(file).executed(said)


class _TraceReader:
    """Turns parsed JSON into types; whatever is wrong is said with its place."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def executed(self, said: dict[str, Any]) -> Executed:
        """Return what the whole file says."""
        code = set(self.code("", self.table(said.get("project", {}), "project"), "project"))
        versions: set[tuple[str, str]] = set()
        for owner, about in self.table(said.get("distributions", {}), "distributions").items():
            where = f"distributions.{owner}"
            known = self.table(about, where)
            code |= set(self.code(owner, self.table(known.get("files", {}), f"{where}.files"), f"{where}.files"))
            versions |= {(owner, version) for version in self.texts(known.get("versions", []), f"{where}.versions")}
        pythons = frozenset(self.texts(said.get("pythons", []), "pythons"))
        platforms = frozenset(self.texts(said.get("platforms", []), "platforms"))
        return Executed(frozenset(code), frozenset(versions), pythons, platforms, said.get("complete") is True)

    def code(self, owner: str, files: dict[str, Any], where: str) -> Iterable[ExecutedCode]:
        """Yield the code of one owner."""
        for relative, names in files.items():
            if relative.startswith("/") or ".." in relative.split("/"):
                raise self.wrong(f"{where}.{relative}", "a relative path without ..")
            for name in self.texts(names, f"{where}.{relative}"):
                yield ExecutedCode(owner, relative, name)

    def table(self, said: object, where: str) -> dict[str, Any]:
        """Return a JSON object."""
        if not isinstance(said, dict):
            raise self.wrong(where, "an object")
        return said

    def texts(self, said: object, where: str) -> list[str]:
        """Return a JSON array of strings."""
        if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
            raise self.wrong(where, "an array of strings")
        return said

    def wrong(self, where: str, wanted: str) -> UserError:
        """Return the error for a value of another form."""
        return UserError(f"{self.file} is no trace: {where} is not {wanted}", hint=REMEDY)


def executed_object(executed: Executed) -> dict[str, Any]:
    """Return the content of a trace file, sorted."""
    owners = sorted({code.owner for code in executed.code} - {""})
    files = _by_file(executed)
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "pythons": sorted(executed.pythons),
        "platforms": sorted(executed.platforms),
        "complete": executed.complete,
        "project": files.get("", {}),
        "distributions": {
            owner: {
                "versions": sorted(version for name, version in executed.versions if name == owner),
                "files": files[owner],
            }
            for owner in owners
        },
    }


def _by_file(executed: Executed) -> dict[str, dict[str, list[str]]]:
    files: dict[str, dict[str, list[str]]] = {}
    for code in sorted(executed.code):
        files.setdefault(code.owner, {}).setdefault(code.file, []).append(code.name)
    return files


def functions_of(executed: Executed, analysis: Analysis) -> frozenset[tuple[str, str]]:
    """Return module and qualified name of what ran of an analysis; the name is empty for the body of a module.

    What the analysis has not read is left out, and so are functions inside of functions, which are where those are.
    """
    root = analysis.project.root
    modules: dict[tuple[str, str], list[str]] = {}
    for module in analysis.modules.values():
        place = module.relative
        if not module.distribution and module.path.is_relative_to(root):
            place = module.path.relative_to(root).as_posix()
        modules.setdefault((module.distribution, place), []).append(module.name)
    return frozenset(
        (module, "" if code.name == MODULE else code.name.partition(LOCALS)[0])
        for code in executed.code
        if code.name != OPENED
        for module in modules.get((code.owner, code.file), ())
    )
