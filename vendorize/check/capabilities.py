"""Compare what distributions can do, as the lock says, with the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.check.place import LockedResult
    from vendorize.model.lock import LockedCapability, LockedDistribution
    from vendorize.model.settings import Policy


def capability_findings(place: LockedResult, policy: Policy) -> Iterator[Finding]:
    """Yield a finding for each capability that a distribution has and must not have.

    Where the lock does not say what it can do, that is one.
    """
    for one in place.lock.distributions:
        if one.capabilities is None:
            if policy.broken_by(one.key, policy.everything()):
                line = place.locked_at(one.key, "key")
                message = f"the lock does not say what {one.name} can do: an earlier version has written it"
                yield Finding(place.lock_file, line, "VZ803", one.key, message)
            continue
        found = {each.name: each for each in one.capabilities}
        for name in policy.broken_by(one.key, found):
            file, line = _place_of(place, one, found[name])
            where = f": {found[name].uses} in {found[name].symbol}" if found[name].uses else ""
            message = f"{one.name} {one.version} has {name}, which the policy denies{where}"
            yield Finding(file, line, "VZ809", f"{one.key}:{name}", message)


def _place_of(place: LockedResult, one: LockedDistribution, found: LockedCapability) -> tuple[Path, int]:
    """Return file and line in the result of a use; of the lock, where the code is not part of the result."""
    for file in one.files:
        if found.source and file.source == found.source and (place.result / file.path).is_file():
            return place.result / file.path, _line_in(place.result / file.path, found)
    return place.lock_file, place.locked_at(one.key, "key")


def _line_in(file: Path, found: LockedCapability) -> int:
    """Return the first line that has the name used, behind the head of what it stands in if that can be found."""
    text = file.read_text(encoding="utf-8", errors="replace")
    symbol, used = found.symbol.rpartition(".")[2], found.uses.rpartition(".")[2]
    start = max(text.find(f"def {symbol}"), text.find(f"class {symbol}"), 0)
    at = text.find(used, start)
    return text.count("\n", 0, max(at, 0)) + 1
