"""The metadata files of a project, edited together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.emit.merge import read
from vendorize.emit.metadata.pyproject import edit_pyproject
from vendorize.emit.metadata.setupcfg import edit_setup_cfg
from vendorize.emit.metadata.setuppy import edit_setup_py
from vendorize.emit.metadata.shipping import ship
from vendorize.model.bundle import BundleFile
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.emit.metadata.edit import Edited, MetadataEdit
    from vendorize_analysis.model.events import Listener

NAMES = ("pyproject.toml", "setup.cfg", "setup.py")
_EDITORS = {"pyproject.toml": edit_pyproject, "setup.cfg": edit_setup_cfg, "setup.py": edit_setup_py}
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
_MARK = "\ufeff"


def edit_metadata(copied: Mapping[str, BundleFile], edit: MetadataEdit, progress: Listener) -> list[BundleFile]:
    """Return the metadata files that change; what could not be changed is told."""
    before = {name: _text(copied[name]) for name in NAMES if name in copied}
    texts = dict(before)
    missing, pending, problems = set(edit.direct), edit.added, list[str]()
    for name, text in before.items():
        edited = _apply(name, text, replace(edit, added=pending))
        texts[name] = edited.text
        missing -= edited.removed
        pending = () if edited.added else pending
        problems += (f"{name}: {problem}" for problem in edited.problems)
    if missing:
        problems.append(f"still required in the metadata, remove by hand: {', '.join(sorted(missing))}")
    if pending:
        problems.append(f"add to the project's dependencies by hand: {', '.join(pending)}")
    if edit.files:
        texts, more = ship(texts, edit)
        problems += more
    if before.items() != texts.items() and any(name in copied for name in _LOCKS):
        problems.append("the dependencies changed: make the lock file anew")
    for problem in problems:
        progress.warned(problem)
    return [_file(copied, name, text, before.get(name)) for name, text in texts.items() if before.get(name) != text]


def _apply(name: str, text: str, edit: MetadataEdit) -> Edited:
    mark = _MARK if text.startswith(_MARK) else ""
    edited = _EDITORS[name](text.removeprefix(_MARK), edit)
    return replace(edited, text=mark + edited.text)


def _text(file: BundleFile) -> str:
    try:
        return read(file).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"{file.relative} is not UTF-8: {error.reason}", hint="save it as UTF-8") from error


def _file(copied: Mapping[str, BundleFile], name: str, text: str, before: str | None) -> BundleFile:
    if before is not None and "\r\n" in before:
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    first = copied.get(name)
    return BundleFile(name, text.encode("utf-8"), executable=first.executable if first else False)
