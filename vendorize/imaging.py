"""Make container images of a result: say what they would hold, build them, or write how others build them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from vendorize import emit, trial
from vendorize.check import expected_of
from vendorize.checking import find_lock
from vendorize.emit.merge import digest
from vendorize.emit.paths import inside, is_executable
from vendorize.ending import ended_by_signals, temporary_folder
from vendorize.image import (
    About,
    BuildContext,
    ImageBase,
    ImageContents,
    ImageStart,
    StartOptions,
    build,
    check_fit,
    divide,
    dockerfile_of,
    find_interpreter,
    laid_apart,
    open_base,
    shares_of,
    start_of,
    weigh,
)
from vendorize.lock import lock_source, tool_version
from vendorize.model.bundle import BundleFile
from vendorize.model.extracted import Extracted, as_asked
from vendorize.model.image import WrittenLayers
from vendorize.starting import place_of, settings_of, source_time
from vendorize.steps import build as lay_out
from vendorize.steps import decide, make, seal
from vendorize.storage import LOCK, FileChange, apply, digest_of_path, locked, recover
from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import choose_interpreter, inspect
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from vendorize.model.image import BuiltImage, DockerfileOptions, ImageOptions, ImagePlan, ProgramOptions
    from vendorize.model.lock import Lock
    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.project import Project

LAYOUT = "site"
"""The layout that an image holds: it needs no installer, and externals lie in it."""
FORM, APART = "image", "layers"
"""What the records of a written image and of its layers say in place of a layout."""
_TIME = 315532800
"""Time of all files where nobody gives one: the first second of 1980, since ZIP archives know no earlier one."""


@dataclass(frozen=True, slots=True)
class _Result:
    """A result that an image is made of, on disk or in memory."""

    files: tuple[BundleFile, ...]
    lock: Lock
    wheels: tuple[BundleFile, ...] = ()
    """What says for which platforms the distributions were built that have a part in it; not of one on disk."""


def plan_image(request: Request, base: Path | None, base_reference: str, progress: Listener) -> ImagePlan:
    """Return what an image of a project would hold, before and after extraction; writes nothing.

    Bytecode is left out on both sides: an installer makes it too, and when is up to the image.
    Raises `UserError` for a base that cannot be read.
    """
    opened = None if base is None else open_base(base, base_reference, None)
    settings = replace(settings_of(request), bytecode=None)
    made, lock = seal(make(request, settings, progress, layout=LAYOUT))
    progress.stage_started("image")
    return shares_of(made, lock, opened)


def build_image(request: Request, out: Path, options: ImageOptions, progress: Listener) -> BuiltImage:
    """Write an OCI layout with the image of a result: the one that is given, else that of extraction now.

    Raises `UserError` for a base or result that cannot be used; then nothing was written.
    """
    emit.check_place(out)
    _check_apart(out, options.base)
    opened = open_base(options.base, options.base_reference, None)
    found = _found(request, out, options, progress)
    check_fit(found.wheels, opened)
    progress.stage_started("image")
    contents = _contents(request, found, opened, options)
    with emit.disk_errors(out), ended_by_signals(), temporary_folder("vendorize-image-") as scratch:
        bundle, built = build(contents, opened, options, scratch, progress)
        emit.write(bundle, out, layout=FORM, force=options.force)
    return replace(built, out=out)


def write_layers(request: Request, out: Path, options: ProgramOptions, progress: Listener) -> WrittenLayers:
    """Write each layer of an image as a folder of its own, for tools that build images from folders."""
    emit.check_place(out)
    found = _found(request, out, options, progress)
    start = _start(request, discover(request.start), found, options)
    divided = divide((*found.files, *start.launchers), found.lock)
    emit.write(laid_apart(divided), out, layout=APART, force=options.force)
    weights = tuple((name, weigh(files)) for name, files in divided.items() if files)
    return WrittenLayers(out, weights, start.command)


def dockerfile_files(request: Request, options: DockerfileOptions) -> dict[str, str]:
    """Return the files that tell other tools to build the same image, by name; nothing is analysed or written."""
    project, (root, script) = discover(request.start), place_of(request.start)
    base = options.base or f"python:{_version(request, project)}-slim"
    modules = (
        module.name.replace(".", "/") + ("/__init__.py" if module.is_package else ".py") for module in project.modules
    )
    asked = StartOptions(options.prefix, options.entry, is_known=False)
    start = start_of(project, script, frozenset(modules), asked)
    context = BuildContext(root, script, request.options.extras, request.options.roots, tool_version())
    return dockerfile_of(project, context, replace(options, base=base), start.command)


def write_dockerfile(files: dict[str, str], folder: Path, *, force: bool) -> None:
    """Write such files into a folder, both or none; raises `UserError` where one is there already, but for `force`."""
    taken = [name for name in files if (folder / name).exists()]
    if taken and not force:
        raise UserError(f"{folder / taken[0]} is there already", hint="say --force to replace it, or another --out")
    with emit.disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / LOCK, folder):
            recover(folder)
            apply(folder, [FileChange(name, text.encode()) for name, text in files.items()])


def _version(request: Request, project: Project) -> str:
    executable = choose_interpreter(project.root, request.options.python)
    found = inspect(project, executable, search_path=request.options.search_path)
    return ".".join(map(str, found.interpreter.version[:2]))


def _check_apart(out: Path, base: Path) -> None:
    if base.is_dir() and out.resolve().is_relative_to(base.resolve()):
        raise UserError(
            f"{out} lies in the base {base}, which would then hold its own image", hint="give another --out"
        )


def _found(request: Request, out: Path, options: ProgramOptions, progress: Listener) -> _Result:
    if options.result is None:
        return _whole(request, out, progress) if options.whole else _made(request, out, progress)
    if options.whole:
        raise UserError("a result that was written is cut already", hint="leave out --result, or --whole")
    forms = {
        "--compile": request.bytecode is not None, "--fast-start": request.fast_start,
        "--strip-debug": request.strip_debug, "--strip": request.strip is not None,
    }  # fmt: skip
    if asked := " ".join(option for option, is_asked in forms.items() if is_asked):
        raise UserError("a result that was written is not changed", hint=f"say {asked} to `vendorize extract`")
    return _written(request, options.result)


def _whole(request: Request, out: Path, progress: Listener) -> _Result:
    """Return what an installer would put into an image: every distribution as it is, used or not."""
    settings = settings_of(request)
    found = decide(request, settings, progress, layout=LAYOUT)
    uncut = tuple(replace(one, verdict="external") for one in found.plan.distributions)
    plan = replace(found.plan, distributions=uncut)
    bundle = lay_out(found.analysis, plan, progress, out=out)
    _, lock = seal(as_asked(Extracted(found.analysis, plan, bundle, settings, request.options), request))
    return _Result(bundle.files, lock)


def _made(request: Request, out: Path, progress: Listener) -> _Result:
    made, lock = seal(make(request, settings_of(request), progress, layout=LAYOUT, out=out))
    trial.require_start(made.analysis, made.plan, made.bundle, progress, out=None)
    return _Result(made.bundle.files, lock, tuple(_wheels(made, {one.key for one in lock.distributions})))


def _wheels(made: Extracted, parts: Collection[str]) -> Iterator[BundleFile]:
    """Yield the files that say which platforms the distributions of `parts` were built for."""
    for one in made.analysis.environment.distributions:
        path = one.metadata / "WHEEL" if one.metadata is not None and one.key in parts else None
        if path is not None and path.is_file():
            yield BundleFile(f"{one.info}/WHEEL", path, one.key)


def _written(request: Request, folder: Path) -> _Result:
    """Read a result on disk; raises `UserError` for one of another layout, or with a file that is not as written."""
    place = find_lock(request, folder)
    if place.manifest is None or place.lock.layout != LAYOUT:
        raise UserError(
            f"{folder} is no result in the layout {LAYOUT}, which an image needs",
            hint=f"write one: vendorize extract --layout {LAYOUT} --out OUT",
        )
    files, expected = [], expected_of(place) | {place.lock_file.name: digest_of_path(place.lock_file)[0].hex()}
    if missing := sorted(expected.keys() - {one.relative for one in place.manifest.entries}):
        raise UserError(f"{folder} has no record of {missing[0]}", hint="extract again")
    for entry in place.manifest.entries:
        real = inside(place.result / entry.relative, place.result, entry.relative)
        file = BundleFile(entry.relative, real, entry.distribution, entry.origin, executable=is_executable(real))
        if digest(file)[0].hex() != expected.get(entry.relative):
            raise UserError(
                f"{real} was changed since it was written: the image would not hold what its lock says",
                hint="extract again, or keep the change as a patch (docs/supply-chain.md)",
            )
        files.append(file)
    return _Result(tuple(files), place.lock)


def _contents(request: Request, found: _Result, base: ImageBase, options: ImageOptions) -> ImageContents:
    """Return what goes onto the base, with the launchers of its scripts."""
    project = discover(request.start)
    program = find_interpreter(base, found.lock.python)
    start = _start(request, project, found, options)
    about = About(_labels(project.name, project.version, found.lock, base), _seconds())
    return ImageContents((*found.files, *start.launchers), found.lock, (program, *start.command), about)


def _start(request: Request, project: Project, found: _Result, options: ProgramOptions) -> ImageStart:
    names = frozenset(file.relative for file in found.files)
    return start_of(project, place_of(request.start)[1], names, StartOptions(options.prefix, options.entry))


def _labels(name: str, version: str, lock: Lock, base: ImageBase) -> dict[str, str]:
    labels = {
        "org.opencontainers.image.title": name,
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.base.digest": base.digest,
        "vendorize.lock": f"sha256:{hashlib.sha256(lock_source(lock)).hexdigest()}",
        "vendorize.version": tool_version(),
    }
    return {key: value for key, value in labels.items() if value}


def _seconds() -> int:
    text = source_time()
    return max(0, int(datetime.fromisoformat(text).timestamp())) if text else _TIME
