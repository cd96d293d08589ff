"""What is known of single packages: hints from `packages.toml`, each for some versions of one."""

from __future__ import annotations

from functools import cache

from vendorize_analysis.tables.data import written


@cache
def no_modules_in(module: str, distribution: str, version: str) -> frozenset[str]:
    """Return texts in a compiled module that are names of modules and mean something else.

    `distribution` is the key of that which has the module, `version` its version (PEP 440).
    """
    found = frozenset[str]()
    for one in written("packages.toml")["compiled"]:
        if (one["module"], one["distribution"]) == (module, distribution) and _is_among(version, one["versions"]):
            found |= frozenset(one["no-modules"])
    return found


@cache
def foreign_runners_of(distribution: str, version: str) -> frozenset[str]:
    """Return the modules of a distribution that run files, or their text, and never its own.

    `distribution` is its key, `version` that of it (PEP 440).
    """
    known = (one for one in written("packages.toml")["runners"] if one["distribution"] == distribution)
    return frozenset(name for one in known if _is_among(version, one["versions"]) for name in one["modules"])


@cache
def folders_of(module: str, distribution: str, version: str) -> tuple[str, ...] | None:
    """Return the folders of its distribution in which alone a module looks for files, by their paths in it (POSIX).

    None where nothing is known. `distribution` is its key, `version` that of it (PEP 440).
    """
    for one in written("packages.toml")["folders"]:
        if (one["module"], one["distribution"]) == (module, distribution) and _is_among(version, one["versions"]):
            return tuple(one["folders"])
    return None


def _is_among(version: str, versions: str) -> bool:
    """Tell whether a version is one of those that a specifier has; one that nobody can read is not."""
    from packaging.specifiers import SpecifierSet  # noqa: PLC0415 - few programs have a package with hints
    from packaging.version import InvalidVersion  # noqa: PLC0415 - as above

    try:
        return SpecifierSet(versions, prereleases=True).contains(version)
    except InvalidVersion:
        return False
