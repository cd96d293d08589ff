"""Write OpenVEX 0.2.0 (github.com/openvex/spec): a statement for each advisory that is about an installed release."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from vendorize.audit.vex.statements import product_purl, statement_of
from vendorize.lock import tool_version
from vendorize.lock.purl import purl_of

if TYPE_CHECKING:
    from vendorize.model.audit import Audit, AuditedAdvisory

_CONTEXT = "https://openvex.dev/ns/v0.2.0"


def openvex(found: Audit, made_at: str) -> str:
    """Return the document as JSON; an empty text where there is nothing to state, which the format does not allow.

    `made_at` is a time as RFC 3339 has it. The same statements at the same time give the same bytes.
    """
    product = product_purl(found)
    statements = [{**_statement(one, product), "timestamp": made_at} for one in found.advisories]
    if not statements:
        return ""
    document = {
        "@context": _CONTEXT,
        "@id": "",
        "author": found.project or "vendorize",
        "role": "Document Creator",
        "timestamp": made_at,
        "version": 1,
        "tooling": f"vendorize {tool_version()}",
        "statements": statements,
    }
    document["@id"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(document, sort_keys=True))}"
    return json.dumps(document, indent=2) + "\n"


def _statement(one: AuditedAdvisory, product: str) -> dict[str, Any]:
    said = statement_of(one)
    vulnerability: dict[str, Any] = {"name": one.id}
    if one.summary:
        vulnerability["description"] = one.summary
    if one.aliases:
        vulnerability["aliases"] = list(one.aliases)
    purl = purl_of(one.key, one.version)
    statement: dict[str, Any] = {
        "vulnerability": vulnerability,
        "products": [
            {
                "@id": product,
                "identifiers": {"purl": product},
                "subcomponents": [{"@id": purl, "identifiers": {"purl": purl}}],
            }
        ],
        "status": said.status,
        "status_notes": said.notes,
    }
    if said.justification:
        statement["justification"] = said.justification
    if said.action:
        statement["action_statement"] = said.action
    return statement
