"""What is said to people about a kind of hazard."""

from __future__ import annotations

from typing import NamedTuple


class Description(NamedTuple):
    """The texts of one code; its page, the table of hazards and the list of codes are made of these."""

    title: str
    """A few words, as in the list of codes."""
    construct: str
    """What stands in the source, as in the table of hazards."""
    keeps: str
    """What is kept for it, and how far, as in the table of hazards."""
    page: str
    """Markdown that follows the heading: what it is, an example, what vendorize does, what the user can do."""
