"""One distribution as a component: what is in the result, and what it is a subset of."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cyclonedx.exception.model import InvalidUriException
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.component import Component, ComponentScope, ComponentType, Pedigree
from cyclonedx.model.component_evidence import (
    AnalysisTechnique,
    ComponentEvidence,
    Identity,
    IdentityField,
    Method,
    Occurrence,
)
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from vendorize.lock.plain import spelled
from vendorize.model.cold import ARCHIVE_NAME
from vendorize.rewrites import written_lines
from vendorize.sbom.licences import licence_evidence, licences
from vendorize.sbom.symbols import symbols_of
from vendorize_analysis.model.names import is_library, module_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.lock import Artefact, LockedDistribution, LockedFile
    from vendorize.sbom.contents import Contents

_ALGORITHMS = {
    "sha256": HashAlgorithm.SHA_256,
    "sha384": HashAlgorithm.SHA_384,
    "sha512": HashAlgorithm.SHA_512,
    "sha3_256": HashAlgorithm.SHA3_256,
    "sha3_384": HashAlgorithm.SHA3_384,
    "sha3_512": HashAlgorithm.SHA3_512,
    "blake2b": HashAlgorithm.BLAKE2B_512,
}


_PRESENT = f"cold: in {ARCHIVE_NAME}, from where it comes back when it is used"
_COLD = {"load": _PRESENT, "warn": _PRESENT, "deny": "cold and denied: its body is not in the result"}


def component_of(one: LockedDistribution, contents: Contents) -> Component:
    """Return the component of a distribution.

    Extracted, it is a subset: the distribution itself is its ancestor. External, it is that distribution: in the result
    as a whole, or (for CycloneDX 1.7 `isExternal`) beside it.
    """
    vendored = one.verdict == "extract"
    occurrences = [each for file in one.files for each in _occurrences(file, contents)]
    method = Method(technique=AnalysisTechnique.MANIFEST_ANALYSIS, confidence=Decimal(1), value=one.artefact.told_by)
    texts = contents.recognized(one)
    identity = Identity(field=IdentityField.PURL, confidence=Decimal(1), methods=[method])
    return Component(
        type=ComponentType.LIBRARY,
        name=one.name,
        version=one.version,
        bom_ref=ref_of(one),
        purl=_purl(one),
        scope=ComponentScope.REQUIRED,
        is_external=not one.files,
        licenses=licences(one.licenses, texts),
        hashes=() if vendored else artefact_hashes(one.artefact),
        external_references=() if vendored else _references(one.artefact),
        pedigree=_pedigree(one, occurrences) if vendored else None,
        evidence=ComponentEvidence(identity=[identity], occurrences=occurrences, licenses=licence_evidence(texts)),
        components=[file_component(file, one.key) for file in one.files if not is_bundled(file)],
        properties=[Property(name="vendorize:verdict", value=one.verdict), *_cold(one), *_rewritten(one, contents)],
    )


def _cold(one: LockedDistribution) -> Iterator[Property]:
    """Yield what happens when cold code is used."""
    for policy in cold_policies(one):
        yield Property(name="vendorize:cold", value=policy)


def _rewritten(one: LockedDistribution, contents: Contents) -> Iterator[Property]:
    """Yield which lines a language model wrote."""
    for file in one.files if one.verdict == "extract" else ():
        for first, last, said in written_lines((contents.read(file) or b"") if file.path.endswith(".py") else b""):
            yield Property(name="vendorize:rewritten", value=f"{spelled(file.path)}:{first}-{last}: {said}")


def file_component(file: LockedFile, key: str) -> Component:
    """Return a written file as a component."""
    properties = []
    if file.source:
        properties = [
            Property(name="vendorize:source", value=spelled(file.source)),
            Property(name="vendorize:source-sha256", value=file.source_sha256),
        ]
    if file.cold:
        properties.append(Property(name="vendorize:cold", value=cold_of(file)))
    return Component(
        type=ComponentType.LIBRARY if is_bundled(file) else ComponentType.FILE,
        name=spelled(file.path).rpartition("/")[2] if is_bundled(file) else spelled(file.path),
        bom_ref=f"{key}:{spelled(file.path)}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=file.sha256)],
        properties=properties,
        evidence=ComponentEvidence(occurrences=[Occurrence(location=spelled(file.path))]) if is_bundled(file) else None,
    )


def copied_components(one: LockedDistribution) -> Iterator[Component]:
    """Yield the copies of other distributions that one has, which no hash is known of."""
    for copy in one.copies:
        yield Component(
            type=ComponentType.LIBRARY,
            name=copy.name,
            version=copy.version,
            bom_ref=f"{one.key}:{spelled(copy.folder)}:{copy.name}=={copy.version}",
            purl=PackageURL(type="pypi", name=canonicalize_name(copy.name), version=copy.version),
            evidence=ComponentEvidence(occurrences=[Occurrence(location=spelled(copy.folder))]),
            properties=[Property(name="vendorize:copy-in", value=ref_of(one))],
        )


def is_bundled(file: LockedFile) -> bool:
    """Tell whether a file is a shared library that a wheel has brought along (in `NAME.libs`, or `.dylibs`)."""
    return file.path.rpartition("/")[0].endswith((".libs", ".dylibs")) and is_library(file.path)


def ref_of(one: LockedDistribution) -> str:
    """Return the reference of a distribution in the document."""
    return f"{one.key}=={one.version}"


def artefact_hashes(artefact: Artefact) -> list[HashType]:
    """Return the hashes of an artefact; none where nobody knows which artefact it was."""
    if not artefact.name:
        return []
    pairs = (one.partition(":") for one in artefact.hashes)
    return [HashType(alg=_ALGORITHMS[kind], content=value) for kind, _, value in pairs if kind in _ALGORITHMS]


def cold_policies(one: LockedDistribution) -> list[str]:
    """Return what happens when cold code of a distribution is used; nothing where none is cold."""
    return sorted({file.cold for file in one.files} - {""})


def cold_of(file: LockedFile) -> str:
    """Return in words what of a file is cold; empty where nothing is."""
    if not file.cold:
        return ""
    return f"{file.cold}: {'all of it' if file.is_cold else f'{len(file.cold_functions)} functions'}"


def _occurrences(file: LockedFile, contents: Contents) -> Iterator[Occurrence]:
    """Yield the symbols of a file; of cold ones it says where their code is, and that of a denied module has none."""
    if not file.source or (file.is_cold and file.cold == "deny"):
        return
    cold = {f"{module_name(file.source)}.{one}" for one in file.cold_functions}
    for symbol in symbols_of(file.source, contents.code(file)):
        is_cold = file.is_cold or f"{symbol.name}:{symbol.first}" in cold
        context = _COLD[file.cold] if is_cold else None
        yield Occurrence(location=spelled(file.path), line=symbol.line, symbol=symbol.name, additional_context=context)


def _pedigree(one: LockedDistribution, occurrences: list[Occurrence]) -> Pedigree:
    ancestor = Component(
        type=ComponentType.LIBRARY,
        name=one.name,
        version=one.version,
        bom_ref=f"{ref_of(one)}:ancestor",
        purl=_purl(one),
        licenses=licences(one.licenses),
        hashes=artefact_hashes(one.artefact),
        external_references=_references(one.artefact),
        properties=[Property(name="vendorize:contents-sha256", value=one.contents)] if one.contents else [],
    )
    notes = (
        f"A subset of {one.name} {one.version}, changed by vendorize: {len(one.files)} files, listed as components, "
        f"with {len(occurrences)} functions and classes, listed as occurrences."
    )
    if cold := sum(bool(each.additional_context) for each in occurrences):
        notes += f" {cold} of these are cold, and say so."
    return Pedigree(ancestors=[ancestor], notes=notes)


def _purl(one: LockedDistribution) -> PackageURL | None:
    artefact = one.artefact
    if artefact.told_by == "nothing":
        return None
    qualifiers = {"vcs_url": f"git+{artefact.url}@{artefact.revision}"} if artefact.url and artefact.revision else None
    return PackageURL("pypi", None, one.key, one.version or None, qualifiers)


def _references(artefact: Artefact) -> list[ExternalReference]:
    if not artefact.url:
        return []
    kind = ExternalReferenceType.VCS if artefact.revision else ExternalReferenceType.DISTRIBUTION
    try:
        url = XsUri(artefact.url)
    except InvalidUriException:
        return []
    return [ExternalReference(type=kind, url=url, hashes=artefact_hashes(artefact))]
