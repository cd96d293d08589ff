"""The end of the support module in a result with cold code, or with imports that wait: what loads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vendorize.layouts import layout_named
from vendorize.model.cold import ARCHIVE_NAME
from vendorize.runtime import fill, read_sections
from vendorize.transform.gone import gone_source
from vendorize.transform.kinds import MARKS
from vendorize.transform.words import cold_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from vendorize.model.bundle import Bundle, BundleFile
    from vendorize.model.cold import ColdModule
    from vendorize.model.plan import Plan
    from vendorize.transform.archive import Archive

_ORIGINAL = 'original(frame.f_globals.get("__name__"))'
"""How the template names a module: as it was called before it moved."""


def support_end(plan: Plan, code: Bundle, archive: Archive) -> bytes:
    """Return the end of the support module: what a result needs of it that not every one has."""
    return _deferring_source(code) + gone_source(plan) + _loading_source(plan, code, archive)


def _deferring_source(code: Bundle) -> bytes:
    if not any(not one.why and not one.lazy for file in code.files for one in file.deferrals):
        return b""
    return read_sections("deferring.py")["deferred"].encode()


def _loading_source(plan: Plan, code: Bundle, archive: Archive) -> bytes:
    """Return the text, which runs on Python 3.11+; nothing where there is no cold code."""
    layout = layout_named(plan.layout)
    support, namespace = layout.support(plan), layout.namespace(plan)
    files = [file for file in code.files if file.cold is not None]
    if not files and not archive.levels:
        return b""
    name = cold_name(support)
    sections = _sections(files, name, levels=archive.levels)
    text = "\n\n".join(read_sections(f"{file}.py")[section] for file, section in sections)
    text = text if namespace else text.replace(_ORIGINAL, 'frame.f_globals.get("__name__")')
    denies = any(cold.policy == "deny" for cold in _colds(files))
    values = {"name": name, "archive": ARCHIVE_NAME, "index": archive.directory, "denies": "1" if denies else ""}
    return fill(text, values, {"names": _names(plan, files)}).encode("utf-8")


def _sections(files: Collection[BundleFile], name: str, *, levels: bool) -> Iterator[tuple[str, str]]:
    """Yield files of the runtime and their parts, in order; `name` is what stubs load by, `levels`: some are packed."""
    present = [cold for cold in _colds(files) if cold.policy != "deny"]
    denying = bool(files) and not present
    reads = levels or not denying
    yield "cold", "cold"
    if reads:
        yield "coldarchive", "archive"
    yield from [("colddenying", "denying")] if denying else (("coldholders", "holders"), ("coldloading", "loading"))
    if levels or any(cold.whole for cold in present):
        yield from (("coldcache", "cache"), ("coldmodules", "modules"))
    if any(cold.policy == "warn" for cold in present):
        yield "coldtelling", "telling"
    mark = re.compile(rf"\b{name}\.(?:{'|'.join(MARKS)})\b".encode())
    if not denying and any(isinstance(file.content, bytes) and mark.search(file.content) for file in files):
        yield "coldkinds", "kinds"
    if reads:
        yield from (("coldtexts", "texts"), ("colddenying", "packed") if denying else ("coldtexts", "merged"))
    yield "coldloading", "ready"


def _colds(files: Collection[BundleFile]) -> Iterator[ColdModule]:
    return (file.cold for file in files if file.cold is not None)


def _names(plan: Plan, files: Collection[BundleFile]) -> dict[str, str]:
    """Return, by their words, the names of modules that may have another one while they run."""
    others = {
        module.name
        for one in plan.distributions
        for module in one.modules
        if one.short_names or (module.by_path and not module.by_text) or module.is_program
    }
    return {file.cold.key: file.origin for file in files if file.cold is not None and file.origin in others}
