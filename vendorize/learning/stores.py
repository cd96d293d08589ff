"""`data.keep` rules for data files that went and that the tests opened in the original environment."""

from __future__ import annotations

import re
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
    """Return the folder of the store that a file is in, or the file itself."""
    for rule in dropped:
        store = rule[: found.start()] if (found := _WILD.search(rule)) else ""
        store = store[: store.rfind("/") + 1]
        folder, slash, _ = file.removeprefix(store).partition("/")
        if store and slash and file.startswith(store) and rule.endswith("/**"):
            return f"{store}{folder}/**"
    return file
