"""Say as SPDX 2.3 what a result holds, for those who read that: by spdx-tools, of the project that keeps the format.

Source: spdx.github.io/spdx-spec/v2.3.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from license_expression import ExpressionError, get_spdx_licensing
from packaging.utils import canonicalize_name
from spdx_tools.spdx.jsonschema.document_converter import DocumentConverter
from spdx_tools.spdx.model import (
    Actor,
    ActorType,
    Checksum,
    ChecksumAlgorithm,
    CreationInfo,
    Document,
    ExternalPackageRef,
    ExternalPackageRefCategory,
    File,
    Package,
    PackagePurpose,
    Relationship,
    RelationshipType,
    SpdxNoAssertion,
)
from spdx_tools.spdx.spdx_element_utils import calculate_package_verification_code
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from vendorize.lock.plain import spelled
from vendorize.lock.purl import purl_of
from vendorize.model.cold import ARCHIVE_NAME
from vendorize.sbom.components import cold_of, cold_policies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.lock import Artefact, LockedDistribution, LockedFile
    from vendorize.sbom.contents import Contents

_DOCUMENT, _PROJECT = "SPDXRef-DOCUMENT", "SPDXRef-Project"
_UNKNOWN = SpdxNoAssertion()
_NO_TIME = "1970-01-01T00:00:00+00:00"
"""The format demands a time."""
_ALGORITHMS = {
    "sha256": ChecksumAlgorithm.SHA256,
    "sha384": ChecksumAlgorithm.SHA384,
    "sha512": ChecksumAlgorithm.SHA512,
}


def spdx_document(contents: Contents, *, made_at: str = "") -> str:
    """Return SPDX 2.3 as JSON; without a time it is of 1970."""
    lock = contents.lock
    name = lock.project.name or "the program"
    document = Document(
        CreationInfo(
            spdx_version="SPDX-2.3",
            spdx_id=_DOCUMENT,
            name=name,
            document_namespace=f"https://spdx.org/spdxdocs/vendorize-{contents.number()}",
            creators=[Actor(ActorType.TOOL, f"vendorize-{lock.tool}")],
            created=datetime.fromisoformat(made_at or _NO_TIME).astimezone(UTC).replace(tzinfo=None),
        )
    )
    _relate(document, _DOCUMENT, RelationshipType.DESCRIBES, _PROJECT)
    project = _package(_PROJECT, name, lock.project.version, purpose=PackagePurpose.APPLICATION)
    project.license_declared = _licence(lock.project.licenses)
    _add(document, project, lock.project.files, contents)
    present = {one.key for one in lock.distributions if one.verdict != "unused"}
    needed = {key for one in lock.distributions for key in one.requires if key != one.key}
    for one in lock.distributions:
        if one.key in present:
            _add_distribution(document, one, contents)
            for key in sorted(present.intersection(one.requires) - {one.key}):
                _relate(document, _id(one.key), RelationshipType.DEPENDS_ON, _id(key))
            if one.key not in needed:
                _relate(document, _PROJECT, RelationshipType.DEPENDS_ON, _id(one.key))
    return _written(document)


def _written(document: Document) -> str:
    problems = validate_full_spdx_document(document)
    if problems:
        raise AssertionError(f"the document is no SPDX: {problems[0].validation_message}")
    converted: dict[str, Any] = DocumentConverter().convert(document)  # type: ignore[no-untyped-call]
    return json.dumps(converted, indent=2, ensure_ascii=True) + "\n"


def _add_distribution(document: Document, one: LockedDistribution, contents: Contents) -> None:
    """Add a distribution; of a vendored one, what it is a part of too."""
    vendored = one.verdict == "extract"
    comment = f"A subset of {one.name} {one.version}, changed by vendorize." if vendored else ""
    if policies := cold_policies(one):
        comment += f" Some of its code is cold ({', '.join(policies)}), which is said of each file."
    package = _package(_id(one.key), one.name, one.version, comment=comment)
    _state(package, one, with_artefact=not vendored)
    package.license_concluded = _concluded(contents.recognized(one))
    _add(document, package, one.files, contents)
    for number, copy in enumerate(one.copies):
        copied = _package(f"{_id(one.key)}.copy{number}", copy.name, copy.version, comment=f"A copy in {one.name}.")
        purl = purl_of(canonicalize_name(copy.name), copy.version)
        copied.external_references = [ExternalPackageRef(ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", purl)]
        document.packages.append(copied)
        _relate(document, package.spdx_id, RelationshipType.CONTAINS, copied.spdx_id)
    if vendored:
        ancestor = _package(f"{_id(one.key)}.ancestor", one.name, one.version, comment="As it was installed.")
        _state(ancestor, one, with_artefact=True)
        document.packages.append(ancestor)
        _relate(document, package.spdx_id, RelationshipType.DESCENDANT_OF, ancestor.spdx_id)


def _concluded(texts: tuple[str, ...]) -> Any:  # noqa: ANN401 - as below
    """Return what the only licence text is, if SPDX has just that: no text of the GPL says `-only` or `-or-later`."""
    found = _licence(texts)
    return found if str(found) == "".join(texts) else _UNKNOWN


def _state(package: Package, one: LockedDistribution, *, with_artefact: bool) -> None:
    package.license_declared = _licence(one.licenses)
    if one.artefact.told_by != "nothing":
        package.external_references = [
            ExternalPackageRef(ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", purl_of(one.key, one.version))
        ]
    if with_artefact:
        package.download_location = one.artefact.url or _UNKNOWN
        package.checksums = list(_checksums(one.artefact))


def _package(
    number: str, name: str, version: str, *, purpose: PackagePurpose = PackagePurpose.LIBRARY, comment: str = ""
) -> Package:
    return Package(
        number,
        name,
        _UNKNOWN,
        version=version or None,
        files_analyzed=False,
        license_concluded=_UNKNOWN,
        license_declared=_UNKNOWN,
        copyright_text=_UNKNOWN,
        primary_package_purpose=purpose,
        comment=comment or None,
    )


def _add(document: Document, package: Package, files: Iterable[LockedFile], contents: Contents) -> None:
    """Add a package with its files."""
    made = [_file(package.spdx_id, file, contents.read(file)) for file in files]
    if made:
        package.files_analyzed = True
        package.verification_code = calculate_package_verification_code(made)
    document.packages.append(package)
    for file in made:
        document.files.append(file)
        _relate(document, package.spdx_id, RelationshipType.CONTAINS, file.spdx_id)


def _file(owner: str, file: LockedFile, content: bytes) -> File:
    number = hashlib.sha256(file.path.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # the format demands it
    return File(
        f"./{spelled(file.path)}",
        f"{owner}.{number}",
        [Checksum(ChecksumAlgorithm.SHA1, sha1), Checksum(ChecksumAlgorithm.SHA256, file.sha256)],
        comment=_told(file) or None,
    )


def _told(file: LockedFile) -> str:
    """Return where a file is from, and what of it is cold."""
    source = f"made from {spelled(file.source)}, SHA-256 {file.source_sha256 or file.sha256}" if file.source else ""
    if not file.cold:
        return source
    names = ", ".join(one.rpartition(":")[0] for one in file.cold_functions)
    where = "its code is not in the result" if file.cold == "deny" else f"its code is in {ARCHIVE_NAME}"
    return f"{source}; cold ({cold_of(file)}), {where}{names and f': {names}'}"


def _checksums(artefact: Artefact) -> Iterator[Checksum]:
    for one in artefact.hashes if artefact.name else ():
        kind, _, value = one.partition(":")
        if kind in _ALGORITHMS:
            yield Checksum(_ALGORITHMS[kind], value)


def _licence(stated: tuple[str, ...]) -> Any:  # noqa: ANN401 - an expression, or that there is none
    """Return the expression that metadata states; what is none, or several, asserts nothing."""
    if len(stated) != 1:
        return _UNKNOWN
    try:
        return get_spdx_licensing().parse(stated[0], validate=True, strict=True)
    except ExpressionError:
        return _UNKNOWN


def _relate(document: Document, one: str, kind: RelationshipType, other: str) -> None:
    document.relationships.append(Relationship(one, kind, other))


def _id(key: str) -> str:
    """Return the identifier of a distribution: letters, digits, `.` and `-`, of which a key has these."""
    return f"SPDXRef-Package-{key}"
