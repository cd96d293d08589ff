"""Names of `__match_args__`: patterns ask objects for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search


class MatchArguments:
    """Uses the strings in the value of `__match_args__` as attribute names."""

    def listen(self, events: Events) -> None:
        """Look at live parts that bind the name."""
        events.telling["__match_args__"].append(self.on_part)

    def on_part(self, search: Search, _linked: LinkedModule, part: Part) -> None:
        """Use the names."""
        for text in part.texts.strings:
            search.force_attribute_name(text)
