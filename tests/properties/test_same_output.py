"""The great property: an extracted program prints what the original prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, note

from tests.properties.programs import Program, programs
from tests.properties.worlds import LAYOUTS, world_of

if TYPE_CHECKING:
    from tests.properties.running import Runner


@pytest.mark.slow
@given(program=programs())
def test_an_extracted_program_prints_the_same_in_both_layouts(program: Program, runner: Runner) -> None:
    note(str(program))
    with world_of(program) as world:
        before = runner.run("app", (world.project, world.site))
        assert before.error == ""
        results = [world.extract(layout) for layout in LAYOUTS]
        (world.site).rename(world.folder / "gone")
        for layout, out in zip(LAYOUTS, results, strict=True):
            note(layout)
            assert runner.run("app", (out,)) == before
