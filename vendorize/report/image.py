"""The answers of `image`: tables for people, objects for JSON."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from vendorize.report.figures import percent, plural, size
from vendorize.report.json import SCHEMA
from vendorize.report.look import console_text, note, styled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.model.image import BuiltImage, ImagePlan, ImageWeight, WrittenLayers
    from vendorize.report.look import Look

MOST = 8
"""Distributions that are shown without --verbose."""
_WIDTH = 14


def render_plan(plan: ImagePlan, look: Look) -> str:
    """Return a plan as text."""
    console = look.console()
    console.print(styled((plan.project, "bold"), (f"  {look.dot}  Python {plan.python}", "dim")))
    note(console, f"base {plan.base}" if plan.base else "no base given: only what goes onto it", look, indent=2)
    console.print(f"\n{'':{_WIDTH}}{'before':>10}{'after':>10}{'left':>7}  files", style="dim")
    for name, before, after in (*_rows(plan), ("total", *plan_totals(plan))):
        share = _left(before, after)
        figures = f"{size(before.bytes):>10}{size(after.bytes):>10}{share:>7}"
        files = f"{before.files:,} {look.arrow} {after.files:,}"
        console.print(
            styled((f"{name:{_WIDTH}}", "bold" if name == "total" else ""), (figures, ""), (f"  {files}", "dim"))
        )
    console.print("\nLayers that a build adds:", style="dim")
    for name, weight in plan.layers:
        console.print(f"  {name:{_WIDTH - 2}}{size(weight.bytes):>10}  {plural(weight.files, 'file')}")
    _distributions(console, plan, look)
    return console_text(console)


def _distributions(console: Any, plan: ImagePlan, look: Look) -> None:  # noqa: ANN401 - rich is imported late
    shown = plan.distributions if look.verbose else plan.distributions[:MOST]
    if shown:
        console.print("\nDistributions, the largest saving first:", style="dim")
    for name, before, after in shown:
        console.print(styled((f"  {name}", ""), (f"  {size(before.bytes)} {look.arrow} {size(after.bytes)}", "dim")))
    if len(shown) < len(plan.distributions):
        note(console, f"and {len(plan.distributions) - len(shown)} more; -v shows all", look, indent=2)


def _rows(plan: ImagePlan) -> list[tuple[str, ImageWeight, ImageWeight]]:
    return [(one.name, one.before, one.after) for one in plan.shares]


def plan_totals(plan: ImagePlan) -> tuple[ImageWeight, ImageWeight]:
    """Return the sums over all shares, before and after."""
    before, after = plan.shares[0].before, plan.shares[0].after
    for one in plan.shares[1:]:
        before, after = before.plus(*one.before), after.plus(*one.after)
    return before, after


def plan_object(plan: ImagePlan) -> dict[str, Any]:
    """Return a plan as a JSON object."""
    return {
        "schema": SCHEMA,
        "project": {"name": plan.project, "python": plan.python},
        "base": plan.base or None,
        "shares": [{"name": name, **_change(before, after)} for name, before, after in _rows(plan)],
        "totals": _change(*plan_totals(plan)),
        "layers": [{"name": name, "files": weight.files, "bytes": weight.bytes} for name, weight in plan.layers],
        "distributions": [{"name": name, **_change(before, after)} for name, before, after in plan.distributions],
    }


def _left(before: ImageWeight, after: ImageWeight) -> str:
    """Return what is left as a percentage; a small program may grow, by its metadata and notices."""
    share = 100 * after.bytes / before.bytes if before.bytes else 100
    return percent(share) if share <= 100 else f"{share:.0f}%"  # noqa: PLR2004 - all of it


def _change(before: ImageWeight, after: ImageWeight) -> dict[str, Any]:
    return {
        "files": {"total": before.files, "after": after.files},
        "bytes": {"total": before.bytes, "after": after.bytes},
    }


def render_built(built: BuiltImage, look: Look) -> str:
    """Return what was written as text."""
    console = look.console()
    for one in built.layers:
        console.print(
            f"{one.name:{_WIDTH}}{size(one.weight.bytes):>10}{look.arrow:>3}{size(one.size):>8}  {one.digest[:19]}",
            soft_wrap=True,
        )
    command = shlex.join(built.entrypoint)
    console.print()
    console.print(styled((f"{built.out}:{built.reference}", "bold"), (f"  {built.platform}", "dim")), soft_wrap=True)
    console.print(styled((f"  {built.digest}", "dim")), soft_wrap=True)
    console.print(styled((f"  starts {command}", "dim")), soft_wrap=True)
    place = shlex.quote(f"oci:{built.out}:{built.reference}")
    console.print(styled(("Next: ", ""), (f"skopeo copy {place} docker://REGISTRY/NAME", "bold")), soft_wrap=True)
    return console_text(console)


def built_object(built: BuiltImage) -> dict[str, Any]:
    """Return what was written as a JSON object."""
    return {
        "schema": SCHEMA,
        "out": built.out.as_posix(),
        "digest": built.digest,
        "reference": built.reference,
        "platform": str(built.platform),
        "entrypoint": list(built.entrypoint),
        "layers": [
            {
                "name": one.name,
                "media_type": one.media_type,
                "digest": one.digest,
                "diff_id": one.diff_id,
                "size": one.size,
                "files": one.weight.files,
                "bytes": one.weight.bytes,
            }
            for one in built.layers
        ],
    }


def render_layers(written: WrittenLayers, look: Look) -> str:
    """Return which folders were written as text."""
    console = look.console()
    for name, weight in written.layers:
        console.print(f"{name:{_WIDTH}}{size(weight.bytes):>10}  {plural(weight.files, 'file')}")
    console.print(
        styled((f"{written.out}", "bold"), (f"  starts python {shlex.join(written.command)}", "dim")), soft_wrap=True
    )
    return console_text(console)


def layers_object(written: WrittenLayers) -> dict[str, Any]:
    """Return which folders were written as a JSON object."""
    return {
        "schema": SCHEMA,
        "out": written.out.as_posix(),
        "command": list(written.command),
        "layers": [{"name": name, "files": weight.files, "bytes": weight.bytes} for name, weight in written.layers],
    }


def render_files(files: Mapping[str, str], out: Path | None) -> str:
    """Return texts that were made, each below its name; of those that were written, where they are."""
    if out is None:
        return "\n".join(f"# {name}\n{text}" for name, text in files.items())
    return f"Written: {' and '.join(str(out / name) for name in files)}\n"


def files_object(files: Mapping[str, str], out: Path | None) -> dict[str, Any]:
    """Return texts that were made as a JSON object."""
    return {"schema": SCHEMA, "files": dict(files), "written_to": None if out is None else out.as_posix()}
