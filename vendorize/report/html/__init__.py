"""The report as one HTML file: no network, readable without its script, explorable with it."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.report.html.elements import code, element, written
from vendorize.report.html.payload import payload
from vendorize.report.html.sections import sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vendorize.model.advice import Advice, KnownAdvisory
    from vendorize.model.outlined import OutlinedModule
    from vendorize.model.page import Page
    from vendorize.report.html.elements import Element

MOST = 950_000
"""Characters of a whole page, where modules and source are left out as needed."""
LEAST_ROOM = 60_000


def render(
    page: Page,
    advice: tuple[Advice, ...],
    *,
    known: tuple[KnownAdvisory, ...] | None = None,
    read: Callable[[Path], bytes] = Path.read_bytes,
) -> str:
    """Return the page of an analysis; `known` are advisories about what is installed, `read` the source of a file."""
    title = f"{page.report.project}: what it uses of its dependencies"
    return paged(title, sections(page.report, advice, known), page.modules, read)


def paged(
    title: str,
    parts: Iterable[Element],
    modules: tuple[OutlinedModule, ...],
    read: Callable[[Path], bytes] = Path.read_bytes,
) -> str:
    """Return a page of sections, below which modules can be looked at; without modules there is nothing below."""
    shown = [*parts, _explorer()] if modules else list(parts)
    room = MOST - len(written(document(title, shown)).encode())
    return written(document(title, shown, payload(modules, max(room, LEAST_ROOM), read) if modules else ""))


def document(title: str, parts: Iterable[Element], data: str = "") -> Element:
    """Return the document; its policy allows our own style sheet and script, and nothing else."""
    style, script = (files(__package__).joinpath(name).read_text("utf-8") for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; base-uri 'none'; "
        "form-action 'none'"
    )
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("title", {}, title),
        code("style", style),
    )
    body = element(
        "body",
        {},
        element("a", {"href": "#content", "class": "skip"}, "Skip to the report"),
        element("header", {}, element("h1", {}, title)),
        element("main", {"id": "content"}, *parts),
        element("footer", {}, element("p", {}, "Made by vendorize. This page loads nothing and sends nothing.")),
        code("script", data, {"type": "text/plain", "id": "data"}),
        code("script", script),
    )
    return element("html", {"lang": "en"}, head, body)


def digest(text: str) -> str:
    """Return the source expression that allows this very text (W3C, Content Security Policy Level 3)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _explorer() -> Element:
    """Return what the script fills: search, modules, source."""
    heading = element("h2", {"id": "explore-title"}, "Modules and source")
    needs = element("p", {"id": "needs"}, "This part needs JavaScript; all above does without.")
    search = element(
        "form",
        {"id": "search", "role": "search", "hidden": "hidden"},
        element("label", {"for": "wanted"}, "Search distributions, modules and symbols"),
        element("input", {"id": "wanted", "type": "search", "autocomplete": "off", "spellcheck": "false"}),
        element("label", {"for": "which"}, "Show"),
        element(
            "select",
            {"id": "which"},
            *(
                element("option", {"value": value}, said)
                for value, said in (("", "all"), ("1", "kept"), ("0", "dropped"))
            ),
        ),
    )
    status = element("p", {"id": "status", "role": "status", "aria-live": "polite"})
    return element(
        "section",
        {"id": "explore", "aria-labelledby": "explore-title"},
        heading,
        needs,
        search,
        status,
        element("div", {"id": "found"}),
        element("div", {"id": "module", "tabindex": "-1"}),
    )
