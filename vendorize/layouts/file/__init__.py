"""The layout `file`: a program and the code that it uses as one Python file, under the original names."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.layouts.file.beside import beside
from vendorize.layouts.places import first_party_tops, planned_files
from vendorize.layouts.site import SiteLayout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from vendorize.emit.surroundings import Surroundings
    from vendorize.layouts.protocol import ResultModule, TrialResult
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.project import Project


class FileLayout(SiteLayout):
    """What the layout `site` has in its folder, held by one file that Python can run and import."""

    name = "file"
    lies_on_path = False
    holds_bytecode = False
    holds_data_as_files = False
    holds_cold = False
    merges_modules = True

    def lay_out(self, plan: Plan, code: Bundle, progress: Listener, *, around: Surroundings) -> Bundle:
        """Return the file, and the list of what is in it."""
        from vendorize.layouts.file.building import lay_out_file  # noqa: PLC0415 - keeps analysis quick

        return lay_out_file(plan, code, progress, around=around)

    def opened(self, result: Path, folder: Path) -> Path:
        """Return a new folder with what the file holds."""
        from vendorize.emit.literals import read_back  # noqa: PLC0415 - as above

        for relative, content in read_back(self.file_of(result).read_bytes()):
            place = folder / relative
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        apart = self._apart(result)
        if apart.is_dir():
            shutil.copytree(apart, folder, dirs_exist_ok=True)
        return folder

    def has_beside(self, result: Path) -> bool:
        """Tell whether there is such a folder."""
        return self._apart(result).is_dir()

    def _apart(self, result: Path) -> Path:
        return result / beside(self.file_of(result).stem)

    def file_of(self, result: Path) -> Path:
        """Return the one Python file."""
        return next(path for path in sorted(result.iterdir()) if path.suffix == ".py")

    def first_party_copies(self, result: TrialResult) -> Iterator[tuple[Path, str]]:
        """Find what says that a folder is a package (tests lie in some), and the file in the place of a script."""
        starts = {relative for _, relative in planned_files(result) if relative.endswith("__init__.py")}
        for folder, top in first_party_tops(result):
            base = f"{folder}/" if folder else ""
            for relative in sorted(starts):
                if relative.startswith(f"{top}/"):
                    yield result.served / relative, base + relative
            if _runs_as_it_lies(result.project) and top == self.file_of(result.running).name:
                yield self.file_of(result.running), base + top
                if (apart := self._apart(result.running)).is_dir():
                    yield apart, base + apart.name

    def seen_at(self, result: TrialResult, relative: str) -> str:
        """Return the path below the file, or below the folder beside it."""
        apart = self._apart(result.running)
        below = apart.name if (apart / relative).exists() else self.file_of(result.running).name
        return f"{below}/{relative}"

    def module_files(self, result: TrialResult, own: Sequence[tuple[ModulePlan, str]]) -> Iterator[ResultModule]:
        """Find the modules that the file holds; code sees them below its path."""
        for module in super().module_files(result, own):
            yield replace(module, places=(f"/{self.seen_at(result, module.relative)}",))


def _runs_as_it_lies(project: Project) -> bool:
    return project.kind == "script" or not project.is_built
