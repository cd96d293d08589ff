"""What the stages tell while they work; a listener shows it, or nobody does."""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """Hear about progress; never decides anything."""

    def stage_started(self, name: str) -> None:
        """Hear that a stage begins."""

    def progressed(self, done: int, total: int, what: str) -> None:
        """Hear that `done` of `total` (0: unknown) are done, the last being `what`."""

    def warned(self, message: str) -> None:
        """Hear about something that the user should know."""


class Silent:
    """A listener that shows nothing."""

    def stage_started(self, name: str) -> None:
        """Ignore it."""

    def progressed(self, done: int, total: int, what: str) -> None:
        """Ignore it."""

    def warned(self, message: str) -> None:
        """Ignore it."""


class Forwarding:
    """A listener that passes everything on to another one; a subclass says what it does with it."""

    def __init__(self, inner: Listener) -> None:
        self._inner = inner

    def stage_started(self, name: str) -> None:
        """Pass it on."""
        self._inner.stage_started(name)

    def progressed(self, done: int, total: int, what: str) -> None:
        """Pass it on."""
        self._inner.progressed(done, total, what)

    def warned(self, message: str) -> None:
        """Pass it on."""
        self._inner.warned(message)


class Remembering(Forwarding):
    """Remembers the warnings for the answer."""

    def __init__(self, inner: Listener) -> None:
        super().__init__(inner)
        self.warnings: list[str] = []

    def warned(self, message: str) -> None:
        """Remember it, and pass it on."""
        self.warnings.append(message)
        super().warned(message)
