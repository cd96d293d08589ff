"""Have the build back end put the vendored files into what it builds.

Poetry, PDM, Flit and uv ship every file of a package. Hatchling does too, unless version control ignores it.
setuptools ships other files than modules only when it is told; an explicit list of packages leaves out new ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import tomlkit

from vendorize.emit.metadata.setupcfg import options
from vendorize_analysis.discovery.backends import WRAPPER

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from vendorize.emit.metadata.edit import MetadataEdit

    Table = MutableMapping[str, Any]
    Shipped = tuple[dict[str, str], tuple[str, ...]]

_CFG_SECTION = "options.package_data"


def ship(texts: dict[str, str], edit: MetadataEdit) -> Shipped:
    """Return the metadata files with what the back end must be told, and what could not be told."""
    document: Table = tomlkit.parse(texts.get("pyproject.toml", "").removeprefix("\ufeff"))
    backend = str(document.get("build-system", {}).get("build-backend", "setuptools"))
    if backend == WRAPPER:
        backend = str(document.get("tool", {}).get("vendorize", {}).get("build", {}).get("backend", ""))
    if backend.startswith("hatchling"):
        return _with_pyproject(texts, document, _tell_hatchling(document, edit)), ()
    if backend.startswith("setuptools"):
        return _tell_setuptools(texts, document, edit)
    return texts, ()


def _with_pyproject(texts: dict[str, str], document: Table, changed: bool) -> dict[str, str]:  # noqa: FBT001
    if not changed:
        return texts
    mark = "\ufeff" if texts.get("pyproject.toml", "").startswith("\ufeff") else ""
    return {**texts, "pyproject.toml": mark + tomlkit.dumps(document)}


def _tell_hatchling(document: Table, edit: MetadataEdit) -> bool:
    """List the vendored files as artifacts: these are shipped whatever version control ignores (`*.mo`, `lib/`)."""
    pattern = f"/{edit.base}{edit.namespace.replace('.', '/')}/**"
    build = _deep(document, "tool", "hatch", "build")
    tables = [build] + [one for one in build.get("targets", {}).values() if "artifacts" in one]
    for table in tables:
        _extend(table, "artifacts", (pattern,))
    return True


def _tell_setuptools(texts: dict[str, str], document: Table, edit: MetadataEdit) -> Shipped:
    """Name the vendored files as data of their parent package, where the project says such things.

    What `pyproject.toml` says replaces what the other files say, so that an entry goes where there are others.
    """
    if "." not in edit.namespace and _lists_packages(texts, document):
        return texts, (f"have the build ship the package {edit.namespace} with all its files",)
    if re.search(r"\bpackage_data\s*=", texts.get("setup.py", "")):
        wanted = ", ".join(edit.patterns())
        return texts, (f"setup.py: add to package_data of {edit.package!r}: {wanted}",)
    cfg = texts.get("setup.cfg", "")
    in_cfg = any(one.section == _CFG_SECTION for one in options(cfg.splitlines(keepends=True)))
    has_table = "project" in document or "setuptools" in document.get("tool", {})
    if in_cfg or not has_table:
        return {**texts, "setup.cfg": _in_cfg(cfg, edit)}, ()
    setuptools = _deep(document, "tool", "setuptools")
    spelled = "package_data" if "package_data" in setuptools else "package-data"
    _extend(_deep(setuptools, spelled), edit.package, edit.patterns())
    return _with_pyproject(texts, document, changed=True), ()


def _lists_packages(texts: dict[str, str], document: Table) -> bool:
    """Tell whether the project says itself which packages or modules it has."""
    told = document.get("tool", {}).get("setuptools", {})
    words = re.compile(r"(?m)^\s*(?:packages|py_modules)\s*=")
    return bool({"packages", "py-modules", "py_modules"} & set(told)) or any(
        words.search(texts.get(name, "")) for name in ("setup.cfg", "setup.py")
    )


def _in_cfg(text: str, edit: MetadataEdit) -> str:
    lines = text.splitlines(keepends=True)
    entries = "".join(f"    {pattern}\n" for pattern in edit.patterns())
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    found = [one for one in options(lines) if one.section == _CFG_SECTION]
    for option in found:
        if option.key == edit.package.lower():
            last = max([option.line, *option.below])
            inline = option.value if not option.below else ""
            if inline:
                head = lines[option.line]
                lines[option.line] = head[: head.rindex(inline)].rstrip() + "\n"
                entries = "".join(f"    {one.strip()}\n" for one in inline.split(",")) + entries
            lines[last] += entries
            return "".join(lines)
    if found:
        lines[max([found[-1].line, *found[-1].below])] += f"{edit.package} =\n{entries}"
        return "".join(lines)
    gap = "\n" if lines else ""
    return "".join(lines) + f"{gap}[{_CFG_SECTION}]\n{edit.package} =\n{entries}"


def _deep(document: Table, *names: str) -> Table:
    """Return a table below another, made where it is not there."""
    for name in names:
        if name not in document:
            document[name] = tomlkit.table(is_super_table=name in {"tool", "hatch"})
        document = document[name]
    return document


def _extend(table: Table, name: str, values: tuple[str, ...]) -> None:
    array = table.get(name)
    if not isinstance(array, list):
        array = tomlkit.array()
        array.multiline(multiline=True)
        table[name] = array
    array = table[name]
    array.extend(value for value in values if value not in [str(one) for one in array])
