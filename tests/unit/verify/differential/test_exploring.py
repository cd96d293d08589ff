"""A difference behind branches is found: by calls that are changed on, by all small ones, and by what objects share."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("hypothesis", reason="the extra fuzz is not installed")

from tests.unit.verify.differential.hosts import call_host
from vendorize.verify.differential.replaying import WORKER_PROBES
from vendorize.verify.differential.single import Compared, compare_function
from vendorize.verify.differential.workers import Worker
from vendorize.verify.frameworks import copy_probe

if TYPE_CHECKING:
    from pathlib import Path


def compared(tmp_path: Path, original: str, other: str, *constants: object, seconds: float = 3.0) -> Compared:
    hosts = call_host(tmp_path / "one", original), call_host(tmp_path / "two", other)
    for probe in WORKER_PROBES:
        copy_probe(probe, tmp_path / "probes")
    (tmp_path / "records.jsonl").write_text("")
    with ExitStack() as stack:
        workers = []
        for number, host in enumerate(hosts):
            said = {"records": str(tmp_path / "records.jsonl"), "refuse": False, "namespace": "", "seconds": 2.0}
            said |= {"replacements": host.replacements, "watched": [str(host.cwd)]}
            path = tmp_path / f"{number}.json"
            path.write_text(json.dumps(said))
            workers.append(stack.enter_context(Worker(host, tmp_path / "probes/vendorize_worker.py", path, 20.0)))
        return compare_function(("lib", "f"), (workers[0], workers[1]), constants, seconds, 0)


DEEP = """
def f(text: str, pos: int) -> bool:
    if text[pos] != "\\u200c":
        return False
    for letter in text[:pos] if pos > 0 else "":
        if "\\u0620" <= letter <= "\\u064a":
            return True
    return False
"""
NEGATIVE = DEEP.replace('text[:pos] if pos > 0 else ""', "text[:pos]")


@pytest.mark.release
@pytest.mark.slow
def test_a_place_counted_from_the_end_behind_a_letter_of_few(tmp_path: Path) -> None:
    found = compared(tmp_path, DEEP, NEGATIVE, 0x200C, "\u0620", "\u064a", seconds=30)
    (one,) = found.differences
    assert re.fullmatch(r"call lib\.f\('.*[\u0620-\u064a].*\\u200c.*', -\d\)", one.test), one


@pytest.mark.slow
def test_ways_that_no_call_went_are_said_of_both(tmp_path: Path) -> None:
    source = "def f(x: int) -> int:\n    if x * x == 2:\n        return 1\n    return 0\n"
    found = compared(tmp_path, source, "def f(x: int) -> int:\n    return 0\n", seconds=1)
    assert not found.differences
    assert [[(one.line, one.way, one.own) for one in side] for side in found.missing] == [[(2, "true", True)], []]


COPY = "def f(values: list[int]) -> list[int]:\n    return values[:]\n"
BUFFER = """
from typing import Iterator
def f(sizes: list[int]) -> Iterator[list[int]]:
    made = []
    for size in sizes:
        made{} [size]
        yield made
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("original", "other"),
    [
        # What is returned is the argument itself.
        (COPY, COPY.replace("[:]", "")),
        # One list is yielded again and again; read one by one they look the same.
        (BUFFER.format(" ="), BUFFER.format("[:] =")),
        # All of an iterator is taken, where the first would do.
        (
            "from typing import Iterable\ndef f(x: Iterable[int]) -> int:\n    return next(iter(x), 0)\n",
            "from typing import Iterable\ndef f(x: Iterable[int]) -> int:\n    return ([*x] or [0])[0]\n",
        ),
        # A number that reads like an address is none.
        ("def f(x: int) -> str:\n    return f'0x{x:012x}'\n", "def f(x: int) -> str:\n    return f'0x{x + 1:012x}'\n"),
        # Far behind in a long text.
        ("def f(x: int) -> str:\n    return 'a' * 30000\n", "def f(x: int) -> str:\n    return 'a' * 29999 + 'b'\n"),
        # One letter that no text of the code has.
        ("def f(x: str) -> bool:\n    return '\x7e' < x < '\x80'\n", "def f(x: str) -> bool:\n    return False\n"),
        # What is logged below any level that is shown, and warned of.
        (
            "import logging\ndef f(x: int) -> int:\n    logging.getLogger('a').debug('got %d', x)\n    return x\n",
            "def f(x: int) -> int:\n    return x\n",
        ),
        (
            "import warnings\ndef f(x: int) -> int:\n    warnings.warn('old')\n    return x\n",
            "def f(x: int) -> int:\n    return x\n",
        ),
        # No number.
        ("def f(x: float) -> bool:\n    return x == x\n", "def f(x: float) -> bool:\n    return True\n"),
        # Whole numbers are floats too.
        ("def f(x: float) -> float:\n    return x\n", "def f(x: float) -> float:\n    return float(x)\n"),
    ],
)
def test_kinds_of_differences(tmp_path: Path, original: str, other: str) -> None:
    assert compared(tmp_path, original, other, seconds=1).differences


def test_calls_that_never_end_on_both_sides_stop_nothing(tmp_path: Path) -> None:
    source = "def f(x: int) -> int:\n    while x == 3:\n        pass\n    return x\n"
    found = compared(tmp_path, source, source.replace("return x", "return x + (x == 64)"), 64, seconds=4)
    assert [one.test for one in found.differences] == ["call lib.f(64)"]


def test_annotations_for_type_checkers_alone_are_read_one_by_one(tmp_path: Path) -> None:
    source = """
from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from collections.abc import Sequence
    from nowhere import Thing
def f(x: Sequence[int], other: Thing = None) -> int:
    return len(x)
"""
    found = compared(tmp_path, source, source.replace("len(x)", "len(x) or 1"), seconds=1)
    assert [one.test for one in found.differences] == ["call lib.f([])"]
