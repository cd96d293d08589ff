"""A project that needs one function of a distribution, and rewrites of that."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from tests.environments import lean_python
from vendorize.model.request import Request
from vendorize.model.rewrite import Gate, Rewrite, Upstream
from vendorize.rewrites import paths_for, sidecar_text
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from pathlib import Path

ORIGINAL = '''\
from slugs.tables import REPLACE
from slugs.words import split

LIMIT = 80


def slug(text: str, sep: str = "-") -> str:
    """Return a slug of a text."""
    if not sep:
        raise ValueError("sep")
    return sep.join(split(text.translate(REPLACE)))[:LIMIT]


def other():
    return 1
'''
GOOD = '''\
def slug(text: str, sep: str = "-") -> str:
    """Return a slug of a text."""
    if not sep:
        raise ValueError("sep")
    return sep.join(text.replace("_", " ").lower().split())[:LIMIT]
'''


def write_world(folder: Path, original: str = ORIGINAL) -> Request:
    site = folder / "site"
    package = site / "slugs"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from slugs.core import slug\n")
    (package / "core.py").write_text(original)
    (package / "tables.py").write_text('REPLACE = {ord("_"): " "}\n')
    (package / "words.py").write_text(
        "class Words:\n    def __init__(self, text):\n        self.text = text\n\n    def all(self):\n"
        "        return self.text.lower().split()\n\n\ndef split(text):\n    return Words(text).all()\n"
    )
    info = site / "slugs-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: slugs\nVersion: 1.2\nLicense: MIT\n")
    (info / "RECORD").write_text("".join(f"slugs/{one.name},,\n" for one in sorted(package.iterdir())))
    project = folder / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text('[project]\nname = "app"\nversion = "1"\ndependencies = ["slugs"]\n')
    (project / "app.py").write_text(
        'from slugs import slug\n\n\ndef title(text):\n    return slug(text)\n\n\nprint(title("Some_Old  Text"))\n'
    )
    (project / "test_app.py").write_text(
        'import app\n\n\ndef test_title():\n    assert app.title("A b  c") == "a-b-c"\n    assert app.title("") == ""\n'
    )
    options = AnalysisOptions(search_path=(site,), python=lean_python(), use_cache=False, jobs=1)
    return Request(start=project, options=options)


def write_rewrite(request: Request, source: str = GOOD, **changes: object) -> Path:
    site, project = request.options.search_path[0], request.start
    upstream = tuple(
        Upstream("slugs", f"slugs/{one.name}", sha256(one.read_bytes()).hexdigest())
        for one in sorted((site / "slugs").iterdir())
    )
    place, sidecar = paths_for("slugs.core:slug", "slugs")
    values = {
        "symbol": "slugs.core:slug",
        "distribution": "slugs",
        "version": "1.2",
        "source": source,
        "model": "a-model",
        "prompt_sha256": "0" * 64,
        "upstream": upstream,
        "gates": (Gate("static", passed=True, evidence="exceptions: ValueError"),),
        "place": place,
    }
    rewrite = Rewrite(**{**values, **changes})  # type: ignore[arg-type]
    path = project / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    (project / sidecar).write_text(sidecar_text(rewrite))
    return path
