from __future__ import annotations

import marshal

import pytest

from vendorize_analysis.model.hazards.modules import ComputedImport
from vendorize_analysis.model.patterns import Pattern, beginning
from vendorize_analysis.model.summary import (
    Definition,
    Execution,
    ImportRef,
    ModuleSummary,
    Part,
    Reads,
    Span,
    Texts,
    Unreadable,
)
from vendorize_analysis.scanning.codec import decode, encode


def part(index: int, **changes: object) -> Part:
    values: dict[str, object] = {
        "index": index,
        "parent": -1,
        "kind": "def",
        "span": Span(1, 0, 2, 5),
        "name": "f",
        "binds": ("f",),
        "functions": 1,
        "dead": True,
        "reads": Reads(refs=((("os", "path"), 3),), attributes=(("close", 4),)),
        "execution": Execution(calls=(("register", "it"),)),
        "definition": Definition(decorators=((),)),
    }
    return Part(**(values | changes))  # type: ignore[arg-type]


def summary(*parts: Part, exports: tuple[str, ...] | None = None) -> ModuleSummary:
    stars = (ImportRef(1, "", "*", "", 7),)
    return ModuleSummary(
        parts,
        exports,
        open_exports=False,
        stars=stars,
        lines=9,
        functions=2,
        size=99,
        docstring=True,
        future_annotations=False,
    )


FULL = part(1, imports=(ImportRef(0, "a.b", "c", "d", 3),), hazards=(ComputedImport(4, beginning("é \ud800")),))


@pytest.mark.parametrize(
    "value",
    [
        summary(),
        summary(part(0)),
        summary(part(0), FULL, exports=("f", "é")),
        Unreadable(3, "invalid syntax"),
    ],
)
def test_a_summary_comes_back_equal_and_of_the_same_types(value: ModuleSummary | Unreadable) -> None:
    again = decode(encode(value))
    assert again == value
    assert type(again) is type(value)


def test_what_is_inside_comes_back_as_named_tuples() -> None:
    again = decode(encode(summary(part(0), FULL)))
    assert isinstance(again, ModuleSummary)
    assert all(isinstance(item, Part) and isinstance(item.span, Span) for item in again.parts)
    assert again.parts[1].imports[0].binds == "d"
    (hazard,) = again.parts[1].hazards
    assert isinstance(hazard, ComputedImport)
    assert isinstance(hazard.module, Pattern)
    assert again.stars[0].module == ""
    assert again.parts[0].dead is True


def test_equal_strings_are_one_object_after_decoding() -> None:
    fresh = [str(b"a name", "utf-8") for _ in range(2)]
    again = decode(encode(summary(part(0, texts=Texts(strings=(fresh[0],))), part(1, texts=Texts(words=(fresh[1],))))))
    assert isinstance(again, ModuleSummary)
    assert again.parts[0].texts.strings[0] is again.parts[1].texts.words[0]


@pytest.mark.parametrize("data", [b"", b"\xff", encode(summary(FULL))[:-9], marshal.dumps(7), marshal.dumps((1,) * 9)])
def test_anything_else_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(data)


def test_parts_with_other_fields_are_refused() -> None:
    fields = ((((1,),) * 3), None, False, (), 1, 1, 1, False, False)
    with pytest.raises(ValueError, match="other fields"):
        decode(marshal.dumps(fields))
