"""Call sites: where something is called, with what, and where the result goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.edges import Location
    from vendorize_analysis.callgraph.heap.frames import Frame


class CallSite(NamedTuple):
    """A call, or anything else that may lead to one, in a frame; variables by number."""

    frame: Frame
    target: int
    """Variable of the result, or -1."""
    positional: tuple[tuple[int, bool], ...] = ()
    """Variables, each with whether it stands behind a star."""
    keywords: tuple[tuple[str, int], ...] = ()
    """Names and variables; empty names stand behind two stars."""
    line: int = 0
    site: int = 0
    """Number of the call within its scope, 0 for what the language calls."""
    receiver: int = -1
    """The abstract object whose method is called."""
    decorator: bool = False
    counts: bool = True
    """Whether a call of a built-in or of something unknown is worth an edge."""

    @property
    def location(self) -> Location:
        """The line that it stands on."""
        return self.frame.locate(self.line)

    @property
    def place(self) -> int:
        """A number of its own within the scope, also where it is no call in the text."""
        return self.site or -1000 - self.line

    def first(self, variable: int) -> CallSite:
        """Return the same with an argument before the others."""
        return self._replace(positional=((variable, False), *self.positional))

    def silent(self) -> CallSite:
        """Return the same without a result and arguments, for a call that the language makes."""
        return self._replace(target=-1, positional=(), keywords=(), counts=False)

    def arguments(self) -> tuple[int, ...]:
        """Return the variables of all arguments."""
        return (*(each for each, _ in self.positional), *(each for _, each in self.keywords))

    def argument(self, place: int, name: str = "") -> int:
        """Return the variable of an argument by its place or name, -1 without one."""
        if place < len(self.positional) and not any(star for _, star in self.positional[: place + 1]):
            return self.positional[place][0]
        return dict(self.keywords).get(name, -1) if name else -1
