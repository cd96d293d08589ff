"""Ask pipdeptree who requires whom, and in which versions; the only module that knows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from packaging.utils import canonicalize_name

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


class Needed(NamedTuple):
    """One requirement of an installed distribution."""

    key: str
    """Normalised name of what is required."""
    versions: str
    """Specifier as pipdeptree has it, `>=2,<3`; empty for any version."""


def requirement_tree(executable: Path) -> dict[str, tuple[Needed, ...]]:
    """Return for each distribution that an interpreter finds what it requires, by normalised names.

    A child process of pipdeptree's asks the interpreter. Raises `UserError` without pipdeptree, or without an answer.
    """
    try:
        import pipdeptree  # noqa: PLC0415 - an optional extra, and nothing of it on the usual way
    except ImportError as error:
        raise UserError(
            "the tree needs pipdeptree, which is not installed",
            hint="install it: pip install 'vendorize-cli[tree]'",
        ) from error
    try:
        return _edges(pipdeptree.render(output_format="json", extras="explicit", python=str(executable)))
    except (ValueError, KeyError, TypeError, AttributeError, OSError, RuntimeError) as error:
        raise UserError(
            f"pipdeptree could not be asked about {executable}: {error}",
            hint="name the interpreter of the environment with --python",
        ) from error


def _edges(answer: str) -> dict[str, tuple[Needed, ...]]:
    return {
        canonicalize_name(entry["package"]["key"]): tuple(
            Needed(canonicalize_name(need["key"]), _versions(need.get("required_version")))
            for need in entry["dependencies"]
        )
        for entry in json.loads(answer)
    }


def _versions(text: object) -> str:
    return "" if text in {None, "Any", "any"} else str(text)


def differences(ours: Mapping[str, Iterable[str]], theirs: Mapping[str, Iterable[Needed]]) -> Iterator[str]:
    """Yield what pipdeptree sees as required and we do not, and the other way round, among what both know."""
    for key in sorted(ours.keys() & theirs.keys()):
        mine, known = set(ours[key]), {need.key for need in theirs[key]}
        for need in sorted((known & ours.keys()) - mine - {key}):
            yield f"pipdeptree says that {key} requires {need}; we do not"
        for need in sorted(mine - known):
            yield f"we say that {key} requires {need}; pipdeptree does not"
