from __future__ import annotations

import ast
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from vendorize.model.findings import KINDS
from vendorize.report.rules import CODES
from vendorize_analysis.model.hazards import SITE_CODES
from vendorize_analysis.model.summary import ModuleSummary  # noqa: TC001
from vendorize_analysis.summarizing import Target, summarize, with_comments

if TYPE_CHECKING:
    from types import FrameType


def summary_of(text: str) -> ModuleSummary:
    text = dedent(text)
    tree = ast.parse(text)
    plain = summarize(tree, size=len(text), lines=text.count("\n"), target=Target((3, 11)))
    return with_comments(plain, text.encode())


def kept(text: str) -> set[str]:
    summary = summary_of(text)
    assert not summary.complaints
    return {name for index, _ in summary.keeps for name in summary.parts[index].binds}


def hazards(text: str) -> list[tuple[str, int]]:
    summary = summary_of(text)
    found = [(hazard.code, hazard.line) for part in summary.parts for hazard in part.hazards]
    assert {(code, line) for line, code in summary.ignored} <= set(found)
    return [one for one in found if one[::-1] not in summary.ignored]


@pytest.mark.parametrize(
    "text",
    [
        "def f():  # vendorize: keep\n    pass\n",
        "# vendorize: keep\ndef f():\n    pass\n",
        "# vendorize: keep\n# It is called from C.\ndef f():\n    pass\n",
        "# vendorize: keep\n@a\n@b(\n    1)\ndef f(\n    x,\n):\n    pass\n",
        "@a  # vendorize: keep\n@b(\n    1)\ndef f(\n    x,\n):\n    pass\n",
        "@a\n@b(\n    1)  # vendorize: keep\ndef f(\n    x,\n):\n    pass\n",
        "@a\n@b(\n    1)\ndef f(\n    x,\n):  # vendorize: keep\n    pass\n",
        "async def f(x,  # vendorize: keep\n    y): pass\n",
        "f = 1  # vendorize: keep\n",
        "f = 1  # type: ignore[misc]  # vendorize: keep\n",
        "f = 1  # vendorize: keep  # noqa: F841\n",
        "f: int = [\n    1,  # vendorize: keep\n]\n",
        "import f  # vendorize: keep (it registers itself)\n",
        "#vendorize:keep\nf = 1\n",
        "if x:\r\n    f = 1  # vendorize: keep\r\n",
        "class f:  # vendorize: keep\n    pass\n",
    ],
)
def test_a_statement_is_kept_by_a_comment_on_it_or_directly_above(text: str) -> None:
    assert kept(text + "def g(): pass\n") == {"f"}


def test_a_member_is_kept_by_itself() -> None:
    assert kept("class A:\n    def f(self): pass\n    x = 1  # vendorize: keep\n") == {"x"}


def test_all_statements_of_a_line_are_kept() -> None:
    assert kept("a = 1; b = 2  # vendorize: keep\nc = 3\n") == {"a", "b"}


def test_the_reason_stands_in_brackets() -> None:
    assert summary_of("f = 1  # vendorize: keep (called from C (by hand))\n").keeps == ((0, "called from C (by hand)"),)


@pytest.mark.parametrize(
    "text",
    [
        "def f(x, n):\n    return getattr(x, n)  # vendorize: ignore[VZ201]\n",
        "def f(x, n):\n    # vendorize: ignore[VZ201]\n    return getattr(x, n)\n",
        "def f(x, n):\n    return getattr(\n        x, n\n    )  # vendorize: ignore[VZ201] (only known names)\n",
        "x = getattr(x, n)  # noqa: B009 # vendorize: ignore[VZ201]\n",
        "x = globals()[getattr(x, n)]  # vendorize: ignore[VZ201, VZ202]\n",
        "# vendorize: ignore[VZ201]\n@getattr(x, n)\ndef f(): pass\n",
    ],
)
def test_a_hazard_is_taken_away_by_a_comment_on_its_line_or_directly_above(text: str) -> None:
    assert (hazards(text), summary_of(text).complaints) == ([], ())


def test_in_a_long_statement_a_comment_speaks_of_its_own_line_first() -> None:
    text = "x = [\n    getattr(a, n),  # vendorize: ignore[VZ201]\n    getattr(b, n),\n]\n"
    assert hazards(text) == [("VZ201", 3)]


