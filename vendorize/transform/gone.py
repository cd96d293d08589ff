"""The end of the support module in a result that may be asked for a module, or a data file, that went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.layouts import layout_named
from vendorize.runtime import fill, read_sections
from vendorize.transform.opening import may_ask_for_gone

if TYPE_CHECKING:
    from vendorize.model.plan import Plan


def gone_source(plan: Plan) -> bytes:
    """Return the text that lets questions for modules and data files that went be heard; nothing where nobody asks.

    It runs on Python 3.8+.
    """
    return _modules_source(plan) + (read_sections("missing.py")["files"].encode("utf-8") if plan.drops() else b"")


def _modules_source(plan: Plan) -> bytes:
    extracted = (module for one in plan.distributions if one.verdict == "extract" for module in one.modules)
    modules = (*plan.first_party, *extracted)
    gone = dict(plan.gone)
    if not plan.asking and not any(may_ask_for_gone(module, gone) for module in modules):
        return b""
    namespace = layout_named(plan.layout).namespace(plan)
    own = {name.partition(".")[0] for name in (namespace, *(module.name for module in modules)) if name}
    values = {
        "own": " ".join(sorted(own)),
        "staying": " ".join(sorted(plan.asking - own)),
        "prefix": f"{namespace}." if namespace else "",
    }
    return fill(read_sections("gone.py")["gone"], values, {"gone": gone}).encode("utf-8")
