from __future__ import annotations

import ast
import re

import pytest

from vendorize.report.rules import CODES, page
from vendorize_analysis.model.hazards import SITE_CODES
from vendorize_analysis.summarizing import Target, summarize, with_comments


@pytest.mark.parametrize("code", CODES)
def test_a_page_begins_with_its_code_and_title(code: str) -> None:
    assert page(code).splitlines()[0] == f"# {code}: {CODES[code]}"


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_what_happens_and_what_to_do(code: str) -> None:
    sections = re.findall(r"^## (.*)$", page(code), re.MULTILINE)
    assert sections == ["What vendorize does", "What you can do"]
    assert page(code).count("```") in {2, 4}


@pytest.mark.parametrize("code", CODES)
def test_a_page_names_only_codes_that_exist(code: str) -> None:
    assert set(re.findall(r"VZ\d+", page(code))) <= set(CODES)


def test_codes_are_in_order() -> None:
    assert list(CODES) == sorted(CODES)


def test_an_unknown_code_has_no_page() -> None:
    with pytest.raises(KeyError):
        page("../secret")


def example(code: str) -> list[str]:
    """Return the statements of a page's example."""
    _, _, rest = page(code).partition("```python\n")
    text = rest.partition("```")[0]
    return [ast.get_source_segment(text, node) or "" for node in ast.parse(text).body]


def met(text: str) -> set[str]:
    """Return the codes that a text is reported with, its comments heeded."""
    plain = summarize(ast.parse(text), size=len(text), lines=text.count("\n"), target=Target((3, 11)))
    summary = with_comments(plain, text.encode())
    assert not summary.complaints
    found = {(hazard.line, hazard.code) for part in summary.parts for hazard in part.hazards}
    return {code for line, code in found - set(summary.ignored)}


@pytest.mark.parametrize(
    ("code", "statement"), [(code, statement) for code in sorted(SITE_CODES) for statement in example(code)]
)
def test_each_statement_of_an_example_raises_its_code(code: str, statement: str) -> None:
    assert code in met(statement)


@pytest.mark.parametrize("code", sorted(SITE_CODES))
def test_the_comment_that_a_page_names_takes_its_code_away(code: str) -> None:
    assert f"# vendorize: ignore[{code}]" in page(code)
    for statement in example(code):
        lines = statement.splitlines()
        hazard = min(line for line, found in sites(statement) if found == code)
        marked = [*lines[: hazard - 1], f"{lines[hazard - 1]}  # vendorize: ignore[{code}]", *lines[hazard:]]
        if code == "VZ303":
            marked = [*lines[:-2], f"{lines[-2]}  # vendorize: ignore[{code}]", lines[-1]]
        assert code not in met("\n".join(marked))


def sites(text: str) -> set[tuple[int, str]]:
    """Return the lines and codes of a text's hazards."""
    plain = summarize(ast.parse(text), size=len(text), lines=text.count("\n"), target=Target((3, 11)))
    return {(hazard.line, hazard.code) for part in plain.parts for hazard in part.hazards}
