"""Short explanations of what the tool is about, for `vendorize explain`."""

from __future__ import annotations

from importlib.resources import files

TOPICS = (
    "advice",
    "cache",
    "configuration",
    "external",
    "hazards",
    "keep",
    "layouts",
    "leaks",
    "precision",
    "reports",
    "soundness",
    "verdicts",
    "witness",
)
"""Each is a file of Markdown here, whose first line is its title."""


def text(topic: str) -> str:
    """Return the explanation of a topic as Markdown."""
    return files(__package__).joinpath(f"{topic}.md").read_text("utf-8")


def title(topic: str) -> str:
    """Return the title of a topic."""
    return text(topic).splitlines()[0].removeprefix("# ")
