"""Treemaps as SVG: an area for each thing, the share of it that is kept filled.

Source: Bruls, Huizing and van Wijk, "Squarified treemaps" (2000).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize.report.html.elements import element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.report.html.elements import Element

WIDTH, HEIGHT = 960.0, 420.0
LETTER = 7.2
LINE = 16.0


class Tile(NamedTuple):
    """One thing of a treemap."""

    label: str
    said: str
    """For those who point at it, or hear it."""
    weight: float
    kept: float
    """Part of the weight that is kept."""
    target: str
    """Where it leads, as an address in the page."""


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


def treemap(title: str, tiles: Sequence[Tile]) -> Element:
    """Return the picture, which narrow screens move; the table beside it says the same for those who do not see it."""
    shown = sorted((each for each in tiles if each.weight > 0), key=lambda each: (-each.weight, each.label))
    boxes = squarify([each.weight for each in shown], Box(0, 0, WIDTH, HEIGHT))
    picture = element(
        "svg",
        {"viewBox": f"0 0 {WIDTH:g} {HEIGHT:g}", "role": "group", "aria-label": title, "class": "treemap"},
        *(_tile(each, box) for each, box in zip(shown, boxes, strict=True)),
    )
    return element("div", {"class": "wide"}, picture)


def squarify(weights: Sequence[float], box: Box) -> list[Box]:
    """Return a rectangle for each weight, which fill the box; weights are sorted, the largest first."""
    boxes: list[Box] = []
    total, start = sum(weights), 0
    while start < len(weights):
        scale = box.width * box.height / total if total else 0.0
        side, end = min(box.width, box.height), start + 1
        while end < len(weights) and _worst(weights[start : end + 1], side, scale) <= _worst(
            weights[start:end], side, scale
        ):
            end += 1
        row, box = _row(weights[start:end], box, scale)
        boxes += row
        total -= sum(weights[start:end])
        start = end
    return boxes


def _worst(row: Sequence[float], side: float, scale: float) -> float:
    """Return the worst ratio of the sides in a row."""
    area = sum(row) * scale
    if not area or not side:
        return float("inf")
    return max(side**2 * max(row) * scale / area**2, area**2 / (side**2 * min(row) * scale))


def _row(row: Sequence[float], box: Box, scale: float) -> tuple[list[Box], Box]:
    """Lay a row along the shorter side; return its boxes, and what is left."""
    area = sum(row) * scale
    placed, offset = [], 0.0
    if box.width >= box.height:
        depth = area / box.height if box.height else 0.0
        for weight in row:
            length = weight * scale / depth if depth else 0.0
            placed.append(Box(box.x, box.y + offset, depth, length))
            offset += length
        return placed, Box(box.x + depth, box.y, max(0.0, box.width - depth), box.height)
    depth = area / box.width if box.width else 0.0
    for weight in row:
        length = weight * scale / depth if depth else 0.0
        placed.append(Box(box.x + offset, box.y, length, depth))
        offset += length
    return placed, Box(box.x, box.y + depth, box.width, max(0.0, box.height - depth))


def _tile(each: Tile, box: Box) -> Element:
    share = min(1.0, each.kept / each.weight)
    letters = int((box.width - 8) / LETTER)
    fits = box.height > LINE and letters > 2  # noqa: PLR2004 - less says nothing
    label = each.label if len(each.label) <= letters else each.label[: max(1, letters - 1)] + "…"
    filled = Box(box.x, box.y + box.height * (1 - share), box.width, box.height * share)
    return element(
        "a",
        {"href": each.target, "aria-label": each.said},
        element("title", {}, each.said),
        element("rect", {**_place(box), "class": "dropped"}),
        element("rect", {**_place(filled), "class": "kept"}),
        element("rect", {**_place(box), "class": "edge"}),
        element("text", {"x": f"{box.x + 4:.1f}", "y": f"{box.y + 13:.1f}"}, label) if fits else None,
    )


def _place(box: Box) -> dict[str, str]:
    return {name: f"{getattr(box, name):.1f}" for name in Box._fields}
