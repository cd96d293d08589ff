"""What every cache can do: the own one, one that is shared and only read, and the one that remembers nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable


class Cache(Protocol):
    """Remembers bytes under a key, perhaps; whoever asks for them has to do without as well."""

    def get(self, key: str) -> bytes | None:
        """Return what is stored under the key; None where nothing is."""

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return the stored values by key; keys that nothing is stored under are left out."""

    def put(self, key: str, value: bytes) -> None:
        """Store the value, at the latest when the cache is closed."""

    def close(self) -> None:
        """Write what is not yet written; the cache is of no use afterwards."""
