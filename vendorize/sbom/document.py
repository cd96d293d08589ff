"""Put the document together and write it, the same bytes for the same result."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.lifecycle import LifecyclePhase, PredefinedLifecycle
from cyclonedx.model.tool import ToolRepository
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion

from vendorize.sbom.bundled import bundled_components
from vendorize.sbom.components import component_of, copied_components, file_component, is_bundled
from vendorize.sbom.licences import licences
from vendorize_analysis.environment.requirements import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.model.lock import Lock
    from vendorize.sbom.contents import Contents
    from vendorize_analysis.model.events import Listener

SPEC_VERSIONS: Mapping[str, SchemaVersion] = {"1.6": SchemaVersion.V1_6, "1.7": SchemaVersion.V1_7}
_ROOT = "project"


def bill_of_materials(contents: Contents, spec: str, progress: Listener, *, made_at: str = "") -> str:
    """Return CycloneDX as JSON; `made_at` is a time as RFC 3339 has it, and without one the document has none."""
    lock = contents.lock
    project = Component(
        type=ComponentType.APPLICATION,
        name=lock.project.name or "the program",
        version=lock.project.version or None,
        licenses=licences(lock.project.licenses),
        bom_ref=_ROOT,
        components=[file_component(file, _ROOT) for file in lock.project.files],
    )
    bom = Bom(serial_number=contents.number(), metadata=_metadata(contents, project))
    parts = _components(bom, contents, progress)
    for one in lock.distributions:
        if one.key in parts:
            own = [parts[key] for key in one.requires if key in parts]
            bom.register_dependency(parts[one.key], [*own, *_brought(bom, one.key)])
    bom.register_dependency(project, [parts[key] for key in _direct(lock, set(parts))])
    text = make_outputter(bom, OutputFormat.JSON, SPEC_VERSIONS[spec]).output_as_string()
    return _finished(json.loads(text), made_at)


def _components(bom: Bom, contents: Contents, progress: Listener) -> dict[str, Component]:
    """Add the distributions that the result has or needs, with what they bring; return them by key."""
    parts = {}
    for one in contents.lock.distributions:
        if one.verdict == "unused":
            continue
        parts[one.key] = component_of(one, contents)
        bom.components.add(parts[one.key])
        for file in one.files:
            if is_bundled(file):
                bom.components.add(file_component(file, one.key))
        for copied in copied_components(one):
            bom.components.add(copied)
        for component in bundled_components(one, contents, progress):
            bom.components.add(component)
    return parts


def _brought(bom: Bom, key: str) -> list[Component]:
    """Return what a distribution has brought along: its libraries, and what its own documents list."""
    return [one for one in bom.components if (one.bom_ref.value or "").startswith(f"{key}:")]


def _direct(lock: Lock, present: set[str]) -> list[str]:
    """Return what the project needs itself: what it requires and imports, and what nothing else here needs."""
    needed = {key for one in lock.distributions for key in one.requires if key != one.key}
    direct = {one.distribution for one in lock.undeclared if not one.importer}
    direct.update(map(key_of, lock.project.requires))
    return sorted(present & (direct | (present - needed)))


def _metadata(contents: Contents, project: Component) -> BomMetaData:
    lock = contents.lock
    said = [("layout", lock.layout), ("configuration-sha256", lock.configuration)]
    if contents.recognizes:
        said.append(("licenses-recognized-by", f"identify {version('identify')}"))
    tool = Component(type=ComponentType.APPLICATION, name="vendorize", version=lock.tool, bom_ref="vendorize")
    return BomMetaData(
        tools=ToolRepository(components=[tool]),
        component=project,
        lifecycles=[PredefinedLifecycle(phase=LifecyclePhase.BUILD)],
        properties=[Property(name=f"vendorize:{name}", value=value) for name, value in said],
    )


def _finished(document: dict[str, Any], made_at: str) -> str:
    """Return the text, without what differs from call to call.

    The library writes the time of the call, and orders occurrences by where they lie in memory.
    """
    for component in document.get("components", ()):
        component.get("evidence", {}).get("occurrences", []).sort(
            key=lambda one: (one["location"], one.get("line", 0), one.get("symbol", ""))
        )
    document["metadata"].pop("timestamp", None)
    if made_at:
        document["metadata"]["timestamp"] = made_at
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"
