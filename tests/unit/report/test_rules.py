from __future__ import annotations

import re
from importlib.resources import files

import pytest

from vendorize.report.rules import CODES, page


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


def test_every_page_has_a_code() -> None:
    shipped = {each.name.removesuffix(".md") for each in files("vendorize.report.rules").iterdir()}
    assert {name for name in shipped if name.startswith("VZ")} == set(CODES)


def test_codes_are_in_order() -> None:
    assert list(CODES) == sorted(CODES)


def test_an_unknown_code_has_no_page() -> None:
    with pytest.raises(KeyError):
        page("../secret")
