"""Trace files: the same bytes for the same content, and clear errors for everything else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import install, write
from vendorize.executed import executed_object, functions_of, read_executed
from vendorize.model.executed import Executed, ExecutedCode
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from pathlib import Path

ONE = Executed(
    frozenset({ExecutedCode("", "app.py", "main"), ExecutedCode("requests", "requests/api.py", "get")}),
    frozenset({("requests", "2.31.0")}),
    frozenset({"3.12.1"}),
    frozenset({"linux"}),
)
OTHER = Executed(
    frozenset({ExecutedCode("requests", "requests/api.py", "post")}),
    frozenset({("requests", "2.32.0")}),
    frozenset({"3.11.7"}),
    frozenset({"darwin"}),
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(executed_object(ONE)))
    assert read_executed(file) == ONE


def test_merging_does_not_depend_on_the_order() -> None:
    assert executed_object(ONE | OTHER) == executed_object(OTHER | ONE)
    assert json.dumps(executed_object(ONE | OTHER)) == json.dumps(executed_object(OTHER | ONE | ONE))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "trace.json:1 is no trace"),
        ("[]", "no trace"),
        ('{"schema": 1}', '"kind"'),
        ("[" * 100_000, "no trace"),
        ('{"kind": "vendorize trace", "schema": 2}', "schema 2"),
        ('{"kind": "vendorize trace", "schema": 1, "project": []}', "project is not an object"),
        ('{"kind": "vendorize trace", "schema": 1, "project": {"a.py": [1]}}', "project.a.py is not an array"),
        ('{"kind": "vendorize trace", "schema": 1, "project": {"../a.py": []}}', "without .."),
        (
            '{"kind": "vendorize trace", "schema": 1, "distributions": {"a": {"versions": 1}}}',
            "distributions.a.versions is not an array",
        ),
    ],
)
def test_what_is_no_trace_is_refused_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "trace.json"
    file.write_text(content)
    with pytest.raises(UserError, match=said.replace(".", r"\.")):
        read_executed(file)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "trace.json").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="no trace"):
        read_executed(tmp_path / "trace.json")


def test_code_is_found_in_an_analysis_by_distribution_and_path(tmp_path: Path) -> None:
    install(tmp_path / "site", "lib", {"lib/__init__.py": "def f(): return 1\n"})
    write(tmp_path, {"app.py": "import lib\nlib.f()\n"})
    analysis = analyze(tmp_path / "app.py", AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False))
    code = {
        ExecutedCode("", "app.py", "<module>"),
        ExecutedCode("lib", "lib/__init__.py", "f.<locals>.<lambda>"),
        ExecutedCode("lib", "lib/other.py", "g"),
        ExecutedCode("gone", "lib/__init__.py", "f"),
    }
    assert functions_of(Executed(frozenset(code)), analysis) == {("app", ""), ("lib", "f")}


def test_a_trace_is_complete_where_all_that_was_merged_is(tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    old = {key: value for key, value in executed_object(Executed()).items() if key != "complete"}
    file.write_text(json.dumps(old))
    read = read_executed(file)
    assert not read.complete
    assert not (read | Executed()).complete
    assert (Executed() | Executed()).complete
    file.write_text(json.dumps(executed_object(read)))
    assert not read_executed(file).complete
    file.write_text(json.dumps(executed_object(Executed())))
    assert read_executed(file).complete
