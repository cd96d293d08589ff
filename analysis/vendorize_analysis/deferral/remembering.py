"""Keep the facts of modules between runs: a function of a file's bytes, its package, and the lines that are gone."""

from __future__ import annotations

import ast
import marshal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendorize_analysis.deferral.ending import Ending, Endings
from vendorize_analysis.deferral.facts import facts_of
from vendorize_analysis.deferral.makers import Maker
from vendorize_analysis.deferral.record import Facts
from vendorize_analysis.deferral.strangers import Strangers
from vendorize_analysis.digests import blake2b
from vendorize_analysis.model.names import package_of
from vendorize_analysis.reading import read_bytes
from vendorize_analysis.scanning.distribution_cache import maker_of
from vendorize_analysis.scanning.source import digest_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.scanning.cache_protocol import Cache

_MAKERS = Facts._fields.index("makers")
_STRANGERS = Facts._fields.index("strangers")
_ENDINGS = Facts._fields.index("endings")


class RememberedFacts:
    """The facts of modules, from the cache where it has them.

    The code that finds them is in the key, and so is `context`, which says who summarised.
    """

    def __init__(self, cache: Cache, context: str) -> None:
        self._cache = cache
        own = tuple(sorted(map(str, Path(__file__).parent.glob("*.py"))))
        self._context = f"{context}{digest_of(maker_of(own))}"

    def of(self, module: LoadedModule, gone: Collection[int]) -> Facts | None:
        """Return the facts of a module, None where it cannot be read.

        `gone` are lines where parts begin that are not kept.
        """
        package = package_of(module.name, is_package=module.is_package)
        key = self._key(module.digest, package, gone)
        stored = self._cache.get(key)
        if stored is not None:
            return decode(stored)
        try:
            data = read_bytes(module.path)
            found = facts_of(ast.parse(data), package, gone)
        except (OSError, SyntaxError, ValueError):
            return None
        if digest_of(data) == module.digest:
            self._cache.put(key, encode(found))
        return found

    def _key(self, digest: str, package: str, gone: Collection[int]) -> str:
        asked = "\0".join((self._context, digest, package, *map(str, sorted(gone))))
        return f"deferral-{blake2b(asked.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"


def encode(facts: Facts) -> bytes:
    """Return the bytes of facts: `marshal` knows plain tuples only."""
    fields: list[Any] = list(facts)
    fields[_MAKERS] = tuple(map(tuple, facts.makers))
    fields[_STRANGERS] = tuple(facts.strangers)
    fields[_ENDINGS] = (tuple(map(tuple, facts.endings.found)), *facts.endings[1:])
    return marshal.dumps(tuple(fields))


def decode(data: bytes) -> Facts:
    """Return the facts that were encoded."""
    fields: list[Any] = list(marshal.loads(data))  # noqa: S302 (our own cache, checked by its sum)
    fields[_MAKERS] = tuple(map(Maker._make, fields[_MAKERS]))
    fields[_STRANGERS] = Strangers._make(fields[_STRANGERS])
    found, *others = fields[_ENDINGS]
    fields[_ENDINGS] = Endings(tuple(map(Ending._make, found)), *others)
    return Facts._make(fields)
