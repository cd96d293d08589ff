from __future__ import annotations

from pathlib import Path

from site_maker import make


def test_all_pages_are_built(tmp_path: Path) -> None:
    assert make(tmp_path) == ["404.html", "index.html", "index.html"]


def test_functions_that_the_settings_name_are_called(tmp_path: Path) -> None:
    make(tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert '<span class="twemoji"' in page
    assert '<pre class="mermaid"><code>graph LR' in page


def test_the_theme_has_its_files(tmp_path: Path) -> None:
    make(tmp_path)
    assert list((tmp_path / "assets/stylesheets").glob("main.*.css"))
    assert "md-typeset" in (tmp_path / "more/index.html").read_text(encoding="utf-8")
