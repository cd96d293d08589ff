"""What is known about one class."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.heap.frames import Frame

    MemberListener = Callable[[int], None]


class ClassEntry:
    """Bases, subclasses and metaclasses so far, and who wants to know of more."""

    def __init__(self, frame: Frame, places: int) -> None:
        self.frame = frame
        self.bases: list[list[int]] = [[] for _ in range(places)]
        """At each place all values that the base may be."""
        self.below: dict[int, None] = {}
        self.questions: list[tuple[str, MemberListener, set[int], int]] = []
        """Name, who asked, classes that have answered, and the class after which the search begins (or -1)."""
        self.metaclasses: list[int] = []
        self.listeners: list[Callable[[], None]] = []
        """What to do when a base or a subclass turns up."""
