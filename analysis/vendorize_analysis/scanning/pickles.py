"""Find what the pickles among a distribution's data files name; nothing is unpickled.

Source: the opcodes that `pickletools` documents. GLOBAL (protocols up to 3) writes module and name as lines; from
protocol 4 on they are strings of their own, which may be written once and meant often.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vendorize_analysis.reading import regular
from vendorize_analysis.scanning.distribution_cache import remembered

if TYPE_CHECKING:
    from vendorize_analysis.model.environment import Distribution, Environment
    from vendorize_analysis.scanning.cache_protocol import Cache

Named = tuple[tuple[str, str], ...]
"""Modules with the name that is taken from each; an empty one: any."""
_GLOBAL: Final = re.compile(rb"c([A-Za-z_][\w.]*)\n([A-Za-z_][\w.]*)\n")
_MARK: Final = b"\x80"
"""PROTO, the first opcode of a pickle since protocol 2; its argument is the protocol."""
_STRINGS_SINCE: Final = 4
_SHORT_TEXT: Final = 0x8C
_CODE: Final = (".py", ".pyi", ".so", ".pyd", ".dylib", ".dll")


def names_in_pickles(environment: Environment, cache: Cache) -> dict[str, Named]:
    """Return for each distribution what pickles among its files take from its own modules."""
    found = {one.key: remembered(one, cache, _sorted, made_by=(__file__,)) for one in environment.distributions}
    return {key: named for key, named in found.items() if named}


def _sorted(distribution: Distribution) -> Named:
    return tuple(sorted(_named(distribution)))


def _named(distribution: Distribution) -> set[tuple[str, str]]:
    modules = {module.name for module in distribution.modules}
    found: set[tuple[str, str]] = set()
    for file in distribution.files:
        if file.endswith(_CODE):
            continue
        try:
            with open(distribution.location / file, "rb", opener=regular) as stream:
                data = stream.read(2)
                if data[:1] != _MARK:
                    continue
                data += stream.read()
        except OSError:
            continue
        if data[1] >= _STRINGS_SINCE:
            found |= {(name, "") for name in modules if bytes((_SHORT_TEXT, len(name) & 0xFF)) + name.encode() in data}
        else:
            lines = {(module.decode(), name.decode()) for module, name in set(_GLOBAL.findall(data))}
            found |= {(module, name.partition(".")[0]) for module, name in lines if module in modules}
    return found
