"""Read the metadata that a single-file script carries in a comment block (PEP 723)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = re.compile(r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
"""The pattern that PEP 723 gives as canonical."""
_HINT = "see the specification of inline script metadata (PEP 723)"


@dataclass(frozen=True, slots=True)
class InlineMetadata:
    """The `script` block of a file."""

    dependencies: tuple[str, ...]
    requires_python: str


def read_inline(path: Path) -> InlineMetadata | None:
    """Return the `script` block of a Python file, None when it has none."""
    try:
        data = read_bytes(path)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}", hint="check the path") from error
    # The block is ASCII in practice; a source file in another encoding must not fail here.
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    blocks = [block for block in _BLOCK.finditer(text) if block["type"] == "script"]
    if not blocks:
        return None
    line = text.count("\n", 0, blocks[-1].start()) + 1
    if len(blocks) > 1:
        raise UserError(f"{path}:{line}: a second `script` block", hint=_HINT)
    lines = blocks[0]["content"].splitlines()
    content = "\n".join(comment[2:] if comment.startswith("# ") else comment[1:] for comment in lines)
    try:
        table = tomllib.loads(content)
    except RecursionError as error:
        raise UserError(f"{path}:{line}: the `script` block is nested too deeply", hint=_HINT) from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path}:{line}: the `script` block is not TOML: {error}", hint=_HINT) from error
    dependencies, requires_python = table.get("dependencies", []), table.get("requires-python", "")
    if not isinstance(dependencies, list) or not all(isinstance(item, str) for item in dependencies):
        raise UserError(f"{path}:{line}: `dependencies` is not a list of strings", hint=_HINT)
    if not isinstance(requires_python, str):
        raise UserError(f"{path}:{line}: `requires-python` is not a string", hint=_HINT)
    return InlineMetadata(tuple(dependencies), requires_python)
