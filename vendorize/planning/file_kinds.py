"""The kinds of files that no program reads when it runs: a rule each, with a name that reports and `data.keep` know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

OF_TESTS = "files of tests"
"""The kind of what lies in folders of tests that nothing imports from, names, or could come upon in a listing."""
BY_RULE = "data.drop"
"""The kind of what goes by a rule of the user."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind."""

    name: str
    suffixes: tuple[str, ...] = ()
    """What the names of such files end with, in lower case; who mentions one in a text may read them."""
    folders: tuple[str, ...] = ()
    """Paths from the prefix that all such files lie below."""
    built_from: bool = False
    """Compiled modules are made with such files; where a distribution has none, they are its data."""
    only_on: str = ""
    """The platform that such files are for; empty: any."""

    def covers(self, relative: str) -> bool:
        """Tell whether a file, by its POSIX path under site-packages or from the prefix, is of this kind."""
        return relative.lower().endswith(self.suffixes) if self.suffixes else relative.startswith(self.folders)

    def goes(self, platforms: Collection[str], *, compiled: bool) -> bool:
        """Tell whether such files are what they look like in a distribution, and not for where a result has to run."""
        return (compiled or not self.built_from) and (not self.only_on or self.only_on not in platforms)


KINDS = (
    # PEP 484: "stub files … are not used at runtime"; `lazy_loader.attach_stub` does, and names the ending.
    Kind("type stubs", (".pyi",)),
    # What Cython compiles, and includes while it does.
    Kind("Cython sources", (".pyx", ".pxd", ".pxi", ".pyx.in", ".pxd.in", ".pxi.in"), built_from=True),
    Kind("C sources", (".c", ".cc", ".cpp", ".cxx", ".f", ".f90"), built_from=True),
    Kind("C headers", (".h", ".hh", ".hpp", ".hxx"), built_from=True),
    # What a linker reads.
    Kind("static libraries", (".a", ".lib", ".o", ".obj"), built_from=True),
    # What translators edit and `msgfmt` compiles: `gettext` reads the `.mo` beside it.
    Kind("sources of messages", (".po", ".pot")),
    # Stubs that installers make `Scripts/name.exe` of, and nothing runs elsewhere.
    Kind("Windows launchers", (".exe",), only_on="windows"),
    Kind("manual pages", folders=("share/man/", "share/doc/", "share/info/")),
    # What a shell reads, of its own prefix, when a person types.
    Kind(
        "shell completions", folders=("share/bash-completion/", "share/zsh/", "share/fish/", "etc/bash_completion.d/")
    ),
)
"""Each with the reason; a program that compiles something at run time with what goes gets the compiler's error."""
