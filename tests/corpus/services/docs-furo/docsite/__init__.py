"""Builds the documentation of a folder."""

from pathlib import Path

from sphinx.application import Sphinx

CONFIG = {
    "extensions": [
        "myst_parser",
        "sphinx_design",
        "sphinx_copybutton",
        "sphinx.ext.autodoc",
        "sphinx.ext.napoleon",
        "sphinx.ext.viewcode",
        "sphinx.ext.mathjax",
    ],
    "html_theme": "furo",
    "project": "Things",
    "myst_enable_extensions": ["colon_fence", "deflist", "dollarmath"],
}


def build(source: Path, out: Path, builder: str = "html") -> int:
    app = Sphinx(
        str(source), None, str(out), str(out / ".doctrees"), builder, CONFIG, status=None, warning=None, freshenv=True
    )
    app.build()
    return app.statuscode


def main() -> None:
    import sys

    sys.exit(build(Path(sys.argv[1]), Path(sys.argv[2])))
