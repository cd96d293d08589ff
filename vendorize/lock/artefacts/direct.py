"""Read `direct_url.json`: what an installer says a distribution was installed from.

Source: packaging.python.org/en/latest/specifications/direct-url (PEP 610).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vendorize.lock.artefacts.candidates import HEXADECIMAL, file_name, public_url, revision_text
from vendorize.model.lock import Artefact
from vendorize_analysis.environment.texts import read_if_sound

if TYPE_CHECKING:
    from vendorize_analysis.model.environment import Distribution

NAME = "direct_url.json"


def read_direct(distribution: Distribution) -> Artefact | None:
    """Return what the file says; None where there is none that can be understood. Places on this machine are left out.

    A broken one stops nobody: no program needs it, and whoever looks at what is installed warns of it.
    """
    if distribution.metadata is None or not distribution.metadata.is_dir():
        return None
    file = distribution.metadata / NAME
    try:
        content = json.loads(read_if_sound(file, []))
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("url"), str):
        return None
    return _artefact(content)


def _artefact(content: dict[str, object]) -> Artefact:
    url, archive = str(content["url"]), content.get("archive_info")
    version_control = content.get("vcs_info")
    if isinstance(version_control, dict):
        return Artefact(NAME, url=public_url(url), revision=revision_text(str(version_control.get("commit_id", ""))))
    if not isinstance(archive, dict):
        return Artefact(NAME, url=public_url(url))
    hashes = archive.get("hashes")
    given = [f"{kind}:{value}" for kind, value in hashes.items()] if isinstance(hashes, dict) else []
    older = archive.get("hash")
    if not given and isinstance(older, str):
        given = [older.replace("=", ":", 1)]
    checked = tuple(one.lower() for one in given if HEXADECIMAL.fullmatch(one.lower()))
    return Artefact(NAME, file_name(url), public_url(url), checked)
