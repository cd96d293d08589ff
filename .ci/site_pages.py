"""Take pages and schemas that lie beside `docs/` into the site, and let links lead to where they are there.

A hook of MkDocs (mkdocs.org/user-guide/configuration/#hooks). In the repository links stay as its readers need them.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
BESIDE = (
    "*.md",
    "benchmarks/README.md",
    "tests/corpus/README.md",
    "examples/README.md",
    "examples/*/README.md",
    "LICENSE",
)
SCHEMAS = "vendorize/report/schemas"
LINK = re.compile(r"(\]\()(?!\w+:|#)([^)#\s]+)")


def site_uri(file: str) -> str:
    """Return where a file of the repository is in the site; both are relative POSIX paths."""
    if file == "README.md":
        return "index.md"
    if file.startswith("docs/"):
        return file.removeprefix("docs/")
    return f"schemas/{posixpath.basename(file)}" if file.startswith(SCHEMAS) else f"repository/{file}"


def repository_file(uri: str) -> str:
    """Return the file of the repository that a page of the site is made of."""
    if uri == "index.md":
        return "README.md"
    return uri.removeprefix("repository/") if uri.startswith("repository/") else f"docs/{uri}"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages beside `docs/`, and the schemas as files."""
    found = {path for pattern in (*BESIDE, f"{SCHEMAS}/*.json") for path in ROOT.glob(pattern)}
    for path in sorted(found):
        uri = site_uri(path.relative_to(ROOT).as_posix())
        files.append(File.generated(config, uri, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, *, page: Page, files: Files, **_: Any) -> str:  # noqa: ANN401 - what MkDocs adds
    """Let each link lead to a page or file of the site; what it does not have is named as it is in the repository."""
    here = page.file.src_uri
    folder = posixpath.dirname(repository_file(here))

    def moved(link: re.Match[str]) -> str:
        uri = site_uri(posixpath.normpath(posixpath.join(folder, link[2])))
        if files.get_file_from_path(uri) is None and (ROOT / folder / link[2]).exists():
            return link[0]
        return link[1] + posixpath.relpath(uri, posixpath.dirname(here) or ".")

    return LINK.sub(moved, markdown)
