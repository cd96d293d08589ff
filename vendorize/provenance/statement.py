"""Make the statement: what was written, what it was made from, and by what.

Sources: github.com/in-toto/attestation, spec/v1 (Statement, ResourceDescriptor); slsa.dev/spec/v1.0/provenance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.lock.plain import spelled
from vendorize.lock.purl import purl_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from vendorize.model.lock import Artefact, Lock, LockedDistribution

    Descriptor = dict[str, Any]
    """A resource descriptor of in-toto, as JSON has it."""

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
_HOME = "https://pypi.org/project/vendorize-cli/"
BUILD_TYPE = f"{_HOME}#extract-v1"
"""What `externalParameters` and `resolvedDependencies` mean: docs/supply-chain.md."""


def statement_of(
    lock: Lock, subjects: Mapping[str, str], *, attestations: Iterable[Descriptor] = (), made_at: str = ""
) -> dict[str, Any]:
    """Return the statement about written files, given by name with their SHA-256; without a time it has none."""
    return {
        "_type": STATEMENT,
        "subject": [{"name": spelled(name), "digest": {"sha256": subjects[name]}} for name in sorted(subjects)],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                **definition_of(lock),
                "resolvedDependencies": [*dependencies_of(lock), *attestations],
            },
            "runDetails": {
                "builder": {"id": _HOME, "version": {"vendorize": lock.tool}},
                **({"metadata": {"finishedOn": made_at}} if made_at else {}),
            },
        },
    }


def definition_of(lock: Lock) -> Descriptor:
    """Return what a result was asked for, as its lock says."""
    return {
        "buildType": BUILD_TYPE,
        "externalParameters": {
            "project": lock.project.name,
            "layout": lock.layout,
            "options": list(lock.options),
            "configuration": {"sha256": lock.configuration},
            "python": lock.python,
            "platform": lock.platform,
        },
    }


def dependencies_of(lock: Lock) -> Sequence[Descriptor]:
    """Return what a result was made from: distributions, then first-party files."""
    return [*map(_distribution, (one for one in lock.distributions if one.verdict != "unused")), *_sources(lock)]


def _distribution(one: LockedDistribution) -> Descriptor:
    artefact = one.artefact
    annotations: dict[str, Any] = {"verdict": one.verdict, "told-by": artefact.told_by}
    if one.contents:
        annotations["contents-sha256"] = one.contents
    if artefact.hashes and not artefact.name:
        annotations["one-of"] = list(artefact.hashes)
    if artefact.revision:
        annotations["revision"] = artefact.revision
    return {
        "name": artefact.name or one.key,
        "uri": purl_of(one.key, one.version),
        **_digest(artefact),
        **({"downloadLocation": artefact.url} if artefact.url else {}),
        "annotations": annotations,
    }


def _digest(artefact: Artefact) -> Descriptor:
    """Return the digests of an artefact; none where nobody knows which of several it was."""
    pairs = (one.partition(":") for one in artefact.hashes if artefact.name)
    found = {kind: value for kind, _, value in pairs}
    return {"digest": found} if found else {}


def _sources(lock: Lock) -> Iterator[Descriptor]:
    files = {
        one.source: one.source_sha256 or one.sha256 for one in (*lock.project.files, *lock.project.inputs) if one.source
    }
    for source in sorted(files):
        yield {"name": spelled(source), "digest": {"sha256": files[source]}}
