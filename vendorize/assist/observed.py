"""Calls that the project's tests make: for the question, and to be repeated on original and proposal."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vendorize.assist.comparing import Bench, worker_of
from vendorize.ending import temporary_folder
from vendorize.planning import plan
from vendorize.verify import VerifyRequest, observe, tests_of
from vendorize.verify.differential.spelling import spell_call, spell_end
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.assist.surface import Surface
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings
    from vendorize.sandbox import Mode
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener

    Records = tuple[dict[str, Any], ...]

_SHOWN = 12
"""Most calls of one function that are told to a model."""


def observed_calls(analysis: Analysis, request: Request, settings: Settings, mode: Mode, progress: Listener) -> Records:
    """Return the calls of third-party code that a run of the project's tests leads to; none where it has no tests.

    The tests run on the original, behind the same walls as later on the result.
    """
    with temporary_folder("vendorize-observed-") as folder:
        asked = VerifyRequest(
            project=analysis.project,
            environment=analysis.environment,
            plan=plan(analysis, layout="site", namespace=settings.namespace),
            result=folder / "none",
            **tests_of(replace(request.verify, sandbox=mode), settings.verify),
        )
        try:
            return tuple(map(dict, observe(asked, progress)))
        except UserError as error:
            progress.warned(f"no calls were observed: {error.message}")
            return ()


def calls_of(surface: Surface, records: Records) -> Records:
    """Return the calls of one function."""
    return tuple(one for one in records if (one["module"], one["name"]) == (surface.module, surface.name))


def spelled(surface: Surface, records: Records, folder: Path, mode: Mode) -> tuple[str, ...]:
    """Return calls with how they end on the extracted original, as lines, but for those that cannot be set up.

    `folder` is an empty one. Values are made and described behind walls, never in our own process.
    """
    if not records:
        return ()
    found = []
    with ExitStack() as stack:
        worker, _ = worker_of(stack, Bench(surface, folder, mode), "original", (), records)
        for number, record in enumerate(records):
            end = worker.ask({"ask": "repeat", "record": number})
            whole = end.get("whole", end)
            if whole.get("end") in ("returned", "raised"):
                found.append(f"{spell_call(record, whole)} {spell_end(whole)}")
    return tuple(found[:_SHOWN])
