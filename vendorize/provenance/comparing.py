"""Compare a statement with the result that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.lock.plain import spelled
from vendorize.model.findings import Finding
from vendorize.provenance.statement import PREDICATE, STATEMENT, dependencies_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vendorize.model.lock import Lock
    from vendorize.provenance.envelope import ReadStatement

_CODE = "VZ820"


def provenance_findings(
    read: ReadStatement, file: Path, key: Path | None, *, lock: Lock, subjects: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield what a statement says otherwise than the result, its lock, and the key that shall have signed it."""
    if key is not None and not read.is_verified:
        said = "its signature is not that of" if read.is_signed else "it is not signed, and shall be by"
        yield Finding(file, 1, _CODE, "signature", f"{file.name}: {said} {key.name}")
    statement = read.statement
    if (statement.get("_type"), statement.get("predicateType")) != (STATEMENT, PREDICATE):
        yield Finding(file, 1, _CODE, "statement", f"{file.name} is no SLSA provenance of version 1")
        return
    said_subjects = dict(_digests(statement.get("subject")))
    expected = {spelled(name): sha256 for name, sha256 in subjects.items()}
    for name in sorted(expected.keys() | said_subjects.keys()):
        if expected.get(name) != said_subjects.get(name):
            yield Finding(file, 1, _CODE, name, f"{file.name} is not about this {name}")
    made_from = _at(statement, "predicate", "buildDefinition", "resolvedDependencies")
    for one in dependencies_of(lock):
        if not isinstance(made_from, list) or one not in made_from:
            yield Finding(file, 1, _CODE, one["name"], f"{file.name} does not say of {one['name']} what the lock says")


def _digests(found: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON of anybody
    for one in found if isinstance(found, list) else ():
        name, sha256 = _at(one, "name"), _at(one, "digest", "sha256")
        if isinstance(name, str) and isinstance(sha256, str):
            yield name, sha256


def _at(found: Any, *keys: str) -> Any:  # noqa: ANN401 - JSON of anybody
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found
