"""Dotted names of modules, as the language reads them."""

from __future__ import annotations


def absolute(package: str, level: int, module: str) -> str:
    """Resolve a relative import (PEP 328); empty where the dots lead out of every package."""
    if not level:
        return module
    base = package.split(".") if package else []
    if level - 1 >= len(base):
        return ""
    return ".".join([*base[: len(base) - level + 1], *([module] if module else [])])


def absence(name: str, absent: frozenset[str]) -> str:
    """Give what makes a module absent: its own name, or that of a package around it; empty for any other."""
    while name and name not in absent:
        name = name.rpartition(".")[0]
    return name
