"""Names in data files."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.scanning import NoCache, code_in_data, data_names
from vendorize_analysis.scanning.data_names import names_in_files
from vendorize_analysis.scanning.distribution_cache import maker_of

if TYPE_CHECKING:
    from types import ModuleType

    from vendorize_analysis.model.project import Project


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("a.json", '{"style": "dep.looks:Plain", "title": "Not a name"}', ["dep.looks:Plain", "style", "title"]),
        ("a.conf", "[theme]\nstyle = dep.looks.Plain\ntext = two words\n", ["dep.looks.Plain"]),
        ("a.yaml", "one: dep.one\nlist:\n  - two\n  - not this one\n", ["dep.one", "two"]),
        (
            "c.yaml",
            "use:\n  - dep.one:\n      key: value\n  dep.two: dep.three\n",
            ["dep.one", "dep.three", "dep.two", "value"],
        ),
        ("b.yaml", "f: !!python/name:dep.one.two\ng: !!python/object/apply:dep.K [1]\n", ["dep.K", "dep.one.two"]),
        ("a.xml", "<a class='dep.K'><b> dep.b </b></a>", ["dep.K", "dep.b"]),
        ("a.toml", 'x = "dep.x"\n', ["dep.x"]),
        ("a.md", "dep.never is only mentioned", []),
        ("a.bin", "dep.never", []),
        ("a.csv", "kind,place\none,dep.x\ntwo;dep.y:Z\nthree,some dep.never words\n", ["dep.x", "dep.y:Z"]),
        ("KINDS", "dep.x\nword\nsee dep.never\n", ["dep.x"]),
        ("a.yaml", "a: !!python/object:dep.K {}\nb: !!python/name:dep.f\n", ["dep.K", "dep.f"]),
        ("a/b/c.zcml", "<x factory='.m.K' other='..n.L'/>", ["a.b.m.K", "a.n.L"]),
    ],
)
def test_values_of_settings_are_names(tmp_path: Path, name: str, text: str, values: list[str]) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert list(names_in_files([name], tmp_path).values) == values


@pytest.mark.parametrize(
    ("name", "text", "asked"),
    [
        (
            "a.html",
            "<p>{{ form.hidden_tag() }} text</p>{% if user.known %}",
            ["form", "hidden_tag", "if", "known", "user"],
        ),
        ("a.mako", "${page.title}\n% for x in rows:\n", ["for", "in", "page", "rows", "title", "x"]),
        ("a.pt", '<p tal:content="here.body">text</p>', ["body", "here"]),
        ("a.html", "<p>no marks</p>", []),
        ("a.djhtml", "{{ page.title }} ${never}", ["page", "title"]),
    ],
)
def test_templates_ask_objects_for_what_stands_in_their_marks(
    tmp_path: Path, name: str, text: str, asked: list[str]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert list(names_in_files([name], tmp_path).asked) == asked


def test_words_of_data_count_in_the_cases_that_code_gives_them(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('["booleanEquals"]', encoding="utf-8")
    asked = names_in_files(["a.json"], tmp_path).asked
    assert {"booleanEquals", "boolean_equals", "booleanequals", "BOOLEANEQUALS"} == set(asked)


def test_what_is_no_text_names_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'"dep.x"\0')
    assert names_in_files(["a.json", "never.json"], tmp_path) == ((), (), ())


@pytest.mark.parametrize("text", ["{{" * 300_000, "{% " * 300_000, "\n" * 600_000, "${" * 300_000, "tal:a=" * 100_000])
def test_marks_that_never_end_name_nothing_and_do_not_hold_up_the_search(tmp_path: Path, text: str) -> None:
    """With a search that begins again at every mark this does not end for hours."""
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    assert names_in_files(["a.html"], tmp_path).asked == ()


def test_a_line_of_code_ends_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.mako").write_text("% if shown:\nplain words\n% endif\n", encoding="utf-8")
    assert names_in_files(["a.mako"], tmp_path).asked == ("endif", "if", "shown")


@pytest.mark.parametrize("module", [data_names, code_in_data])
def test_what_is_remembered_is_known_by_all_code_that_finds_names(module: ModuleType) -> None:
    assert Path(inspect.getfile(module)).read_bytes() in maker_of(data_names.MADE_BY)


@pytest.mark.parametrize(
    ("name", "kind", "counts"),
    [
        ("settings.ini", "project", True),
        ("app.toml", "project", True),
        ("conf/deep/app.yaml", "project", True),
        ("conf/mkdocs.yml", "project", True),
        ("pyproject.toml", "project", False),
        (".hidden.cfg", "project", False),
        ("report.json", "project", False),
        ("config/logging.json", "project", True),
        ("conf/app.xml", "project", True),
        ("conf/deep/data.json", "project", False),
        ("data/data.json", "project", False),
        ("tests/app.toml", "project", False),
        ("docs/app.toml", "project", False),
        ("other/app.toml", "project", False),
        ("a/b/c/d/e/app.toml", "project", False),
        ("settings.ini", "script", False),
    ],
)
def test_settings_in_the_tree_of_a_project_count(tmp_path: Path, name: str, kind: str, *, counts: bool) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('late = app.late\n["app.late"]\n', encoding="utf-8")
    (tmp_path / "other").mkdir(exist_ok=True)
    (tmp_path / "other/pyvenv.cfg").touch()
    assert (path in set(data_names._project_files(_project(tmp_path, kind)))) is counts


@pytest.mark.parametrize(("needed", "values"), [("mkdocs", ("dep.late",)), ("other", ())])
def test_the_file_of_a_tool_counts_where_the_program_needs_the_tool(
    tmp_path: Path, needed: str, values: tuple[str, ...]
) -> None:
    """A later search may know more of what is needed, and is handed what the earlier one has read."""
    (tmp_path / "mkdocs.yml").write_text("emoji: !!python/name:dep.late\n", encoding="utf-8")
    known: dict[str, data_names.DataNames] = {}
    before, after = (SimpleNamespace(distributions=(), closure=frozenset(each)) for each in ((), (needed,)))
    assert not data_names.names_in_data(before, _project(tmp_path), NoCache(), known)  # type: ignore[arg-type]
    found = data_names.names_in_data(after, _project(tmp_path), NoCache(), known)  # type: ignore[arg-type]
    assert found.get("", data_names.DataNames((), ())).values == values


def _project(root: Path, kind: str = "project") -> Project:
    of: dict[str, object] = {"source_roots": (root / "src",), "top_level": ("app",), "tests": (root / "tests",)}
    return SimpleNamespace(root=root, kind=kind, **of)  # type: ignore[return-value]
