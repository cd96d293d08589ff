"""Read `direct_url.json`: what an installer says a distribution was installed from.

Source: packaging.python.org/en/latest/specifications/direct-url (PEP 610).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vendorize.lock.artefacts.candidates import file_name, hash_text, public_url, revision_text
from vendorize.model.lock import Artefact
from vendorize_analysis.environment.texts import read_text
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.environment import Distribution

NAME = "direct_url.json"


def read_direct(distribution: Distribution) -> Artefact | None:
    """Return what the file says; None where there is none. Places on this machine are left out.

    Raises `UserError` for a file that cannot be understood.
    """
    if distribution.metadata is None or not distribution.metadata.is_dir():
        return None
    file = distribution.metadata / NAME
    text = read_text(file)
    if not text:
        return None
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(f"{file}: not JSON: {error}", hint="reinstall the distribution") from error
    if not isinstance(content, dict) or not isinstance(content.get("url"), str):
        raise UserError(f"{file}: it has no `url`", hint="reinstall the distribution")
    return _artefact(content, file)


def _artefact(content: dict[str, object], file: Path) -> Artefact:
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
    checked = tuple(hash_text(one, file) for one in given)
    return Artefact(NAME, file_name(url), public_url(url), checked)
