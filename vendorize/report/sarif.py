"""What `check` has found in SARIF, which code scanning services read.

Source: docs.oasis-open.org/sarif/sarif/v2.1.0 (Static Analysis Results Interchange Format 2.1.0).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from vendorize.model.findings import KINDS
from vendorize.report.findings import place

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.findings import Checked, Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_CODES = list(KINDS)


def sarif_object(checked: Checked, *, base: Path, version: str) -> dict[str, Any]:
    """Return a log of one run; files are named as seen from a folder, the root of the sources."""
    driver = {"name": "vendorize", "version": version, "rules": [_rule(code) for code in _CODES]}
    run = {
        "tool": {"driver": driver},
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder that the command was run in."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, base) for one in checked.findings],
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [{"level": "note", "message": {"text": note}} for note in checked.notes],
            }
        ],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    kind = KINDS[code]
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in kind.title.split()),
        "shortDescription": {"text": kind.title},
        "fullDescription": {"text": kind.means},
        "help": {"text": kind.remedy, "markdown": kind.page},
        "defaultConfiguration": {"level": "error"},
    }


def _result(one: Finding, base: Path) -> dict[str, Any]:
    path = place(one.file, base)
    relative = not path.startswith("/") and ":" not in path.partition("/")[0]
    artifact = {"uri": quote(path), "uriBaseId": "SRCROOT"} if relative else {"uri": one.file.as_uri()}
    same = hashlib.sha256(f"{one.code}\0{one.about}".encode("utf-8", "surrogateescape")).hexdigest()
    return {
        "ruleId": one.code,
        "ruleIndex": _CODES.index(one.code),
        "level": "error",
        "message": {"text": f"{one.message}. {one.remedy}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": one.line}}}],
        "partialFingerprints": {"vendorizeFinding/v1": same},
    }
