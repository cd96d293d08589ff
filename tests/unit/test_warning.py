"""What users are told beside the answer."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

from vendorize_analysis.model.analysis import LoadedModule
from vendorize_analysis.model.environment import Interpreter
from vendorize_analysis.model.project import SourceModule
from vendorize_analysis.model.summary import ModuleSummary, Unreadable
from vendorize_analysis.summarizing import Target, summarize, with_comments
from vendorize_analysis.warning import comments_without_effect, missing_imports, newer_target, unreadable_modules

APP = SourceModule("app", Path("app.py"), is_package=False)


def loaded(text: str) -> dict[str, LoadedModule]:
    summary = summarize(ast.parse(text), size=len(text), lines=text.count("\n"), target=Target())
    return module(with_comments(summary, text.encode()))


def module(summary: ModuleSummary | Unreadable) -> dict[str, LoadedModule]:
    return {"app": LoadedModule("app", Path("app.py"), "app.py", False, "", summary, "")}  # noqa: FBT003 (a field)


def missing(text: str, *there: str) -> list[str]:
    return list(missing_imports([APP], loaded(text), lambda name: "source" if name in there else "missing"))


def test_an_import_that_nothing_answers_is_named_once_with_its_line() -> None:
    assert missing("import here\n\nfrom gone import a, b, c\n", "here") == [
        "app.py:3: imports gone, which is not among the project's installed requirements"
    ]


def test_a_name_that_is_imported_often_is_named_once_with_the_count() -> None:
    assert missing("import gone.a\nimport other\nfrom gone.b import c\nimport gone\n") == [
        "app.py:1: imports gone.a (and 2 more), which is not among the project's installed requirements",
        "app.py:2: imports other, which is not among the project's installed requirements",
    ]


def test_a_module_of_its_own_that_is_not_there_is_no_matter_of_requirements() -> None:
    package = {"app": replace(loaded("import app.gone\n")["app"], is_package=True)}
    told = list(missing_imports([APP], package, lambda _: "missing"))
    assert told == ["app.py:1: imports app.gone, which the project does not have"]


def test_a_module_that_is_no_package_may_make_what_is_imported_from_it() -> None:
    text = loaded("import six.moves.urllib\n")
    six = replace(text["app"], name="six", path=Path("six.py"))
    assert list(missing_imports([APP], {**text, "six": six}, lambda _: "missing")) == []
    assert len(list(missing_imports([APP], {**text, "six": replace(six, is_package=True)}, lambda _: "missing"))) == 1


def test_imports_that_may_not_run_or_are_not_looked_up_are_no_mistake() -> None:
    text = "from __future__ import annotations\nfrom . import near\n"
    text += "try:\n    import one\nexcept ImportError:\n    pass\ndef f():\n    import two\n"
    assert missing(text) == []


def test_a_module_that_was_not_read_says_nothing() -> None:
    assert list(missing_imports([APP], {}, lambda _: "missing")) == []
    assert list(missing_imports([APP], module(Unreadable("bad", 1)), lambda _: "missing")) == []


def test_a_comment_to_us_without_effect_is_named_where_the_module_runs() -> None:
    found = loaded("x = 1  # vendorize: ignore[VZ101]\n")
    assert [message.partition(" ")[0] for message in comments_without_effect(["app"], found)] == ["app.py:1:"]
    assert list(comments_without_effect([], found)) == []


def interpreter(*version: int) -> Interpreter:
    return Interpreter(Path("bin/python"), version, "cpython", "linux", (), frozenset(), (), ())  # type: ignore[arg-type]


def test_a_newer_interpreter_is_named_at_the_start_with_the_remedy() -> None:
    (message,) = newer_target(interpreter(3, 13, 0), (3, 12))
    assert message.startswith(f"{Path('bin/python')} is Python 3.13, and Python 3.12 runs vendorize")
    assert f"run vendorize with Python 3.13: {Path('bin/python')} -m vendorize" in message
    assert list(newer_target(interpreter(3, 12, 9), (3, 12))) == []
    assert list(newer_target(interpreter(3, 9, 1), (3, 12))) == []


def test_files_that_a_newer_python_alone_reads_are_not_named_one_by_one() -> None:
    broken = LoadedModule("b", Path("b.py"), "b.py", False, "", Unreadable(7, "bad", True), "")  # noqa: FBT003
    deep = replace(broken, name="d", path=Path("d.py"), summary=Unreadable(1, "deep"))
    found = {"b": broken, "c": replace(broken, name="c", path=Path("c.py")), "d": deep}
    kept = (
        "d.py:1: deep; the file is kept as it is; what it needs cannot be told (VZ701), so that all it may need is kept"
    )
    assert list(unreadable_modules(found, found, interpreter(3, 13, 0), (3, 12))) == [kept]
    assert len(list(unreadable_modules(found, found, interpreter(3, 12, 1), (3, 12)))) == 3
    assert len(list(unreadable_modules((), found, interpreter(3, 13, 0), (3, 12)))) == 3
