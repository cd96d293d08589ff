"""All that is said of a hazard stands in one place: the document is made of it, and what is stored comes back."""

from __future__ import annotations

import marshal
import os
import re
from pathlib import Path
from typing import Any, get_args

import pytest

import vendorize_analysis
from vendorize.report.rules import reference
from vendorize_analysis.model.hazards import DESCRIPTIONS, Hazard, SiteHazard, decode, encode
from vendorize_analysis.model.patterns import Pattern

KINDS: tuple[Any, ...] = get_args(Hazard)
DOCUMENT = Path(__file__).parents[2] / "docs" / "hazards.md"
FIRST_OTHER_CODE = 6
"""Codes from VZ6 on are about whole files."""
SAMPLES = {"int": 7, "bool": True, "str": "a.b", "Pattern": Pattern("a", "b", exact=False), "tuple[str, ...]": ("a",)}
"""By the type of a field a value that is no default."""


def code_of(kind: Any) -> str:  # noqa: ANN401 - any of the kinds
    return str(kind._field_defaults["code"])


def sample(kind: Any) -> Any:  # noqa: ANN401 - any of the kinds
    """Make a hazard that differs from its defaults in every field but the code."""
    types = {name: annotation.__forward_arg__ for name, annotation in kind.__annotations__.items()}
    del types["code"]
    return kind(**{name: SAMPLES.get(text, "other") for name, text in types.items()})


def test_the_document_is_made_of_the_definitions() -> None:
    if os.environ.get("UPDATE_CASES") == "1":
        DOCUMENT.write_text(reference(), encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == reference()


def test_every_kind_has_a_code_of_its_own_and_every_code_a_description() -> None:
    assert sorted(map(code_of, KINDS)) == list(DESCRIPTIONS)


def test_limits_say_in_a_line_what_to_do_about_every_code() -> None:
    text = (DOCUMENT.parent / "limits.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (VZ[^|]*) \|", text, re.MULTILINE)
    assert sorted(code for row in rows for code in row.split(", ")) == list(DESCRIPTIONS)


def test_what_stands_at_a_line_is_told_from_whole_files_by_its_code() -> None:
    assert {int(code_of(kind)[2]) < FIRST_OTHER_CODE for kind in get_args(SiteHazard)} == {True}


@pytest.mark.parametrize("kind", KINDS)
def test_a_hazard_has_its_line_first_and_its_code_last(kind: type) -> None:
    first, *_, last = kind.__annotations__
    assert (first, last) == ("line", "code")
    assert kind.__annotations__["code"].__forward_arg__ == f"Literal[{code_of(kind)!r}]"


@pytest.mark.parametrize("kind", KINDS)
def test_a_hazard_comes_back_from_the_cache_as_it_was(kind: type) -> None:
    found = sample(kind)
    again = decode(marshal.loads(marshal.dumps(encode(found))))  # noqa: S302 - made on the spot
    assert again == found
    assert list(map(type, (again, *again))) == list(map(type, (found, *found)))


@pytest.mark.parametrize("kind", KINDS)
def test_hazards_of_two_kinds_are_never_equal(kind: type) -> None:
    assert {sample(other) == sample(kind) for other in KINDS if other is not kind} == {False}


@pytest.mark.parametrize("stage", ["summarizing", "reachability"])
def test_detection_and_treatment_mirror_the_definitions(stage: str) -> None:
    package = Path(vendorize_analysis.__file__).parent
    defined = {path.name for path in (package / "model/hazards").glob("*.py")} - {"description.py", "unread.py"}
    assert defined <= {path.name for path in (package / stage / "hazards").glob("*.py")}
