"""Elements of HTML: text and attributes are escaped when they are written, so that no caller can forget it.

Names and source of others are shown, never read as markup. What would steer a terminal or turn text around (control
and bidirectional characters) is shown as `?`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable

Element = ET.Element
Child = Element | str | None


def clean(text: str) -> str:
    """Return text that shows each character as it is."""
    return "".join(each if each.isprintable() or each in "\n\t" else "?" for each in text)


def element(tag: str, attributes: dict[str, str] | None = None, *children: Child) -> Element:
    """Return an element; children that are None are left out."""
    found = ET.Element(tag, {name: clean(value) for name, value in (attributes or {}).items()})
    last: Element | None = None
    for child in children:
        if isinstance(child, str):
            if last is None:
                found.text = (found.text or "") + clean(child)
            else:
                last.tail = (last.tail or "") + clean(child)
        elif child is not None:
            found.append(child)
            last = child
    return found


def code(tag: str, content: str, attributes: dict[str, str] | None = None) -> Element:
    """Return an element for our own script or style sheet, which is written as it is.

    Raises `ValueError` for content that would end the element.
    """
    if "</" in content or "<!--" in content:
        raise ValueError(f"this would end a {tag} element")
    found = ET.Element(tag, attributes or {})
    found.text = content
    return found


def table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[Child]], *, numbers: int = 99) -> Element:
    """Return a table; columns from the number `numbers` on are right-aligned figures."""

    def cell(index: int, content: Child) -> Element:
        if index == 0:
            return element("th", {"scope": "row"}, content)
        return element("td", {"class": "figure"} if index >= numbers else {}, content)

    def title(index: int, name: str) -> Element:
        return element("th", {"scope": "col", **({"class": "figure"} if index >= numbers else {})}, name)

    head = element("tr", {}, *(title(index, name) for index, name in enumerate(heads)))
    body = [element("tr", {}, *(cell(index, content) for index, content in enumerate(row))) for row in rows]
    return element(
        "div",
        {"class": "wide", "tabindex": "0", "role": "region", "aria-label": caption},
        element("table", {}, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, *body)),
    )


def section(name: str, title: str, *children: Child) -> Element:
    """Return a section of the page with its heading."""
    heading = element("h2", {"id": f"{name}-title"}, title)
    return element("section", {"id": name, "aria-labelledby": f"{name}-title"}, heading, *children)


def written(root: Element) -> str:
    """Return the document as text."""
    return "<!DOCTYPE html>\n" + ET.tostring(root, encoding="unicode", method="html") + "\n"
