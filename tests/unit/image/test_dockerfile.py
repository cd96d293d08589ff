from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.image.samples import write
from vendorize.image.dockerfile import BuildContext, dockerfile_of
from vendorize.image.installing import find_installer
from vendorize.model.image import DockerfileOptions, Installer
from vendorize_analysis.discovery import discover
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

PYPROJECT = '[project]\nname = "app"\nversion = "1"\ndependencies = ["click"]\n'
FILES = {"pyproject.toml": PYPROJECT, "app/__init__.py": "", "app/__main__.py": ""}


def steps(root: Path, *, script: str = "", extras: frozenset[str] = frozenset(), **options: object) -> list[str]:
    context = BuildContext(root, script, extras, (), "1.0")
    asked = DockerfileOptions(**{"base": "python:3.11-slim", **options})  # type: ignore[arg-type]
    return dockerfile_of(discover(root / script), context, asked, ("-m", "app"))["Dockerfile"].splitlines()


def test_a_dockerfile_has_two_stages_and_a_layer_for_each_kind(tmp_path: Path) -> None:
    text = steps(write(tmp_path, FILES), arguments=("-v", 'a "b"'), user="1000")
    assert text[1:4] == ["ARG BASE=python:3.11-slim", "FROM ${BASE} AS build", "WORKDIR /src"]
    last = text[text.index("FROM ${BASE}") :]
    assert last == [
        "FROM ${BASE}",
        "COPY --from=build /layers/externals/ /app/",
        "COPY --from=build /layers/vendored/ /app/",
        "COPY --from=build /layers/program/ /app/",
        "ENV PYTHONPATH=/app",
        "USER 1000",
        'ENTRYPOINT ["python", "-m", "app"]',
        'CMD ["-v", "a \\"b\\""]',
    ]


@pytest.mark.parametrize(
    ("files", "installer", "install"),
    [
        (FILES, "pip", ["COPY . .", "RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir ."]),
        (
            {**FILES, "requirements.txt": "click==8.1.8\n"},
            "pip",
            [
                "COPY requirements.txt requirements.txt",
                "RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir -r requirements.txt",
                "COPY . .",
            ],
        ),
        (
            {**FILES, "requirements.txt": "-c constraints.txt\nclick\n"},
            "pip",
            ["COPY . .", "RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir -r requirements.txt"],
        ),
        (
            {**FILES, "uv.lock": "version = 1\n"},
            "uv",
            [
                "RUN pip install --no-cache-dir uv",
                "COPY pyproject.toml uv.lock ./",
                "RUN uv sync --locked --no-dev --no-install-project --python python",
                "COPY . .",
            ],
        ),
        (
            {**FILES, "poetry.lock": ""},
            "poetry",
            [
                "RUN pip install --no-cache-dir poetry",
                "COPY pyproject.toml poetry.lock ./",
                "RUN POETRY_VIRTUALENVS_IN_PROJECT=true poetry install --only main --no-root --no-interaction",
                "COPY . .",
            ],
        ),
    ],
)
def test_each_installer_fills_the_environment(
    tmp_path: Path, files: dict[str, str], installer: Installer, install: list[str]
) -> None:
    write(tmp_path, files)
    assert find_installer(tmp_path) == installer
    text = steps(tmp_path)
    first = next(n for n, line in enumerate(text) if line.startswith("RUN python -m venv /opt/vendorize")) + 1
    assert text[first : first + len(install)] == install
    assert text[first + len(install)].startswith("RUN /opt/vendorize/bin/vendorize image layers --out /layers")


def test_extras_are_installed_and_extracted(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "pyproject.toml": f'{PYPROJECT}[project.optional-dependencies]\nweb = ["flask"]\n'})
    for installer, words in (("pip", "'.[web]'"), ("uv", "--extra web"), ("poetry", "--extras web")):
        text = "\n".join(steps(tmp_path, extras=frozenset({"web"}), installer=installer))
        assert words in text
        assert "--entry" not in text
        assert text.count("--extra web --root") == 0
        assert "--prefix /app --extra web" in text


def test_a_script_has_its_requirements_installed(tmp_path: Path) -> None:
    write(tmp_path, {"job.py": '# /// script\n# dependencies = ["click>=8", "rich"]\n# ///\nimport click\n'})
    text = steps(tmp_path, script="job.py")
    assert "RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir 'click>=8' rich" in text
    assert any("image layers job.py --out /layers" in line for line in text)


def test_tables_say_the_installer_where_no_lock_does(tmp_path: Path) -> None:
    for text, installer in (("[tool.uv]\n", "uv"), ("[tool.poetry]\n", "poetry"), ("tool = 1\n", "pip"), ("[", "pip")):
        (tmp_path / "pyproject.toml").write_text(text)
        assert find_installer(tmp_path) == installer
    write(tmp_path, {"uv.lock": "", "poetry.lock": ""})
    with pytest.raises(UserError, match=r"has uv\.lock and poetry\.lock"):
        find_installer(tmp_path)


def test_what_is_ignored_is_no_part_of_the_program(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "build/__init__.py": ""})
    context = BuildContext(tmp_path, "", frozenset(), (), "1.0")
    ignored = dockerfile_of(discover(tmp_path), context, DockerfileOptions(base="b"), ())[".dockerignore"].split()
    assert ".venv" in ignored
    assert ".env" in ignored
    assert "dist" in ignored


@pytest.mark.parametrize("options", [{"base": "a b"}, {"base": "a\nRUN evil"}, {"prefix": "/a$b"}, {"user": "a;b"}])
def test_words_that_would_say_something_else_are_refused(tmp_path: Path, options: dict[str, str]) -> None:
    write(tmp_path, FILES)
    with pytest.raises(UserError, match="cannot stand in a Dockerfile"):
        steps(tmp_path, **options)
