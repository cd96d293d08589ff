"""What both formats say of one advisory: a status, and for what is not affected why that is so.

Source of the rules: Vulnerability Exploitability eXchange (VEX), Status Justifications, CISA, June 2022.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import quote

from vendorize.model.cold import ARCHIVE_NAME

if TYPE_CHECKING:
    from vendorize.model.audit import Audit, AuditedAdvisory

Status = Literal["not_affected", "affected", "under_investigation"]
Justification = Literal[
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path", ""
]


class VexStatement(NamedTuple):
    """What is said of one advisory about one distribution."""

    status: Status
    justification: Justification
    notes: str
    action: str
    """What to do; only of what is affected."""


def statement_of(one: AuditedAdvisory) -> VexStatement:
    """Return what an audit comes to.

    `affected` is only what certain steps reach of symbols that somebody named; other reachable ones are for people to
    look at.
    """
    notes = ". ".join(filter(None, (_origin(one), one.reason, _cold(one), _accepted(one))))
    if one.exposure == "absent":
        return VexStatement("not_affected", _absence(component=one.component), notes, "")
    if one.exposure == "unreachable":
        return VexStatement("not_affected", "vulnerable_code_not_in_execute_path", notes, "")
    if one.certain:
        return VexStatement("affected", "", notes, _action(one))
    return VexStatement("under_investigation", "", notes, "")


def product_purl(found: Audit) -> str:
    """Return the package URL of the project."""
    version = f"@{quote(found.version, safe='')}" if found.version else ""
    return f"pkg:generic/{quote(found.project or 'program', safe='')}{version}"


def _absence(*, component: bool) -> Justification:
    return "vulnerable_code_not_present" if component else "component_not_present"


def _origin(one: AuditedAdvisory) -> str:
    match one.origin:
        case "record":
            return "Affected symbols as the advisory names them"
        case "user":
            return "Affected symbols as the project's symbols file names them"
        case "derived":
            return f"Affected symbols derived (over-approximate): what differs from {one.derived_from}"
        case _:
            return ""


def _cold(one: AuditedAdvisory) -> str:
    """Return that code which is there has left its modules, and comes back when it is used."""
    cold = [symbol for symbol in one.symbols if symbol.cold in {"load", "warn"}]
    if not cold:
        return ""
    return f"Of these {len(cold)} are cold: they are in the result, in {ARCHIVE_NAME}, and run when they are used"


def _accepted(one: AuditedAdvisory) -> str:
    return f"Accepted by the project: {one.accepted}" if one.accepted else ""


def _action(one: AuditedAdvisory) -> str:
    if one.fixed:
        return f"Update {one.distribution} to {one.fixed} or later, and extract again."
    return f"Stop using {one.symbols[0].name}, or replace {one.distribution}: no fixed release is known."
