"""The names that compiled modules have in their data, each file read once and remembered."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.model.names import is_library
from vendorize_analysis.reading import regular
from vendorize_analysis.scanning.distribution_cache import record_of, remembered
from vendorize_analysis.scanning.source import digest_of

if TYPE_CHECKING:
    from vendorize_analysis.model.environment import Distribution, Environment
    from vendorize_analysis.scanning.cache_protocol import Cache

_MADE_BY: Final = tuple(str(Path(__file__).with_name(name)) for name in ("compiled_file.py", "segments.py"))
_LIBRARY: Final = ""
"""The name of all that is no module."""


class CompiledText(NamedTuple):
    """The names in a file of compiled code, each on a line."""

    ended: str = ""
    """Those that end where the text does; a text may begin before a name does."""
    joined: str = ""
    """Runs of texts one behind the other: a name may begin and end anywhere in one."""


class CompiledTexts:
    """What the compiled modules of an environment name; a file is read when its module is asked for."""

    def __init__(self, environment: Environment, cache: Cache) -> None:
        self._cache = cache
        self._places = {found.key: (found, _places(found)) for found in environment.distributions}
        self._read_before: dict[tuple[str, str], CompiledText | None] = {}

    def identities(self) -> dict[str, str]:
        """Return for each distribution with compiled modules what changes when these do."""
        return {key: _identity(found, places) for key, (found, places) in self._places.items() if places}

    def of(self, key: str, module: str) -> tuple[CompiledText, ...] | None:
        """Return what a module names, and what the shared libraries beside it do; None where some cannot be read.

        A module that is not compiled has none. What several modules have beside them is the same text for all.
        """
        found, places = self._places[key]
        own = places.get(module, [])
        texts = [self._once(found, relative) for relative in (*own, *places.get(_LIBRARY, []))] if own else []
        # A module that says nothing to Python is not what it seems.
        if not texts or texts[0] == CompiledText() or None in texts:
            return None
        return tuple(text for text in texts if text)

    def _once(self, distribution: Distribution, relative: str) -> CompiledText | None:
        """Return what a file names, read in this process or now."""
        if (distribution.key, relative) not in self._read_before:
            self._read_before[distribution.key, relative] = self._read(distribution, relative)
        return self._read_before[distribution.key, relative]

    def _read(self, distribution: Distribution, relative: str) -> CompiledText | None:
        """Return what a file names, read earlier or now."""
        found = remembered(distribution, self._cache, partial(_found, relative), made_by=_MADE_BY, of=relative)
        if not found:
            return None
        from vendorize_analysis.tables.packages import no_modules_in  # noqa: PLC0415 - many programs have none

        text = CompiledText(*found)
        others = no_modules_in(_module_of(relative), distribution.key, distribution.version)
        return text._replace(ended=_without(text.ended, others)) if others else text


def _found(relative: str, distribution: Distribution) -> tuple[str, ...]:
    """Return what a file names as plain values; none where it cannot be read."""
    from vendorize_analysis.scanning.compiled_file import read_names  # noqa: PLC0415 - most is remembered

    try:
        with open(distribution.location / relative, "rb", opener=regular) as stream:
            return read_names(stream.read()) or ()
    except OSError:
        return ()


def _module_of(relative: str) -> str:
    """Return the name of a compiled module of no package, from its file."""
    return relative.partition(".")[0]


def _without(lines: str, names: frozenset[str]) -> str:
    return "\n".join(line for line in lines.split("\n") if line not in names)


def _identity(distribution: Distribution, places: dict[str, list[str]]) -> str:
    record = record_of(distribution)
    if record:
        return digest_of(record)
    stats = [(distribution.location / each).stat() for name in sorted(places) for each in places[name]]
    return repr([(stat.st_size, stat.st_mtime_ns) for stat in stats])


def _places(distribution: Distribution) -> dict[str, list[str]]:
    """Return the files of each compiled module, and those of the shared libraries beside them; none without modules."""
    modules = {module.relative: module.name for module in distribution.modules if module.kind == "extension"}
    found: dict[str, list[str]] = {}
    for relative in sorted({*modules, *filter(is_library, distribution.files)}) if modules else ():
        found.setdefault(modules.get(relative, _LIBRARY), []).append(relative)
    return found
