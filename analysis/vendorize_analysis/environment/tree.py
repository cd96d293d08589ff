"""Cross-check who requires whom against pipdeptree; the only module that knows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.events import Listener


def cross_check(environment: Environment, progress: Listener) -> bool:
    """Tell where pipdeptree sees other requirements than we do; False when it could not be asked."""
    try:
        import pipdeptree  # noqa: PLC0415 - an optional extra, and nothing of it on the usual way
    except ImportError:
        return False
    try:
        answer = pipdeptree.render(
            output_format="json", extras="explicit", python=str(environment.interpreter.executable)
        )
        theirs = _edges(answer)
    except (ValueError, KeyError, TypeError, OSError, RuntimeError) as error:
        progress.warned(f"pipdeptree could not be asked about {environment.interpreter.executable}: {error}")
        return False
    installed = {distribution.key for distribution in environment.distributions}
    for distribution in environment.distributions:
        ours, known = set(distribution.requires), theirs.get(distribution.key)
        if known is None or not distribution.info:
            continue
        for key in sorted((known & installed) - ours - {distribution.key}):
            progress.warned(f"pipdeptree says that {distribution.name} requires {key}; we do not")
        for key in sorted(ours - known):
            progress.warned(f"we say that {distribution.name} requires {key}; pipdeptree does not")
    return True


def _edges(answer: str) -> dict[str, set[str]]:
    return {
        canonicalize_name(entry["package"]["key"]): {canonicalize_name(need["key"]) for need in entry["dependencies"]}
        for entry in json.loads(answer)
    }
