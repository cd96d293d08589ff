"""What `check` has found, and the hazards of `analyze`, in SARIF, which code scanning services read.

Source: docs.oasis-open.org/sarif/sarif/v2.1.0 (Static Analysis Results Interchange Format 2.1.0).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from vendorize.model.findings import KINDS
from vendorize.report.findings import place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.model.findings import Checked, Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_CODES = list(KINDS)
INSTALLED = "INSTALLED"
"""What paths in distributions start from: the same log comes from every machine that has them installed."""


def sarif_object(checked: Checked, *, base: Path, version: str) -> dict[str, Any]:
    """Return a log of one run; files are named as seen from a folder, the root of the sources."""
    return log_object(
        version, [_rule(code) for code in _CODES], [_result(one, base) for one in checked.findings], checked.notes
    )


def log_object(
    version: str, rules: list[dict[str, Any]], results: list[dict[str, Any]], notes: Iterable[str] = ()
) -> dict[str, Any]:
    """Return a log of one run of vendorize, with its rules, its results and what else it said."""
    run = {
        "tool": {"driver": {"name": "vendorize", "version": version, "rules": rules}},
        "originalUriBaseIds": {
            "SRCROOT": {"description": {"text": "The folder that the command was run in."}},
            INSTALLED: {"description": {"text": "The folder that the distributions are installed in."}},
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [{"level": "note", "message": {"text": note}} for note in notes],
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
    artifact = artifact_object(one.file, base)
    same = fingerprint(one.code, one.about)
    return {
        "ruleId": one.code,
        "ruleIndex": _CODES.index(one.code),
        "level": "error",
        "message": {"text": f"{one.message}. {one.remedy}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": one.line}}}],
        "partialFingerprints": {"vendorizeFinding/v1": same},
    }


def artifact_object(file: Path, base: Path) -> dict[str, str]:
    """Return the location of a file: as seen from a folder where it lies below that, else its whole URI."""
    path = place(file, base)
    relative = not path.startswith("/") and ":" not in path.partition("/")[0]
    return {"uri": quote(path), "uriBaseId": "SRCROOT"} if relative else {"uri": file.as_uri()}


def fingerprint(*about: str) -> str:
    """Return a hash by which the same result is known again in another run."""
    return hashlib.sha256("\0".join(about).encode("utf-8", "surrogateescape")).hexdigest()
