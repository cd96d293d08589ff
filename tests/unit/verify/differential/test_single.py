"""Arguments near what the code itself says: lengths, letters and numbers beside those that stand in it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("hypothesis", reason="the extra fuzz is not installed")

from hypothesis import find, settings
from hypothesis import strategies as st

from vendorize.verify.differential.single import _mixed
from vendorize.verify.differential.strategies import Argument

if TYPE_CHECKING:
    from collections.abc import Callable

NOTHING = st.just(Argument({"literal": "0"}, "0"))
QUICK = settings(max_examples=2000, database=None, derandomize=True)


def made(kind: str, constants: tuple[object, ...]) -> Any:  # noqa: ANN401 - a strategy of values
    answer = {"parameters": [{"name": "x", "type": {"kind": kind}}]}
    return _mixed(answer, "x", NOTHING, constants).map(lambda one: ast.literal_eval(one.spelled))


@pytest.mark.parametrize(("kind", "empty"), [("str", ""), ("bytes", b"")])
@pytest.mark.parametrize("size", [62, 63, 64, 1023, 1024, 1025])
def test_texts_are_as_long_as_numbers_in_the_code(kind: str, empty: object, size: int) -> None:
    found = find(made(kind, (63, 1024)), lambda one: isinstance(one, type(empty)) and len(one) == size, settings=QUICK)
    assert len(found) == size


def test_numbers_in_the_code_may_be_letters() -> None:
    assert "\u200c" in find(
        made("str", (0x200C, 0xD800, 1 << 40, -1)), lambda one: "\u200c" in str(one), settings=QUICK
    )


@pytest.mark.parametrize("number", [62, 63, 64])
def test_numbers_are_near_those_in_the_code(number: int) -> None:
    assert find(made("int", (63, True, "x")), lambda one: one == number, settings=QUICK) == number


@pytest.mark.parametrize(
    "wanted",
    [lambda names: names[0] == names[-1] != "", lambda names: "" < names[-1] < names[0]],
    ids=["twice", "order"],
)
def test_separators_of_the_code_make_what_parsers_read(wanted: Callable[[list[str]], bool]) -> None:
    def fits(one: object) -> bool:
        pairs = [line.partition("=") for line in one.split("\n")] if isinstance(one, str) else []
        return len(pairs) > 1 and all(sep for _, sep, _ in pairs) and wanted([name for name, _, _ in pairs])

    few = settings(max_examples=400, database=None, derandomize=True)
    assert find(made("str", ("\n", "=", "utf-8")), fits, settings=few)
