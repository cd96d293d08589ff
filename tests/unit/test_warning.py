"""What users are told beside the answer."""

from __future__ import annotations

import ast
from pathlib import Path

from vendorize_analysis.model.analysis import LoadedModule
from vendorize_analysis.model.project import SourceModule
from vendorize_analysis.model.summary import ModuleSummary, Unreadable
from vendorize_analysis.summarizing import Target, summarize, with_comments
from vendorize_analysis.warning import comments_without_effect, missing_imports, unreadable_modules

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


def test_a_file_that_another_python_may_read_is_named_with_the_remedy() -> None:
    found = module(Unreadable("bad", 1))
    (same,) = unreadable_modules(["app"], found, (3, 12, 1), (3, 12))
    (other,) = unreadable_modules(["app"], found, (3, 13, 0), (3, 12))
    assert same == "app.py: what it needs cannot be told (VZ701), so that all it may need is kept"
    assert other == f"{same}; run vendorize with Python 3.13, for which it is written"
