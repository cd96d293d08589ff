"""`data.keep` rules for data files that went and that the tests opened in the original environment."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from vendorize.model.trace import LearnedData

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.settings import DataRules

_WILD = re.compile(r"[*?]")


def learn_data(opened: Iterable[str], rules: DataRules) -> tuple[LearnedData, ...]:
    """Return rules for files that were opened, each with the first file that asks for it, sorted.

    Where a rule of the user drops a store (`lib/data/*/**`), what a program opens of it is a folder in the store:
    the next time it may open another file there. Nothing is known of the neighbours of any other file.
    """
    found: dict[str, str] = {}
    for file in sorted(set(opened)):
        found.setdefault(_pattern(file, rules.drop), file)
    return tuple(LearnedData(pattern, found[pattern]) for pattern in sorted(found))


def _pattern(file: str, dropped: Iterable[str]) -> str:
    """Return the folder of the store that a file is in, as deep as the rule names folders, or the file itself."""
    parts = file.split("/")
    for rule in dropped:
        folders = _folders(rule) if rule.endswith("/**") else []
        if folders and len(parts) > len(folders) and all(map(fnmatchcase, parts, folders)):
            return "/".join([*parts[: len(folders)], "**"])
    return file


def _folders(rule: str) -> list[str]:
    """Return the patterns of the folders in a rule: where the last ones are not named, one more of any name."""
    folders = rule.removesuffix("/**").split("/")
    deep = next((at for at, folder in enumerate(folders) if "**" in folder), len(folders))
    known = folders[:deep]
    if deep == len(folders) and any(map(_WILD.search, known)):
        return known
    return [*known, "*"] if known else []
