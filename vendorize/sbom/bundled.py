"""The bills of materials that wheels bring along (PEP 770: `*.dist-info/sboms/`), as far as the result has them."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from cyclonedx.model.bom import Bom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cyclonedx.model.component import Component

    from vendorize.model.lock import LockedDistribution
    from vendorize.sbom.contents import Contents
    from vendorize_analysis.model.events import Listener

_MOST_BYTES = 16 << 20


def bundled_components(one: LockedDistribution, contents: Contents, progress: Listener) -> Iterator[Component]:
    """Yield what these documents list, with references that no other document has.

    One that cannot be read is a warning: it is not the user's, and what it is about is there all the same.
    """
    for file in one.files:
        folder, _, name = file.path.rpartition("/")
        if not (folder.endswith(".dist-info/sboms") and name.endswith(".json")):
            continue
        document = _read(contents.read(file))
        if document is None:
            progress.warned(f"{file.path}: no CycloneDX that can be read; what it lists is left out")
            continue
        for component in document.components:
            _rename([component], f"{one.key}:{name}")
            yield component


def _read(content: bytes) -> Bom | None:
    """Return a document; None for what is none. The library reports what it does not know before it raises."""
    if len(content) > _MOST_BYTES:
        return None
    log = logging.getLogger("py_serializable")
    before, log.disabled = log.disabled, True
    try:
        values = json.loads(content)
        if not isinstance(values, dict) or values.get("bomFormat") != "CycloneDX":
            return None
        return Bom.from_json(values)  # type: ignore[attr-defined, no-any-return] # the library adds it at run time
    except Exception:  # noqa: BLE001 - it is made for documents of its own, and raises whatever foreign ones lead to
        return None
    finally:
        log.disabled = before


def _rename(components: Iterable[Component], prefix: str) -> None:
    for component in components:
        component.bom_ref.value = f"{prefix}:{component.bom_ref.value or component.name}"
        _rename(component.components, prefix)