def test_other_codes_on_the_line_stay() -> None:
    assert hazards("x = getattr(a, n), exec(b)  # vendorize: ignore[VZ301]\n") == [("VZ201", 1)]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("x = 1  # vendorize: ignore[VZ201]\n", 1, "there is no VZ201 here"),
        ("\nx = 1  # vendorize: ignore[VZ999]\n", 2, "no line of code has the code 'VZ999'"),
        ("x = getattr(a, n)  # vendorize: ignore[vz201]\n", 1, "did you mean 'VZ201'?"),
        ("x = getattr(a, n)  # vendorize: ignore[VZ601]\n", 1, "no line of code has the code 'VZ601'"),
        ("x = getattr(a, n)  # vendorize: ignore[]\n", 1, "no line of code has the code ''"),
        ("x = getattr(a, n)  # vendorize: ignore\n", 1, "write `keep`, `keep (reason)` or `ignore[CODE]`"),
        ("x = getattr(a, n)  # vendorize: ingore[VZ201]\n", 1, "did you mean 'ignore'?"),
        ("x = 1  # vendorize: keeep\n", 1, "did you mean 'keep'?"),
        ("x = 1  # vendorize: keep because of C\n", 1, "`vendorize: keep because of C` is not understood"),
        ("x = 1\n# vendorize: keep\n\ny = 1\n", 2, "stands at no statement"),
        ("def f():\n    x = 1  # vendorize: keep\n", 2, "stands at no statement"),
        ("if x:\n    pass\nelse:  # vendorize: keep\n    pass\n", 3, "stands at no statement"),
        ("x = 1\n# vendorize: keep\n", 2, "stands at no statement"),
    ],
)
def test_a_comment_without_effect_is_complained_about(text: str, line: int, message: str) -> None:
    ((found, complaint),) = summary_of(text).complaints
    assert found == line
    assert message in complaint


@pytest.mark.parametrize("text", ["x = '# vendorize: keep'\n", "'''\n# vendorize: keep\n'''\n", "# by vendorize: x\n"])
def test_what_is_no_comment_to_us_is_left_alone(text: str) -> None:
    summary = summary_of(text)
    assert (summary.keeps, summary.complaints) == ((), ())


def test_codes_of_sites_are_those_that_have_pages_and_are_not_about_files() -> None:
    assert set(CODES) - SITE_CODES - set(KINDS) == {"VZ601", "VZ602", "VZ603", "VZ604", "VZ701", "VZ702"}
    assert set(CODES) > SITE_CODES


MANY = {
    "functions that are kept": lambda n: "".join(f"# vendorize: keep\ndef f{i}(): pass\n" for i in range(n)),
    "decorators": lambda n: "@d  # vendorize: keep\n" * n + "def f(): pass\n",
    "comments above one statement": lambda n: "# vendorize: keep\n" * n + "x = 1\n",
    "comments in one statement": lambda n: "x = [\n" + "y,  # vendorize: keep\n" * n + "]\n",
    "hazards in one statement": lambda n: "x = [\n" + "exec(y),\n# vendorize: ignore[VZ301]\n" * n + "]\n",
    "what nobody understands": lambda n: "# vendorize: kep\n" * n + "x = 1\n",
}


@pytest.mark.parametrize("kind", MANY)
def test_the_time_grows_with_the_comments_alone(kind: str) -> None:
    def steps(count: int) -> int:
        """Calls and lines of our own that run: no clock can say that so well."""
        text = MANY[kind](count)
        tree = ast.parse(text)
        taken = 0

        def trace(frame: FrameType, event: str, _: object) -> object:
            nonlocal taken
            taken += event == "line"
            return trace if "summarizing" in frame.f_code.co_filename else None

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            plain = summarize(tree, size=len(text), lines=text.count("\n"), target=Target((3, 11)))
            with_comments(plain, text.encode())
        finally:
            sys.settrace(before)
        return taken

    assert steps(400) < 2.5 * steps(200)


def test_of_comments_without_effect_the_first_hundred_are_told() -> None:
    complaints = summary_of("# vendorize: kep\n" * 150 + "x = 1\n").complaints
    assert [line for line, _ in complaints] == [*range(1, 101), 101]
    assert complaints[-1][1] == "50 more comments, from here on, have no effect"
