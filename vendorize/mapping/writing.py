"""Write the map of a result: JSON, a file on a line, so that a difference between two maps can be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vendorize.emit.own import with_own_file
from vendorize.layouts import layout_named
from vendorize.model.bundle import BundleFile

if TYPE_CHECKING:
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan

VERSION = 1
_HEAD = f'{{"vendorize-map": {VERSION},'


def with_map(bundle: Bundle, plan: Plan, name: str) -> Bundle:
    """Return a result with its map; raises `UserError` where the project has a file of that name that is none."""
    head = _HEAD.partition(":")[0].encode()
    return with_own_file(bundle, BundleFile(name, map_source(bundle, plan)), head=head, what="the map of the result")


def map_source(bundle: Bundle, plan: Plan) -> bytes:
    """Return the map of a result as UTF-8: the same for the same result."""
    layout = layout_named(plan.layout)
    names = {one.key: f"{one.name} {one.version}" for one in plan.distributions}
    lines = []
    for file in bundle.parts():
        source = file.source
        if source is None or (not file.distribution and source.lines is None):
            continue
        said: dict[str, object] = {"from": source.relative}
        if file.distribution:
            said["of"] = names.get(file.distribution, file.distribution)
        if source.lines is not None:
            said["lines"] = source.lines
        if file.cold is not None:
            said["cold"] = {"policy": file.cold.policy, "functions": file.cold.functions, "whole": file.cold.whole}
        if source.merged:
            said["merged"] = [{"from": one.relative, "lines": one.lines} for one in source.merged]
        lines.append(f"{json.dumps(file.relative)}: {json.dumps(said, separators=(',', ':'))}")
    head = [
        _HEAD,
        f'"namespace": {json.dumps(layout.namespace(plan))},',
        f'"moved": {json.dumps(sorted(layout.moved(plan)))},',
    ]
    return "\n".join([*head, '"files": {', ",\n".join(lines), "}}", ""]).encode()
