"""The layout `site`: a folder for `PYTHONPATH` with everything that the program needs, under the original names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.layouts.places import (
    files_but,
    first_party_tops,
    inside_project,
    module_paths,
    planned_files,
)
from vendorize.layouts.protocol import ResultModule
from vendorize.layouts.site.names import SUPPORT
from vendorize_analysis.model.names import module_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from vendorize.emit.surroundings import Surroundings
    from vendorize.layouts.protocol import Owner, TrialResult
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.events import Listener


class SiteLayout:
    """Everything lies in one folder, externals too; nothing moves, so no import is rewritten."""

    name = "site"
    is_project = False
    lies_on_path = True
    moves_whole_names = False
    in_site_packages = True
    carries_externals = True
    holds_bytecode = True
    holds_data_as_files = True
    holds_cold = True
    merges_modules = False
    interpreter_options = ("-S",)

    def namespace(self, plan: Plan) -> str:  # noqa: ARG002 - as the protocol asks
        """Return nothing: there is no namespace."""
        return ""

    def moved(self, plan: Plan) -> frozenset[str]:  # noqa: ARG002 - as above
        """Return nothing: all names stay."""
        return frozenset()

    def support(self, plan: Plan) -> str:  # noqa: ARG002 - as above
        """Return the name of a module at the top of the folder."""
        return SUPPORT

    def lay_out(self, plan: Plan, code: Bundle, progress: Listener, *, around: Surroundings) -> Bundle:
        """Return the complete folder."""
        from vendorize.layouts.site.building import lay_out_site  # noqa: PLC0415 - keeps analysis quick

        return lay_out_site(plan, code, progress, around=around)

    def opened(self, result: Path, folder: Path) -> Path:  # noqa: ARG002 - as the protocol asks
        """Return the result: all of it is files."""
        return result

    def file_of(self, result: Path) -> Path | None:  # noqa: ARG002 - as the protocol asks
        """Return nothing: its modules are imported from folders."""
        return None

    def has_beside(self, result: Path) -> bool:  # noqa: ARG002 - as the protocol asks
        """Return false: all lies in one folder."""
        return False

    def import_roots(self, result: TrialResult) -> tuple[str, ...]:  # noqa: ARG002 - as above
        """Return the folder itself."""
        return (".",)

    def first_party_copies(self, result: TrialResult) -> Iterator[tuple[Path, str]]:
        """Find top-level names, then the planned files of folders that keep their other files (namespace packages)."""
        for folder, top in first_party_tops(result):
            yield result.served / top, f"{folder}/{top}" if folder else top
        for path, relative in planned_files(result):
            yield result.served / relative, inside_project(result, path)

    def data_places(self, result: TrialResult, relative: str) -> tuple[str, ...]:  # noqa: ARG002 - as above
        """Return the path that it has under site-packages."""
        return (relative,)

    def seen_at(self, result: TrialResult, relative: str) -> str:  # noqa: ARG002 - as the protocol asks
        """Return its own path."""
        return relative

    def third_party_files(self, result: TrialResult) -> list[Path]:
        """Find what is neither planned as first-party nor the project's own metadata, nor a record of ours."""
        # Every command names the layouts; few look at a result.
        from vendorize.model.lock import LOCK_NAME  # noqa: PLC0415
        from vendorize.model.originmap import MAP_NAME  # noqa: PLC0415
        from vendorize.storage.names import MARKER  # noqa: PLC0415

        plan = result.plan
        own = {LOCK_NAME, MAP_NAME, MARKER}
        own |= {module.relative for module in plan.first_party} | {data.relative for data in plan.first_party_data}
        if plan.project_info is not None:
            info = result.result / plan.project_info.name
            own |= {path.relative_to(result.result).as_posix() for path in info.rglob("*")}
        return files_but(result.result, own)

    def module_files(self, result: TrialResult, own: Sequence[tuple[ModulePlan, str]]) -> Iterator[ResultModule]:
        """Find the modules of the folder; first-party ones lie in the tree of the tests as well."""
        in_project = {module.relative: path for module, path in own}
        clear = {file for one in result.plan.distributions if one.verdict == "external" for file in one.files}
        clear.add(f"{SUPPORT}.py")
        for relative in module_paths(result.served):
            name = module_name(relative)
            if relative in in_project:
                yield ResultModule(relative, name, "program", (in_project[relative], f"/{relative}"))
            else:
                owner: Owner = "neither" if relative in clear else "distribution"
                yield ResultModule(relative, name, owner, (f"/{relative}",))
