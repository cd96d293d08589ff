from __future__ import annotations

import datetime as dt
import enum
import importlib
import json
import re
import sys
import threading
from collections import OrderedDict, deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import vendorize.verify.probes as place

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(name="describing")
def describing_fixture(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(place.__file__).parent))
    sys.modules.pop("vendorize_describing", None)
    return importlib.import_module("vendorize_describing")


class Plain:
    def __init__(self, **values: object) -> None:
        self.__dict__.update(values)


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a: object) -> None:
        self.a = a


class Sly(list[int]):
    def __iter__(self) -> Any:  # noqa: ANN401
        raise AssertionError

    def __eq__(self, other: object) -> bool:
        raise AssertionError

    __hash__ = None  # type: ignore[assignment]


def keeper(value: object) -> object:
    def inner() -> object:
        return value

    return inner


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


def values() -> list[object]:
    return [
        None,
        True,
        1,
        1.0,
        0.0,
        -0.0,
        float("nan"),
        "1",
        b"1",
        (1,),
        [1],
        {1},
        frozenset({1}),
        {1: 2, 3: 4},
        {3: 4, 1: 2},
        OrderedDict({1: 2}),
        deque([1]),
        dt.date(2020, 1, 1),
        re.compile("a"),
        re.compile("b"),
        Plain(a=1),
        Plain(a=2),
        Plain(b=1),
        Slotted(1),
        Sly([1]),
        Sly([2]),
        Colour.RED,
        Colour.BLUE,
        Plain,
        len,
        keeper,
        keeper(1),
        keeper(2),
        Plain(a=1).__init__,
        Plain(a=2).__init__,
        ValueError("a"),
        ValueError("b"),
        KeyError("a"),
        Path("a"),
    ]


def test_every_two_values_that_differ_have_descriptions_that_differ(describing: ModuleType) -> None:
    found = [json.dumps(describing.Describer([]).describe(value)) for value in values()]
    assert len(set(found)) == len(found)


def test_the_same_value_made_twice_has_one_description(describing: ModuleType) -> None:
    for one, two in zip(values(), values(), strict=True):
        assert describing.Describer([]).describe(one) == describing.Describer([]).describe(two)


def test_what_only_one_side_has_is_replaced(describing: ModuleType) -> None:
    describer = describing.Describer([["/scratch/one", "<root>"], ["app._vendor.", ""]])
    assert describer.describe("in /scratch/one/x at 0x7f0012345678") == "in <root>/x at 0x…"
    described = type("C", (), {"__module__": "app._vendor.lib"})
    assert describer.describe(described) == {"name": "lib.C"}


def test_objects_that_hold_themselves_and_endless_ones_end(describing: ModuleType) -> None:
    ring: list[object] = []
    ring.append(ring)
    assert describing.Describer([]).describe(ring) == {"list": [{"cycle": 1}]}
    assert "cut" in json.dumps(describing.Describer([], nodes=10).describe([[n] for n in range(100)]))


def test_what_has_no_state_to_see_says_its_type(describing: ModuleType) -> None:
    assert describing.Describer([]).describe(threading.Lock()) == {"opaque": "_thread.lock"}


def test_exceptions_that_read_the_same_differ_by_their_arguments(describing: ModuleType) -> None:
    class HidingError(ValueError):
        args = property(lambda _: ())  # type: ignore[assignment]

    describer = describing.Describer([["/scratch/one", "<root>"]])
    for kind in (ValueError, HidingError):
        found = [json.dumps(describer.exception(kind(value))) for value in (3, "3", 3.0)]
        assert len(set(found)) == len(found)
    found = []
    for code in ("one", "two"):
        error = ValueError("the same")
        error.code = code  # type: ignore[attr-defined]
        found.append(json.dumps(describer.exception(error)))
    assert found[0] != found[1]
    own = ValueError("in /scratch/one", 1)
    own.args = (*own.args, own)
    assert describer.exception(own)["args"]["tuple"][:2] == ["in <root>", 1]
