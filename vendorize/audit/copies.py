"""Judge advisories about copies of a distribution that another one brings along, under names of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.audit.judging import Judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.audit.reaching import HeldCode
    from vendorize.model.advisory import Advisory, AffectedPackage, NamedSymbols
    from vendorize.model.audit import AuditedAdvisory
    from vendorize.model.plan import BundledCopy

_DOTTED = re.compile(r"[\w.]*[.:][\w.:]*")


def judge_copies(
    code: HeldCode, advisories: Sequence[Advisory], told: Sequence[NamedSymbols], used: set[str]
) -> Iterator[AuditedAdvisory]:
    """Yield what advisories about the copies in a distribution mean: of their own releases, and modules."""
    for copy in code.plan.copies:
        about = [_moved(one, copy, code.found.key) for one in advisories if _is_about(one, copy)]
        if about:
            named = [_told(one, copy) for one in told if one.key in {"", copy.key}]
            judge = Judge(_part_of(code, copy), named, None, used)
            for answer in judge.judge_all(about):
                yield replace(answer, key=copy.key, distribution=f"{copy.name} (a copy in {code.found.name})")


def _is_about(advisory: Advisory, copy: BundledCopy) -> bool:
    return any(one.key == copy.key for one in advisory.affected)


def _moved(advisory: Advisory, copy: BundledCopy, key: str) -> Advisory:
    """Return an advisory as if it were about the distribution that has the copy, whose names its symbols have there."""

    def moved(package: AffectedPackage) -> AffectedPackage:
        return replace(package, key=key, symbols=tuple(_below(copy, one) for one in package.symbols))

    return replace(advisory, affected=tuple(moved(one) for one in advisory.affected if one.key == copy.key))


def _told(one: NamedSymbols, copy: BundledCopy) -> NamedSymbols:
    return replace(one, key="", symbols=tuple(_below(copy, symbol) for symbol in one.symbols))


def _below(copy: BundledCopy, symbol: str) -> str:
    """Return the name of a symbol in the copy; a name alone is looked for in all of its modules."""
    return f"{copy.folder.replace('/', '.')}.{symbol}" if _DOTTED.fullmatch(symbol) else symbol


def _part_of(code: HeldCode, copy: BundledCopy) -> HeldCode:
    """Return what the result holds of a copy."""
    found, plan = code.found, code.plan
    part = replace(
        found,
        version=copy.version,
        modules=tuple(one for one in found.modules if copy.has(one.relative)),
        files=tuple(filter(copy.has, found.files)),
    )
    held = replace(
        plan,
        modules=tuple(one for one in plan.modules if copy.has(one.relative)),
        data=tuple(one for one in plan.data if copy.has(one.relative)),
    )
    return replace(code, found=part, plan=held)
