"""Where a page of a result leads to modules: a fold for each distribution, which the page's script fills."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vendorize.report.figures import plural, size
from vendorize.report.html.elements import element, section
from vendorize.report.html.sections import legend
from vendorize.report.html.treemap import Tile, treemap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.outlined import OutlinedModule
    from vendorize.report.html.elements import Element

OWN = "your own code"
Modules = tuple["OutlinedModule", ...]


def place_of(name: str, modules: Modules) -> str:
    """Return the address of a distribution's modules in the page; where it has none, that of the table."""
    numbers = _numbers(modules)
    return f"#d-{numbers[name]}" if name in numbers else "#distributions"


def drilled(modules: Modules) -> Iterator[Element]:
    """Yield a section with a fold for each distribution that has modules, the project's own first."""
    if not modules:
        return
    count, kept = Counter(each.owner for each in modules), Counter(each.owner for each in modules if each.kept)
    total, left = _weights(modules)
    folds = [
        element(
            "details",
            {"id": f"d-{number}", "class": "distribution", "data-name": name},
            element(
                "summary",
                {},
                f"{name or OWN}: {kept[name]:,} of {plural(count[name], 'module')} kept, "
                f"{size(left[name])} of {size(total[name])}",
            ),
            element("div", {"class": "modules"}),
        )
        for name, number in _numbers(modules).items()
    ]
    yield section("details", "Modules of each distribution", *folds)


def pictured(modules: Modules) -> Iterator[Element]:
    """Yield a section with a picture of what the modules of each distribution weigh, and what of it is kept."""
    total, kept = _weights(modules)
    tiles = [
        Tile(name, f"{name}: {size(kept[name])} of {size(total[name])} kept", total[name], kept[name], f"#d-{number}")
        for name, number in _numbers(modules).items()
        if name
    ]
    if tiles:
        yield section("map", "What was tested, by bytes of Python source", legend(), treemap("By bytes", tiles))


def _weights(modules: Modules) -> tuple[Counter[str], Counter[str]]:
    """Return the bytes of source of each distribution, and those that are kept."""
    total: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for each in modules:
        total[each.owner] += each.bytes[0]
        kept[each.owner] += each.bytes[1]
    return total, kept


def _numbers(modules: Modules) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(each.owner for each in modules), 1)}
