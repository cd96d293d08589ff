"""Inline script metadata (PEP 723): the dependencies that a lone script names in a comment."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import tomlkit
from tomlkit.exceptions import TOMLKitError

from vendorize.emit.merge import read
from vendorize.emit.metadata.pyproject import take_out
from vendorize.emit.requirements import added_requirements, gone_keys

if TYPE_CHECKING:
    from vendorize.model.bundle import BundleFile
    from vendorize.model.plan import Plan
    from vendorize_analysis.model.events import Listener

_BLOCK = re.compile(rb"(?m)^# /// script[ \t]*\r?\n(?P<content>(?:^#(?:| [^\r\n]*)\r?\n)+)^# ///[ \t]*\r?$")


def edit_script(file: BundleFile, plan: Plan, progress: Listener) -> BundleFile:
    """Return a first-party file without the requirements that are gone; others come back as they are."""
    if file.distribution or not file.relative.endswith(".py"):
        return file
    content = read(file)
    block = _BLOCK.search(content)
    if block is None:
        return file
    newline = "\r\n" if b"\r\n" in block["content"] else "\n"
    try:
        lines = block["content"].decode("utf-8").splitlines()
        edited = _edited("\n".join(line[2:] for line in lines) + "\n", plan)
    except (UnicodeDecodeError, TOMLKitError) as error:
        progress.warned(f"{file.relative}: its inline script metadata cannot be read and stays as it is: {error}")
        return file
    comment = "".join((f"# {line}" if line else "#") + newline for line in edited.splitlines())
    return replace(file, content=content[: block.start("content")] + comment.encode() + content[block.end("content") :])


def _edited(text: str, plan: Plan) -> str:
    document = tomlkit.parse(text)
    dependencies = document.get("dependencies")
    if not isinstance(dependencies, list):
        return text
    present = [str(one) for one in dependencies]
    added = added_requirements(plan, present, str(document.get("requires-python", "")))
    if not take_out(dependencies, gone_keys(plan, present)) and not added:
        return text
    dependencies.extend(added)
    return tomlkit.dumps(document)
