"""What is known of a text that is put together at run time: its literal beginning and end."""

from __future__ import annotations

from typing import Final, NamedTuple

MODULE_NAME: Final = "<name>"
"""Stands in a pattern for `__name__` of the module, which a summary does not know."""
PACKAGE_NAME: Final = "<package>"
"""Stands in a pattern for `__package__` of the module."""


class Pattern(NamedTuple):
    """Any text that begins with `prefix` and ends with `suffix`; `exact` where it is that text and nothing else."""

    prefix: str
    suffix: str
    exact: bool

    @property
    def useful(self) -> bool:
        """Tell whether it says anything."""
        return bool(self.prefix or self.suffix)

    @property
    def known(self) -> Pattern:
        """Return the pattern, the common one for anything where it says nothing."""
        return self if self.useful else ANYTHING

    @property
    def text(self) -> str:
        """Return the pattern as people write it: `prefix*suffix`."""
        return self.prefix if self.exact else f"{self.prefix}*{self.suffix}"

    def matches(self, name: str) -> bool:
        """Tell whether a name is such a text."""
        if self.exact:
            return name == self.prefix
        return name.startswith(self.prefix) and name.endswith(self.suffix)

    def after(self, text: str) -> Pattern:
        """Return the pattern of such texts with another text in front."""
        return exactly(text + self.prefix) if self.exact else self._replace(prefix=text + self.prefix)

    def placed(self, module: str, package: str) -> Pattern:
        """Return the pattern with the names of a module and its package put in where it leaves them open."""
        if "<" not in self.prefix and "<" not in self.suffix:
            return self
        prefix, suffix = (
            text.replace(MODULE_NAME, module).replace(PACKAGE_NAME, package) for text in (self.prefix, self.suffix)
        )
        return Pattern(prefix, suffix, self.exact)


ANYTHING: Final = Pattern("", "", exact=False)
"""Nothing is known of the text."""


def exactly(text: str) -> Pattern:
    """Return the pattern of one text."""
    return Pattern(text, text, exact=True)


def beginning(text: str) -> Pattern:
    """Return the pattern of all texts with one beginning."""
    return Pattern(text, "", exact=False)
