"""Container images: what a plan says, what a build writes, and that it runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.end_to_end.command import World


def test_a_plan_says_what_is_in_the_layers_before_and_after(world: World) -> None:
    done = world.run("image", "plan", world.project, "--search-path", world.site, "--output-format", "json")
    assert done.code == 0, done.err
    plan = json.loads(done.out)
    assert [one["name"] for one in plan["shares"]] == ["interpreter", "dependencies", "program"]
    assert [one["name"] for one in plan["layers"]] == ["vendored", "program"]
    (dependency,) = plan["distributions"]
    assert dependency["name"] == "dep"
    installed = [path.stat().st_size for path in world.site.rglob("*") if path.is_file()]
    assert (dependency["files"]["total"], dependency["bytes"]["total"]) == (len(installed), sum(installed))
    assert dependency["bytes"]["after"] < plan["layers"][0]["bytes"]
    total = sum(one["bytes"]["after"] for one in plan["shares"])
    assert plan["totals"]["bytes"]["after"] == total


def test_a_plan_in_text_writes_nothing(world: World) -> None:
    before = sorted(world.folder.rglob("*"))
    done = world.run("image", "plan", world.project, "--search-path", world.site, "--no-cache")
    assert done.code == 0, done.err
    assert "dependencies" in done.out
    assert "vendored" in done.out
    assert sorted(world.folder.rglob("*")) == before
