"""Whose code the hazards of a project are in: that of its authors, or copies of distributions that lie in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize.model.report import Report, ReportedHazard


def hazards_by_folder(report: Report) -> tuple[tuple[str, tuple[ReportedHazard, ...]], ...]:
    """Return the hazards of first-party code, sorted: first, under no name, those outside of `vendored`."""
    found: dict[str, list[ReportedHazard]] = {"": [], **{folder: [] for folder in report.vendored}}
    for each in sorted(report.hazards):
        found[next((one for one in report.vendored if each.path.startswith(f"{one}/")), "")].append(each)
    return tuple((folder, tuple(hazards)) for folder, hazards in found.items() if hazards)
