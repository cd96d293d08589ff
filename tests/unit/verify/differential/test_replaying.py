from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.verify.differential.hosts import call, call_host, recording
from vendorize.verify.differential import replaying
from vendorize.verify.differential.replaying import replay

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.verdict import Replay

LIB = """\
import itertools, os, random, sys, time
numbers = itertools.count()
def double(x): return 2 * x
def grow(x): x.append(1); return None
def show(x): print(x)
def fail(x): raise ValueError(f"bad {x}")
def chance(): return random.random()
def counted(): return next(numbers)
def clock(): return time.time_ns()
def write(x): return open(x, "w").write(x)
def leave(): os._exit(3)
def hang(): time.sleep(60)
def some(x): yield from range(x)
def this(): return sys._getframe()
class Item:
    def __init__(self, x): self.x = x
def item(x): return Item(x)
"""


def compare(tmp_path: Path, result: str, *calls: dict[str, Any], original: str = LIB) -> Replay:
    variants = call_host(tmp_path / "one", original), call_host(tmp_path / "two", result)
    return replay(recording(*calls), variants, tmp_path / "scratch", 60)


def test_calls_that_end_alike_are_compared_and_do_not_differ(tmp_path: Path) -> None:
    calls = [
        call("double", 4, result=8),
        call("grow", [0]),
        call("show", "x"),
        call("fail", 1, returned=False),
        call("some", 3),
        call("item", 3),
    ]
    found = compare(tmp_path, LIB, *calls)
    assert (found.recorded, found.compared, found.skipped, found.differences) == (6, 6, {}, ())


@pytest.mark.parametrize("refuse", [True, False])
def test_modules_are_imported_offline_where_python_has_to_refuse(tmp_path: Path, *, refuse: bool) -> None:
    lib = """
    import sys
    try:
        sys.audit("socket.connect", None, ("192.0.2.1", 9))
    except OSError:
        REACHED = False
    else:
        REACHED = True
    def reached(): return REACHED
    """
    one, two = (replace(call_host(tmp_path / name, lib), refuse=refuse) for name in ("one", "two"))
    found = replay(recording(call("reached", result=not refuse)), (one, two), tmp_path / "scratch", 60)
    assert (found.compared, found.differences) == (1, ())


@pytest.mark.parametrize(
    ("old", "new", "made", "place"),
    [
        ("return 2 * x", "return 3 * x", call("double", 4, result=8), "value: 8 on the original, 12"),
        ("x.append(1)", "x.append(2)", call("grow", [0]), "arguments"),
        ("print(x)", "print(x, x)", call("show", "x"), "printed"),
        ("print(x)", "print(x, file=sys.stderr)", call("show", "x"), "printed"),
        ('f"bad {x}"', '"bad"', call("fail", 1, returned=False), "value.message"),
        ("raise ValueError", "raise KeyError", call("fail", 1, returned=False), "value.raises"),
        ("range(x)", "range(x + 1)", call("some", 3), "nothing on the original, 3"),
        ("self.x = x", "self.x = str(x)", call("item", 3), "value.state.x"),
        ("def double(x): return 2 * x", "", call("double", 4, result=8), "end"),
        ("return 2 * x", "return 2.0 * x", call("double", 4, result=8), "value"),
        ("return 2 * x", "os._exit(0)", call("double", 4, result=8), "end"),
    ],
)
def test_every_kind_of_difference_is_seen_and_said_where(
    tmp_path: Path, old: str, new: str, made: dict[str, Any], place: str
) -> None:
    assert old in LIB
    (found,) = compare(tmp_path, LIB.replace(old, new), made).differences
    assert found.test.startswith(f"call lib.{made['name']}(")
    assert place in found.message


def test_what_does_not_repeat_itself_is_not_judged(tmp_path: Path) -> None:
    calls = [call("chance"), call("clock", result=5), call("counted", result=7)]
    found = compare(tmp_path, "", *calls)
    assert found.compared == 0
    assert found.differences == ()
    assert sum(found.skipped.values()) == 3


def test_a_result_that_is_only_itself_proves_nothing(tmp_path: Path) -> None:
    found = compare(tmp_path, LIB, call("this"))
    assert (found.compared, found.skipped) == (0, {"result that is only itself (builtins.frame)": 1})


def test_what_needs_the_world_is_counted_by_reason(tmp_path: Path) -> None:
    found = compare(tmp_path, LIB, call("write", str(tmp_path / "new"), result=3), call("double", 1, result=2))
    assert (found.compared, found.skipped) == (1, {"needs files": 1})
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_a_call_that_ends_its_process_or_hangs_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "SECONDS", 1.0)
    found = compare(tmp_path, LIB, call("leave"), call("hang"), call("double", 1, result=2))
    assert (found.compared, sum(found.skipped.values())) == (1, 2)


def test_a_difference_that_shows_only_now_and_then_is_none(tmp_path: Path) -> None:
    result = LIB.replace("return 2 * x", "return random.random()")
    found = compare(tmp_path, result, call("double", 1, result=2))
    assert (found.compared, found.differences, found.skipped) == (0, (), {"differs from run to run": 1})
