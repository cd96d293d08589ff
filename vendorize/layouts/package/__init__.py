"""The layout `package`: the project itself, with the code it uses under a private namespace."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.layouts.package.names import SUPPORT
from vendorize.layouts.places import files_but, module_paths
from vendorize.layouts.protocol import ResultModule
from vendorize_analysis.model.names import module_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from vendorize.emit.surroundings import Surroundings
    from vendorize.layouts.protocol import Owner, TrialResult
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.events import Listener


class PackageLayout:
    """The project's files with vendored code added, imports of it rewritten, and its requirements gone."""

    name = "package"
    is_project = True
    lies_on_path = False
    moves_whole_names = True
    in_site_packages = False
    carries_externals = False
    holds_bytecode = False
    holds_data_as_files = True
    holds_cold = True
    merges_modules = False
    interpreter_options = ()

    def namespace(self, plan: Plan) -> str:
        """Return the planned private package."""
        return plan.namespace

    def moved(self, plan: Plan) -> frozenset[str]:
        """Return the names of extracted distributions that are not also first-party or of the standard library."""
        return plan.moved() - {module.name.partition(".")[0] for module in plan.first_party} - plan.standard

    def support(self, plan: Plan) -> str:
        """Return the name of a module in the namespace."""
        return f"{plan.namespace}.{SUPPORT}"

    def lay_out(self, plan: Plan, code: Bundle, progress: Listener, *, around: Surroundings) -> Bundle:
        """Return the project with what is vendored."""
        from vendorize.layouts.package.building import lay_out_package  # noqa: PLC0415 - keeps analysis quick

        return lay_out_package(plan, code, progress, around=around)

    def opened(self, result: Path, folder: Path) -> Path:  # noqa: ARG002 - as the protocol asks
        """Return the result: all of it is files."""
        return result

    def file_of(self, result: Path) -> Path | None:  # noqa: ARG002 - as the protocol asks
        """Return nothing: its modules are imported from folders."""
        return None

    def has_beside(self, result: Path) -> bool:  # noqa: ARG002 - as the protocol asks
        """Return false: what stays is not in the result."""
        return False

    def import_roots(self, result: TrialResult) -> tuple[str, ...]:
        """Return the project's own source roots."""
        return result.source_roots

    def first_party_copies(self, result: TrialResult) -> Iterator[tuple[Path, str]]:
        """Find one thing: the whole result, which has the paths of the project."""
        yield result.served, "."

    def data_places(self, result: TrialResult, relative: str) -> tuple[str, ...]:
        """Return its path under the namespace, in each source root."""
        home = result.plan.namespace.replace(".", "/")
        return tuple(str(PurePosixPath(root, home, relative)) for root in result.source_roots)

    def seen_at(self, result: TrialResult, relative: str) -> str:  # noqa: ARG002 - as the protocol asks
        """Return its own path."""
        return relative

    def third_party_files(self, result: TrialResult) -> list[Path]:
        """Find all that the namespace holds."""
        home = result.plan.namespace.split(".")
        places = (result.result.joinpath(root, *home) for root in result.source_roots)
        return [path for place in places for path in files_but(place, ())]

    def module_files(self, result: TrialResult, own: Sequence[tuple[ModulePlan, str]]) -> Iterator[ResultModule]:
        """Find first-party modules and what lies in the namespace, or beside it with the original name."""
        names = {path: module.name for module, path in own}
        home = result.plan.namespace.replace(".", "/")
        roots = sorted(("" if root == "." else f"{root}/" for root in result.source_roots), key=len, reverse=True)
        for relative in module_paths(result.served):
            if relative in names:
                yield ResultModule(relative, names[relative], "program", (relative,))
                continue
            root = next((root for root in roots if relative.startswith(root)), "")
            inside = relative.removeprefix(root)
            if inside.startswith(f"{home}/"):
                short = inside.removeprefix(f"{home}/")
                owner: Owner = "neither" if short in ("__init__.py", f"{SUPPORT}.py") else "distribution"
                yield ResultModule(relative, module_name(short), owner, (relative,))
            elif not (result.project.root / relative).exists():
                yield ResultModule(relative, module_name(inside), "distribution", (relative,))
