"""The same as a plugin of hatchling: hooks that put the result into what it builds, and take requirements out.

hatchling builds in the project's own folder, from the files of the result where they differ. Its hooks are asked for
metadata by tools as well: only what is built, and metadata of that, has the requirements that are left.
"""

from __future__ import annotations

import traceback
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface
from hatchling.plugin import hookimpl

from vendorize.build.hearing import Printing
from vendorize.build.hooks import said
from vendorize.model.originmap import map_name
from vendorize.model.request import Request
from vendorize.starting import settings_of
from vendorize.storage import digest_of_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from vendorize.build.staging import Staged

NAME = "vendorize"
_RELEASES = frozenset({"build_wheel", "build_sdist", "prepare_metadata_for_build_wheel"})
"""The functions of `hatchling.build` (PEP 517) whose outcome is handed to others."""
_OF_SDISTS = frozenset({"setup.cfg", "setup.py", map_name("")})
"""What a result has at its top, and no wheel."""
_MADE: dict[Path, _Made] = {}
"""What was made in this process, by project: metadata and the wheel are asked for one after the other."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A result, which is there as long as the process is."""

    staged: Staged
    stack: ExitStack


class VendorizeBuildHook(BuildHookInterface[Any]):
    """`[tool.hatch.build.hooks.vendorize]`."""

    PLUGIN_NAME = NAME

    def dependencies(self) -> list[str]:
        """Return what must be installed for the build: what the project requires, to be analysed."""
        from vendorize.build.requiring import program_requirements  # noqa: PLC0415 - not all that asks needs it

        with said():
            root = Path(self.root)
            return list(program_requirements(root, settings_of(Request(root))))

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Have files of the result take the place of the project's, and stand beside them."""
        if version == "editable":
            return
        with said():
            found, is_sdist = _made(Path(self.root)), self.target_name == "sdist"
            for path in _different(found, Path(self.root), set() if is_sdist else _OF_SDISTS):
                place = path if is_sdist else self.build_config.get_distribution_path(path)
                build_data["force_include"][str(found.root / path)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Finish what was built: licence texts, bill of materials and lock."""
        from vendorize.build.sdists import finish_sdist  # noqa: PLC0415
        from vendorize.build.wheels import finish_wheel  # noqa: PLC0415

        del build_data
        built = Path(artifact_path)
        with said():
            if version == "editable":
                return
            if self.target_name == "wheel":
                finish_wheel(built, _made(Path(self.root)), built.parent, Printing())
            elif self.target_name == "sdist":
                finish_sdist(built, _made(Path(self.root)), built.parent)


class VendorizeMetadataHook(MetadataHookInterface):
    """`[tool.hatch.metadata.hooks.vendorize]`, which has the requirements of the project under `dependencies`."""

    PLUGIN_NAME = NAME

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the requirements: those that are left in a wheel or an sdist, all of them for everything else."""
        metadata["dependencies"] = list(self.config.get("dependencies", ()))
        if _is_release():
            with said():
                metadata["dependencies"] = list(_made(Path(self.root)).lock.project.requires_after)


@hookimpl
def hatch_register_build_hook() -> type[VendorizeBuildHook]:
    """Offer the build hook."""
    return VendorizeBuildHook


@hookimpl
def hatch_register_metadata_hook() -> type[VendorizeMetadataHook]:
    """Offer the metadata hook."""
    return VendorizeMetadataHook


def _made(root: Path) -> Staged:
    from vendorize.build.staging import staged  # noqa: PLC0415
    from vendorize.ending import temporary_folder  # noqa: PLC0415

    if root not in _MADE:
        stack = ExitStack()
        folder = stack.enter_context(temporary_folder("vendorize-build-"))
        _MADE[root] = _Made(staged(root, folder, Printing(), settings_of(Request(root))), stack)
    return _MADE[root].staged


def _different(found: Staged, root: Path, left: AbstractSet[str]) -> Iterator[str]:
    """Yield the files that the project has not, or otherwise; its metadata is given by the other hook."""
    names = {one.path for one in found.lock.written()} - {"pyproject.toml"} - left
    for path in sorted(names):
        mine = root / path
        if not mine.is_file() or digest_of_path(mine)[0] != digest_of_path(found.root / path)[0]:
            yield path


def _is_release() -> bool:
    """Tell whether a hook of PEP 517 for something that is handed out is under way: hatchling does not say so."""
    return any(
        frame.f_code.co_name in _RELEASES and frame.f_globals.get("__name__") == "hatchling.build"
        for frame, _ in traceback.walk_stack(None)
    )
