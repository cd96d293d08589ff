"""For each written file the file that it is made from, with the hashes of both."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from vendorize.emit.merge import digest
from vendorize.model.bytecode import source_of
from vendorize.model.lock import LOCK_NAME, LockedFile, LockedPatch
from vendorize.storage import digest_of_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from vendorize.model.bundle import Bundle, BundleFile
    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.project import Project


class WrittenFiles:
    """The written files of each owner, with what they are made from.

    In a project that is changed in place, its files that are no code are nobody's business: whoever edits the README
    changes no input. Where the result lies apart, all of it is as it was written.
    """

    def __init__(
        self,
        plan: Plan,
        bundle: Bundle,
        replaced: Mapping[Path, Path] = MappingProxyType({}),
        *,
        complete: bool = False,
    ) -> None:
        """Look at what was written; `replaced` are files that stand in for installed ones, each with that one."""
        self._replaced = replaced
        self._root = plan.project_root
        self._homes = {one.key: one.location for one in plan.distributions}
        self._infos = {one.key: one.info for one in plan.distributions}
        self._modules: dict[tuple[str, str], ModulePlan] = {("", one.name): one for one in plan.first_party}
        for distribution in plan.distributions:
            self._modules |= {(distribution.key, one.name): one for one in distribution.modules}
        self._files: dict[str, list[LockedFile]] = {}
        holders = (replace(file, origin="") for file in bundle.files if file.holds and complete)
        for file in (*bundle.parts(), *holders):
            # What lies in the place of the lock is an earlier one, which this one replaces.
            if file.relative != LOCK_NAME and (
                complete or file.distribution or file.origin or isinstance(file.content, bytes)
            ):
                self._files.setdefault(file.distribution, []).append(self._locked(file))
        self._patches = _patches_of(bundle)

    def files(self, key: str) -> tuple[LockedFile, ...]:
        """Return the files from a distribution, or with an empty key those of the project and ours."""
        return tuple(sorted(self._files.get(key, ())))

    def patches(self, key: str) -> tuple[LockedPatch, ...]:
        """Return the patches for a distribution, in their order; one that does nothing any more is left out."""
        return self._patches.get(key, ())

    def _locked(self, file: BundleFile) -> LockedFile:
        written = digest(file)[0].hex()
        source = self._source(file)
        home = self._homes.get(file.distribution, self._root)
        relative = relative_to(source, home) if source is not None else ""
        if source is None or not relative:
            return LockedFile(file.relative, written)
        same, cold = source == file.content, file.cold
        return LockedFile(
            file.relative,
            written,
            relative,
            source_sha256=written if same else digest_of_path(source)[0].hex(),
            extracted_sha256=sha256(file.patched.extracted).hexdigest() if file.patched is not None else "",
            cold=cold.policy if cold is not None else "",
            cold_functions=cold.named() if cold is not None else (),
        )

    def _source(self, file: BundleFile) -> Path | None:
        if source_of(file.relative):
            # Compiled for the result: what lies there in the project was compiled by somebody else.
            return None
        module = self._modules.get((file.distribution, file.origin)) if file.origin else None
        if module is not None:
            return self._replaced.get(module.path, module.path)
        if file.made_from is not None:
            return file.made_from
        if isinstance(file.content, Path):
            return file.content
        if file.distribution:
            beside = self._homes[file.distribution] / self._infos[file.distribution] / Path(file.relative).name
            # Reduced metadata is made from the file of that name; RECORD and INSTALLER are ours.
            made = beside.name not in {"RECORD", "INSTALLER"} and self._infos[file.distribution]
            return beside if made and beside.is_file() else None
        own = self._root / file.relative
        return own if own.is_file() else None


def _patches_of(bundle: Bundle) -> dict[str, tuple[LockedPatch, ...]]:
    found: dict[str, set[LockedPatch]] = {}
    for file in bundle.parts():
        for patch in file.patched.patches if file.patched is not None else ():
            if patch.content:
                digest_of_patch = sha256(patch.content).hexdigest()
                found.setdefault(file.distribution, set()).add(LockedPatch(patch.name, digest_of_patch))
    return {key: tuple(sorted(patches)) for key, patches in found.items()}


def inputs_of(project: Project, traces: Iterable[str], written: Collection[str]) -> tuple[LockedFile, ...]:
    """Return what was read of a project and is no source of written code.

    These are first-party modules that were analysed and are not among the sources of what is written, and traces, of
    which a result may have copies, as of other data.
    """
    modules = (module.path for module in project.modules)
    found = {relative: path for path in modules if (relative := relative_to(path, project.root)) not in written}
    found |= {relative_to(path, project.root): path for path in map(project.root.joinpath, traces)}
    found.pop("", None)
    return tuple(LockedFile("", "", one, digest_of_path(path)[0].hex()) for one, path in sorted(found.items()))


def relative_to(path: Path, home: Path) -> str:
    """Return the POSIX path of a file in a folder; empty where it lies elsewhere."""
    for place, folder in ((path, home), (path.resolve(), home.resolve())):
        if place.is_relative_to(folder):
            return place.relative_to(folder).as_posix()
    return ""
