"""What the configuration and the command line say about a result, as a digest and as text.

Only what is not at its default counts, so that a new option does not change the digests of who does not use it; and
only what changes results: neither how tests run, nor where the cache is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendorize.model.settings import Settings
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_THE_MACHINE = frozenset(
    {"python", "search_path", "copied_from", "cache_dir", "cache_fallback", "use_cache", "jobs", "hazard_costs"}
)
"""Options of the analysis that say where and how it runs."""
_OF_THE_CALL = frozenset({"whole_names", "on_path", "joined", "listed", "own_sources", "with_tests"})
"""What the tool itself sets."""
_ABOUT_RESULTS = (
    "namespace",
    "layout",
    "verbatim",
    "changed",
    "bytecode",
    "fast_start",
    "strip_debug",
    "strip",
    "hoist",
    "data",
)


def configuration_digest(settings: Settings) -> str:
    """Return the SHA-256 of what a configuration says about results; the same on every machine."""
    text = json.dumps(_said(settings), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def configured(settings: Settings) -> tuple[str, ...]:
    """Return what a configuration says about results, as `key=value` with the value as JSON, sorted."""
    return tuple(f"{name}={json.dumps(value, sort_keys=True)}" for name, value in sorted(_said(settings).items()))


def _said(settings: Settings) -> dict[str, object]:
    said: dict[str, object] = {
        name: _plain(value) for name in _ABOUT_RESULTS if (value := getattr(settings, name)) != _default(name)
    }
    if settings.cold.any:
        said |= {name: _plain(getattr(settings, name)) for name in ("cold", "traces")}
    return said | {name: _plain(value) for name, value in _set(settings.analysis)}


def asked_for(asked: AnalysisOptions, root: Path) -> tuple[str, ...]:
    """Return what the command line added, as `option=value`, sorted; files are named as seen from the project."""
    found = []
    for name, value in _set(asked):
        values = sorted(map(_text, value)) if isinstance(value, frozenset | tuple) else [_text(value)]
        found += [f"{name}={_relative(one, root)}" for one in values]
    return tuple(sorted(found))


def _default(name: str) -> object:
    return getattr(Settings(), name)


def _set(options: AnalysisOptions) -> Iterator[tuple[str, Any]]:
    """Yield the options that are not at their default and bear on results."""
    for field in fields(AnalysisOptions):
        value = getattr(options, field.name)
        if field.name not in _OF_THE_MACHINE | _OF_THE_CALL and value != field.default:
            yield field.name, value


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(_plain(one) for one in value)  # type: ignore[type-var]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(_plain(value), sort_keys=True)


def _relative(text: str, root: Path) -> str:
    path = Path(text)
    if path.is_absolute() and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return text
