"""Small projects of every kind, for who asks what an analysis looks at."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.model.request import Request
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

PYPROJECT = '[project]\nname = "app"\nversion = "1"\ndependencies = ["dep"]\n'
KINDS: Mapping[str, Mapping[str, str]] = {
    "declared": {
        "pyproject.toml": f'{PYPROJECT}[tool.vendorize]\nroots = ["tools/run.py"]\n',
        "app/__init__.py": "import dep\n\ndep.used()\n",
        "app/settings.json": '{"handler": "dep.core.used"}\n',
        "tools/run.py": "import dep.core\n",
        "tests/test_app.py": "import app, helpers\n",
        "tests/helpers.py": "",
    },
    "setuptools": {
        "setup.cfg": "[metadata]\nname = app\nversion = attr: app.VERSION\n"
        "[options]\npackages = find:\ninstall_requires = file: needed.txt\n",
        "setup.py": "from setuptools import setup\nsetup()\n",
        "needed.txt": "dep\n",
        "app/__init__.py": "VERSION = '1'\nimport dep\n",
        "app/inner/__init__.py": "",
    },
    "hatch": {
        "pyproject.toml": f'{PYPROJECT}[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
        "src/app/__init__.py": "from dep.core import used\nused()\n",
        "src/app/plain/module.py": "",
    },
    "listed": {
        "requirements.txt": "-r more/base.txt\n",
        "more/base.txt": "dep\n",
        "main.py": "import dep, beside, space.inner\n",
        "beside.py": "",
        "space/inner.py": "",
        "docs/conf.py": "import nothing\n",
    },
    "django": {
        "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\nimport dep\n",
        "pages/__init__.py": "",
        "pages/models.py": "import dep\n",
        "templates/page.html": "{% load dep.core %}\n",
    },
    "script": {
        "tool.py": "import sys, json, dep, beside, below.inner\nsys.path.insert(0, 'extra')\n",
        "beside.py": "import dep.core\n",
        "below/inner.py": "",
        "extra/more.py": "",
    },
    "folder": {"one.py": "import dep, two\n", "two.py": "", "package/__init__.py": "", "package/rest.py": ""},
}
INSTALLED = {
    "dep/__init__.py": "from dep.core import used\n",
    "dep/core.py": "import open_file\n\n\ndef used():\n    return open_file\n\n\ndef unused():\n    return 1\n",
    "dep/data/names.json": '{"name": "dep.core:unused"}\n',
    "open_file.py": "",
    "dep-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: dep\nVersion: 1\n",
    "dep-1.dist-info/RECORD": "dep/__init__.py,,\ndep/core.py,,\ndep/data/names.json,,\ndep/gone/away.py,,\n"
    "dep-1.dist-info/METADATA,,\ndep-1.dist-info/RECORD,,\n../bin/dep,,\n",
    "loose/__init__.py": "",
    "linked.pth": "../elsewhere\n",
    "../elsewhere/far.py": "",
}


def make(folder: Path, kind: str, *, start: str = "") -> Request:
    """Write a project of a kind with what is installed for it, and return a request about it."""
    write(folder / "site", INSTALLED)
    write(folder / "project", KINDS[kind])
    named = "tool.py" if kind == "script" else start
    return Request(
        start=folder / "project" / named,
        options=AnalysisOptions(
            python=Path(sys.executable), search_path=(folder / "site",), cache_dir=folder / "cache", jobs=1
        ),
    )


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for relative, text in files.items():
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
