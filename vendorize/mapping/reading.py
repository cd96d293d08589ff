"""Read the map of a result back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vendorize.mapping.writing import VERSION
from vendorize.model.bundle import LineRun, Origin
from vendorize.model.originmap import MappedFile, OriginMap
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

_HINT = "name the map that extraction wrote, or extract again"


def read_map(path: Path) -> OriginMap:
    """Return what a map says; raises `UserError` for a file that is none, or that a newer version wrote."""
    try:
        said = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise UserError(
            f"{path} is not there: nothing is known of the originals",
            hint="say where the result is with --result OUT, or where its map is with --map FILE",
        ) from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path} is no map of a result: {error}", hint=_HINT) from error
    if not isinstance(said, dict) or "vendorize-map" not in said:
        raise UserError(f"{path} is no map of a result", hint=_HINT)
    if said["vendorize-map"] != VERSION:
        raise UserError(f"{path} was written by a newer version of vendorize", hint="use that version, or a newer one")
    try:
        files = {str(name): _file(each) for name, each in said["files"].items()}
        return OriginMap(files, str(said["namespace"]), frozenset(map(str, said["moved"])))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path} is no map of a result: {error!r} in it", hint=_HINT) from error


def _file(said: dict[str, Any]) -> MappedFile:
    lines = said.get("lines")
    runs = None if lines is None else _runs(lines)
    merged = tuple(Origin(str(one["from"]), _runs(one["lines"])) for one in said.get("merged", ()))
    return MappedFile(str(said.get("of", "")), Origin(str(said["from"]), runs, merged))


def _runs(lines: list[list[int]]) -> tuple[LineRun, ...]:
    return tuple(LineRun(*map(int, run)) for run in lines)
