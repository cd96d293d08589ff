"""The support module of a result, made of what several stages know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.layouts import layout_named
from vendorize.transform import support_end, support_source, tailored

if TYPE_CHECKING:
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan
    from vendorize.transform.archive import Archive


def support_of(plan: Plan, code: Bundle, archive: Archive) -> bytes:
    """Return the text for a plan that is carried out and its code, before any of it is packed into the archive."""
    layout = layout_named(plan.layout)
    name, namespace = layout.support(plan), layout.namespace(plan)
    starts = layout.lies_on_path and plan.starts()
    text = support_source(plan.project_name, namespace, layout.moved(plan), plan.absent, starts=starts)
    text += support_end(plan, code, archive)
    if plan.prepares is not None:
        from vendorize.emit.expressions import prepared_source  # noqa: PLC0415 - few ask for it

        stays = [one for one in plan.distributions if one.verdict == "external"]
        text += prepared_source(plan.prepares, code, namespace=namespace, support=name, stays=stays)
    return tailored(text, code, name, starts=starts)
