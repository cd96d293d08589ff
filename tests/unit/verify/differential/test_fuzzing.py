from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.verify.differential.hosts import call, call_host, recording
from tests.unit.verify.samples import make_request
from vendorize.verify.differential.fuzzing import fuzz

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.verdict import Fuzz

pytestmark = pytest.mark.slow

LIB = """\
import enum, os, random, subprocess, time
from pathlib import PurePath
from typing import Dict, List, Literal, Optional, Union
class Colour(enum.Enum):
    RED = 1
    BLUE = 2
def name(text: str, times: int = 1) -> str: return text * min(times, 3)
def pick(of: List[int], how: Literal["first", "last"], *, default: Optional[int] = None):
    return (of[0] if how == "first" else of[-1]) if of else default
def paint(colour: Colour, path: PurePath, more: Dict[str, Union[int, bytes]]): return (colour, path, more)
def plain(x, y=True): return x if y else None
def unknown(x): return x
def chance(x: int): return random.random()
def write(x: int): os.mkdir("new")
def leave(x: int): os._exit(1)
def state(x: int, seen=[]): seen.append(x); return len(seen)
async def later(x: int): return x
"""


def compare(tmp_path: Path, result: str, *names: str, calls: tuple[dict[str, Any], ...] = ()) -> Fuzz:
    variants = call_host(tmp_path / "one", LIB), call_host(tmp_path / "two", result)
    request = make_request(tmp_path, "site", fuzz=60.0, boundary=tuple(f"lib.{name}" for name in names))
    return fuzz(request, variants, recording(*calls), tmp_path / "scratch")


def test_annotated_functions_are_called_with_fitting_arguments(tmp_path: Path) -> None:
    found = compare(tmp_path, LIB, "name", "pick", "paint")
    assert (found.functions, found.skipped, found.differences) == (3, {}, ())
    assert found.examples > 100


@pytest.mark.parametrize(
    ("function", "old", "new", "shown"),
    [
        ("name", "min(times, 3)", "times", "lib.name('0', times=4)"),
        ("pick", "of[-1]", "of[1]", "lib.pick([0], 'last')"),
        ("paint", "(colour, path, more)", "(colour, path, {})", "lib.paint(Colour.RED, Path('_'), {})"),
    ],
)
def test_a_difference_is_shown_by_the_smallest_call(
    tmp_path: Path, function: str, old: str, new: str, shown: str
) -> None:
    assert old in LIB
    (found,) = compare(tmp_path, LIB.replace(old, new), function).differences
    assert found.test == f"call {shown}"


def test_recorded_calls_stand_in_for_annotations(tmp_path: Path) -> None:
    found = compare(
        tmp_path, LIB.replace("return x if y", "return 0 if y"), calls=(call("plain", 5, y=True, result=5),)
    )
    assert found.functions == 1
    assert [one.test for one in found.differences] == ["call lib.plain(5)"]


def test_functions_that_prove_nothing_are_counted_with_the_reason(tmp_path: Path) -> None:
    found = compare(tmp_path, LIB.replace("return random", "return 1 + random"), "unknown", "chance", "write", "later")
    assert found.differences == ()
    assert found.skipped == {
        "a required argument has no annotation that helps, and was never recorded": 1,
        "gives another answer each time": 1,
        "needs files": 1,
        "is asynchronous": 1,
    }


def test_a_call_that_ends_the_process_ends_that_function_only(tmp_path: Path) -> None:
    found = compare(tmp_path, LIB, "leave", "name")
    assert (found.functions, sum(found.skipped.values())) == (1, 1)


def test_state_that_earlier_calls_left_behind_is_no_difference(tmp_path: Path) -> None:
    result = LIB.replace("return len(seen)", "return len(seen) + (len(seen) > 3)")
    found = compare(tmp_path, result, "state")
    assert found.differences == ()
    assert found.skipped == {"gives another answer each time": 1}


def test_the_same_time_gives_the_same_answer(tmp_path: Path) -> None:
    result = LIB.replace("min(times, 3)", "times")
    one, two = (compare(tmp_path / turn, result, "name") for turn in _folders(tmp_path))
    assert one == two


def _folders(tmp_path: Path) -> tuple[str, ...]:
    for turn in ("a", "b"):
        (tmp_path / turn).mkdir()
    return "a", "b"
