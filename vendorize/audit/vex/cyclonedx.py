"""Write CycloneDX 1.6 VEX: the components that advisories are about, and an analysis for each advisory."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from cyclonedx.exception.model import InvalidUriException
from cyclonedx.model import Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.impact_analysis import (
    ImpactAnalysisJustification,
    ImpactAnalysisResponse,
    ImpactAnalysisState,
)
from cyclonedx.model.tool import ToolRepository
from cyclonedx.model.vulnerability import (
    BomTarget,
    Vulnerability,
    VulnerabilityAdvisory,
    VulnerabilityAnalysis,
    VulnerabilityReference,
    VulnerabilitySource,
)
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from vendorize.audit.vex.statements import statement_of
from vendorize.lock import tool_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.audit import Audit, AuditedAdvisory

_STATES = {
    "not_affected": ImpactAnalysisState.NOT_AFFECTED,
    "affected": ImpactAnalysisState.EXPLOITABLE,
    "under_investigation": ImpactAnalysisState.IN_TRIAGE,
}
_JUSTIFICATIONS = {
    "component_not_present": ImpactAnalysisJustification.CODE_NOT_PRESENT,
    "vulnerable_code_not_present": ImpactAnalysisJustification.CODE_NOT_PRESENT,
    "vulnerable_code_not_in_execute_path": ImpactAnalysisJustification.CODE_NOT_REACHABLE,
}
_OSV = "OSV"
"""The database that all of them were read from, and that the address is of."""


def cyclonedx_vex(found: Audit, made_at: str) -> str:
    """Return the document as JSON; `made_at` is a time as RFC 3339 has it."""
    project = Component(
        type=ComponentType.APPLICATION,
        name=found.project or "the program",
        version=found.version or None,
        bom_ref="project",
    )
    tool = Component(type=ComponentType.APPLICATION, name="vendorize", version=tool_version(), bom_ref="vendorize")
    components = {_ref(one): _component(one) for one in found.advisories}
    bom = Bom(
        metadata=BomMetaData(tools=ToolRepository(components=[tool]), component=project),
        components=components.values(),
        vulnerabilities=[_vulnerability(one) for one in found.advisories],
    )
    bom.register_dependency(project, components.values())
    document = json.loads(make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string())
    return _finished(document, made_at)


def _finished(document: dict[str, Any], made_at: str) -> str:
    """Return the text; the library makes up a number for each call, ours says what the document says."""
    document["metadata"]["timestamp"] = made_at
    document.pop("serialNumber", None)
    same = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(document, sort_keys=True))
    return json.dumps({"serialNumber": f"urn:uuid:{same}", **document}, indent=2) + "\n"


def _ref(one: AuditedAdvisory) -> str:
    """Return the reference that the bill of materials has for the distribution, too."""
    return f"{one.key}=={one.version}"


def _component(one: AuditedAdvisory) -> Component:
    return Component(
        type=ComponentType.LIBRARY,
        name=one.distribution,
        version=one.version,
        bom_ref=_ref(one),
        purl=PackageURL("pypi", None, one.key, one.version),
    )


def _vulnerability(one: AuditedAdvisory) -> Vulnerability:
    said = statement_of(one)
    analysis = VulnerabilityAnalysis(
        state=_STATES[said.status],
        justification=_JUSTIFICATIONS.get(said.justification),
        responses=[ImpactAnalysisResponse.UPDATE] if said.action and one.fixed else None,
        detail=said.notes,
    )
    return Vulnerability(
        bom_ref=f"{one.id}:{_ref(one)}",
        id=one.id,
        source=_source(one.id),
        references=[VulnerabilityReference(id=name, source=_source(name)) for name in one.aliases],
        description=one.summary or None,
        recommendation=said.action or None,
        advisories=[VulnerabilityAdvisory(url=url) for url in _urls(one)],
        affects=[BomTarget(ref=_ref(one))],
        analysis=analysis,
        properties=[
            Property(name="vendorize:symbol", value=f"{symbol.name} {symbol.outcome}") for symbol in one.symbols
        ],
    )


def _source(number: str) -> VulnerabilitySource:
    return VulnerabilitySource(name=_OSV, url=XsUri(f"https://osv.dev/vulnerability/{number}"))


def _urls(one: AuditedAdvisory) -> Iterator[XsUri]:
    for url in one.urls:
        try:
            yield XsUri(url)
        except InvalidUriException:
            continue
