"""Builds pages with Sphinx, which is written in newer syntax, too."""

import io
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace


def build(source: Path, out: Path, builder: str = "html") -> str:
    """Build a folder of documents; return what Sphinx warned of."""
    warnings = io.StringIO()
    with docutils_namespace():
        app = Sphinx(source, source, out, out / ".doctrees", builder, status=None, warning=warnings, freshenv=True)
        app.build(force_all=True)
    return f"{warnings.getvalue()}{app.statuscode or ''}"
