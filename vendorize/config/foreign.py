"""Settings of other tools that say what we ask for, too.

Sources: pypi.org/project/vendoring (`[tool.vendoring]`), deptry.com/usage (`[tool.deptry]`), the requirements file
format of pip.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize.config.checks import distribution_name, dotted_name
from vendorize.config.namespaces import namespace_name
from vendorize.model.initial import FoundSetting
from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize_analysis.discovery.toml import Table

VENDORING, DEPTRY, REQUIREMENTS = "vendoring", "deptry", "requirements"
FOREIGN = (VENDORING, DEPTRY, REQUIREMENTS)
MISSING, UNUSED = "DEP001", "DEP002"
"""Rules of deptry: imported and not installed; declared and not imported."""
MOST = 8
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:[<>=!~;@#].*)?")


def vendoring_hints(table: Table, root: Path) -> Iterator[FoundSetting]:
    """Yield what `[tool.vendoring]` says."""
    namespace = table.text("namespace")
    if namespace and not namespace_name(namespace):
        yield FoundSetting("namespace", namespace, "as tool.vendoring.namespace has it: the vendored code goes there")
    elif namespace:
        yield FoundSetting("", None, f"tool.vendoring.namespace is {namespace!r}, which cannot be a package of its own")
    if file := table.text("requirements"):
        names = requirement_names(root / file)
        yield FoundSetting(
            "", None, f"{file} lists {_some(names)}: make them requirements of the project, not a list of its own"
        )
    if folder := table.text("patches-dir"):
        yield FoundSetting(
            "", None, f"patches of {folder} go to patches/DISTRIBUTION/NAME.patch; every extraction applies them"
        )
    transformations = table.table("transformations")
    if "drop" in transformations:
        yield FoundSetting(
            "", None, "tool.vendoring.transformations.drop is not needed: what nothing reaches is not written"
        )
    if "substitute" in transformations:
        yield FoundSetting(
            "", None, "tool.vendoring.transformations.substitute is not needed for imports: they are rewritten"
        )


def deptry_hints(table: Table) -> Iterator[FoundSetting]:
    """Yield what `[tool.deptry]` says."""
    ignored = table.table("per_rule_ignores")
    missing = tuple(name for name in ignored.texts(MISSING) if not dotted_name(name))
    if missing:
        yield FoundSetting(
            "absent", missing, f"modules that deptry ignores as missing ({MISSING}): their imports fail in the result"
        )
    if unused := ignored.texts(UNUSED):
        yield FoundSetting(
            "", None, f"deptry ignores {_some(unused)} as unused ({UNUSED}): name what they start under roots"
        )


def requirements_hints(file: Path) -> Iterator[FoundSetting]:
    """Yield what a requirements file says."""
    if names := requirement_names(file):
        why = f"of {file.name} ({_some(names)}) name here what shall stay an ordinary dependency"
        yield FoundSetting("external", None, why)


def requirement_names(file: Path) -> tuple[str, ...]:
    """Return the normalised names of a requirements file, in order; none where it cannot be read."""
    asked_about(file)
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except (OSError, ValueError):
        return ()
    found = (_NAME.fullmatch(line) for line in lines if not line.lstrip().startswith(("#", "-")))
    names = (match[1] for match in found if match and not distribution_name(match[1]))
    return tuple(dict.fromkeys(map(canonicalize_name, names)))


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more if names else "nothing"
