"""The `__init__.py` of the namespace of vendored code, which serves the original names where these are free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.runtime import fill, read_sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def namespace_source(
    project: str, namespace: str, moved: Iterable[str], *, infos: Mapping[str, str], notices: str
) -> bytes:
    """Return the text, which runs on Python 3.9+.

    `moved` are the top-level names; `infos` maps normalised distribution names to `dist-info` folders.
    """
    who = "".join(character for character in project if character.isalnum() or character in "-_. ") or "this program"
    values = {"project": who, "namespace": namespace, "moved": " ".join(sorted(moved)), "notices": notices}
    (text,) = read_sections("namespace/__init__.py").values()
    return fill(text, values, {"distributions": infos}).encode("utf-8")
