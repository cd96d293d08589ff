"""Write how docker, podman or buildah build the same image: a Dockerfile of two stages, and what it shall not see.

The first stage installs and extracts, the second has nothing but the base and the layers. Nothing in it is computed
when it is built but by the installer and by us, so that what the project's files pin is what the image holds.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.image.installing import find_installer, install_steps
from vendorize.image.layers import ORDER
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize.model.image import DockerfileOptions
    from vendorize_analysis.model.project import Project

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:@+")
_ASIDE = (
    ".git", ".hg", ".svn", ".venv", "venv", ".env", ".tox", ".nox", "node_modules", "**/__pycache__", "**/*.py[cod]",
    ".pytest_cache", ".mypy_cache", ".ruff_cache", ".coverage", "Dockerfile", ".dockerignore", "**/.vendorize-*",
)  # fmt: skip
"""What no build needs: history, environments, secrets, caches."""
_BUILT = ("build", "dist")
"""Folders of these names are left out too, unless they are packages of the project."""


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What a Dockerfile is written for."""

    root: Path
    """Folder of the project, which is the context of the build."""
    script: str
    """Name of the file where the project is one; else empty."""
    extras: frozenset[str]
    roots: tuple[str, ...]
    """Further roots, as they were given."""
    version: str
    """Of this tool."""


def dockerfile_of(
    project: Project, context: BuildContext, options: DockerfileOptions, command: Iterable[str]
) -> dict[str, str]:
    """Return the texts of `Dockerfile` and `.dockerignore`; `command` is what an interpreter is given to start.

    Raises `UserError` for words that cannot stand in a Dockerfile.
    """
    for word in (options.base, options.prefix, options.user, context.script):
        if not _PLAIN.issuperset(word):
            raise UserError(f"{word!r} cannot stand in a Dockerfile", hint="use letters, digits and -_./:@+ alone")
    lines = [*_build_stage(context, options), "", *_last_stage(options, command)]
    odd = [line for line in lines if not line.isprintable()]
    if odd:
        raise UserError(f"a line of a Dockerfile would be {odd[0]!r}", hint="use names without control characters")
    aside = [*_ASIDE, *(name for name in _BUILT if name not in project.top_level)]
    return {"Dockerfile": "\n".join(lines) + "\n", ".dockerignore": "\n".join(aside) + "\n"}


def _build_stage(context: BuildContext, options: DockerfileOptions) -> Iterator[str]:
    installer = options.installer or find_installer(context.root)
    yield f"# Written by `vendorize image dockerfile` for {installer}: edit it, or write it anew with --force."
    yield f"ARG BASE={options.base}"
    yield "FROM ${BASE} AS build"
    yield "WORKDIR /src"
    yield f"ARG VENDORIZE=vendorize-cli=={context.version}"
    yield 'RUN python -m venv /opt/vendorize && /opt/vendorize/bin/pip install --no-cache-dir "${VENDORIZE}"'
    yield from install_steps(installer, context.root, context.script, context.extras)
    words = ["/opt/vendorize/bin/vendorize", "image", "layers", *filter(None, [context.script]), "--out", "/layers"]
    words += ["--python", ".venv/bin/python", "--prefix", options.prefix]
    words += ["--entry", options.entry] if options.entry else []
    for extra in sorted(context.extras):
        words += ["--extra", extra]
    for root in context.roots:
        words += ["--root", root]
    yield f"RUN {shlex.join(words)}"
    # COPY fails where there is nothing to copy.
    yield f"RUN mkdir -p {' '.join(f'/layers/{name}' for name in ORDER)}"


def _last_stage(options: DockerfileOptions, command: Iterable[str]) -> Iterator[str]:
    yield "FROM ${BASE}"
    for name in ORDER:
        yield f"COPY --from=build /layers/{name}/ {options.prefix}/"
    yield f"ENV PYTHONPATH={options.prefix}"
    if options.user:
        yield f"USER {options.user}"
    yield f"ENTRYPOINT {json.dumps(['python', *command])}"
    if options.arguments:
        yield f"CMD {json.dumps(list(options.arguments))}"
