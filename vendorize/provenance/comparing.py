"""Compare a statement with the result that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.lock.plain import spelled
from vendorize.model.findings import Finding
from vendorize.provenance.statement import PREDICATE, STATEMENT, definition_of, dependencies_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vendorize.model.lock import Lock
    from vendorize.provenance.envelope import ReadStatement

_CODE = "VZ820"
_SIGNED = (
    "Get statement and key from who made the result, each by a way that you trust; or, if that is you, sign it again: "
    "`vendorize provenance RESULT --sign-with KEY --output FILE`."
)


def provenance_findings(
    read: ReadStatement, file: Path, key: Path | None, *, lock: Lock, subjects: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield what a statement says otherwise than the result, its lock, and the key that shall have signed it."""
    if key is not None and not read.is_verified:
        said = "its signature is not that of" if read.is_signed else "it is not signed, and shall be by"
        yield Finding(file, 1, _CODE, "signature", f"{file.name}: {said} {key.name}", _SIGNED)
    statement = read.statement
    if (statement.get("_type"), statement.get("predicateType")) != (STATEMENT, PREDICATE):
        yield Finding(file, 1, _CODE, "statement", f"{file.name} is no SLSA provenance of version 1")
        return
    said_subjects: dict[str, set[str]] = {}
    for name, sha256 in _digests(statement.get("subject")):
        said_subjects.setdefault(name, set()).add(sha256)
    expected = {spelled(name): {sha256} for name, sha256 in subjects.items()}
    for name in sorted(expected.keys() | said_subjects.keys()):
        if expected.get(name) != said_subjects.get(name):
            yield Finding(file, 1, _CODE, name, f"{file.name} is not about this {name}")
    built = _at(statement, "predicate", "buildDefinition")
    for field, value in definition_of(lock).items():
        if _at(built, field) != value:
            yield Finding(file, 1, _CODE, field, f"{file.name} does not say of {field} what the lock says")
    made_from = _at(built, "resolvedDependencies")
    for one in dependencies_of(lock):
        if not isinstance(made_from, list) or one not in made_from:
            yield Finding(file, 1, _CODE, one["name"], f"{file.name} does not say of {one['name']} what the lock says")


def _digests(found: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON of anybody
    for one in found if isinstance(found, list) else ():
        name, sha256 = _at(one, "name"), _at(one, "digest", "sha256")
        # One without a name or a digest is about nothing that is here.
        yield str(name or "a subject without a name"), str(sha256)


def _at(found: Any, *keys: str) -> Any:  # noqa: ANN401 - JSON of anybody
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found
