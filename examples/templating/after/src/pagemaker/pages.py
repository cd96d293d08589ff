"""Pages of events."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pagemaker._vendor import jinja2

TEMPLATES = Path(__file__).parent / "templates"


class PageError(Exception):
    """A page that cannot be made."""


def weekday(text: str) -> str:
    """Return a day as people say it."""
    day = date.fromisoformat(text)
    return f"{day:%A}, {day.day} {day:%B}"


def render(template: str, data: dict[str, object]) -> str:
    """Return the page; HTML is escaped, text is not."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["weekday"] = weekday
    try:
        return environment.get_template(template).render(data)
    except jinja2.TemplateNotFound as error:
        raise PageError(f"there is no template {template}") from error
    except jinja2.UndefinedError as error:
        raise PageError(str(error)) from error
