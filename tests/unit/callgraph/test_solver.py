"""Points-to sets: what flows along subset edges, who is told, and what has no place."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from tests.cases.graphs import FolderSources
from vendorize_analysis.callgraph import draw
from vendorize_analysis.callgraph.composition import ProgramInterpreter
from vendorize_analysis.callgraph.heap.linearization import merge_orders
from vendorize_analysis.callgraph.solver import points_to
from vendorize_analysis.callgraph.solver.object_table import COARSE, ObjectTable
from vendorize_analysis.callgraph.solver.objects import (
    UNKNOWN,
    AnyObject,
    BuiltinObject,
    ConstantObject,
    ExternalObject,
    FunctionObject,
    ModuleObject,
    PlainObject,
)
from vendorize_analysis.callgraph.solver.points_to import Solver

if TYPE_CHECKING:
    from pathlib import Path


def solver(most: tuple[int, ...] = COARSE) -> tuple[Solver, list[int]]:
    widened: list[int] = []
    return Solver(widened.append, most), widened


def test_objects_flow_along_subset_edges_whenever_these_are_added() -> None:
    flow, _ = solver()
    first, second, third = flow.new(), flow.new(), flow.new()
    flow.add_edge(first, second)
    flow.add(first, 7)
    flow.drain()
    flow.add_edge(second, third)
    flow.drain()
    assert [flow.points_to(each) for each in (first, second, third)] == [(7,), (7,), (7,)]


def test_a_listener_is_told_of_each_object_once_earlier_ones_included() -> None:
    flow, _ = solver()
    variable = flow.new()
    flow.add(variable, 7)
    flow.drain()
    told: list[int] = []
    flow.listen(variable, told.append)
    flow.add(variable, 8)
    flow.add(variable, 7)
    flow.drain()
    assert sorted(told) == [7, 8]


def test_a_full_variable_holds_the_top_element_and_tells_what_it_dropped() -> None:
    flow, widened = solver((2, 9, 9, 9, 9, 9))
    numbers = [flow.objects.number(FunctionObject, scope, 0) for scope in range(4)]
    variable = flow.new()
    for number in numbers:
        flow.add(variable, number)
    assert flow.points_to(variable) == (*numbers[:2], UNKNOWN)
    assert widened == numbers[2:]


def test_too_many_constants_are_a_plain_object() -> None:
    flow, widened = solver((9, 1, 9, 9, 9, 9))
    variable = flow.new()
    for value in ("a", "b", "c"):
        flow.add(variable, flow.objects.number(ConstantObject, value))
    held = [flow.objects[each] for each in flow.points_to(variable)]
    assert held == [ConstantObject("a"), PlainObject("object")]
    assert widened == []


def test_equal_objects_have_one_number_and_other_kinds_with_the_same_fields_another_one() -> None:
    objects = ObjectTable()
    number = objects.number(ModuleObject, "x")
    assert objects.number(ModuleObject, "x") == number
    assert len({number, objects.number(BuiltinObject, "x"), objects.number(ExternalObject, "x")}) == 3
    assert objects[number] == ModuleObject("x")
    assert objects.kind(number) is ModuleObject
    assert objects.kind(UNKNOWN) is AnyObject


def test_one_and_true_are_told_apart() -> None:
    objects = ObjectTable()
    assert objects.number(ConstantObject, 1) != objects.number(ConstantObject, bool(1))


@pytest.mark.parametrize(
    ("orders", "merged"),
    [
        ([[1, 3], [2, 3], [1, 2]], [1, 2, 3]),
        ([[1], [1]], [1]),
        ([], []),
        ([[1, 2], [2, 1]], None),
    ],
)
def test_orders_of_bases_are_merged_as_python_does(orders: list[list[int]], merged: list[int] | None) -> None:
    assert merge_orders(orders) == merged


@pytest.mark.slow
def test_a_run_leaves_few_circles_behind(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "class A:\n    def f(self): return [self.f]\nfor each in A().f():\n    each()\n"
        "try:\n    raise A()\nexcept (A, ValueError) as error:\n    error.f()\n"
    )
    gc.collect()
    gc.disable()
    try:
        draw(FolderSources(tmp_path), ["main"], hints={})
        alive = [each for each in gc.get_objects() if isinstance(each, (Solver, ProgramInterpreter))]
    finally:
        gc.enable()
    assert alive == []


def test_whoever_watches_the_steps_may_end_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points_to, "_BETWEEN_PAUSES", 2)
    told: list[int] = []

    def goes_on(steps: int) -> bool:
        told.append(steps)
        return len(told) < 3

    solver = Solver(lambda _: None, goes_on=goes_on)
    for value in range(100):
        solver.later(lambda _: None, value)
    solver.drain()
    assert (told, solver.is_complete) == ([3, 6, 9], False)
