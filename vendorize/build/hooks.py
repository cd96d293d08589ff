"""What the hooks of the build back end do, with errors as a front end shows them."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendorize.build.hearing import Printing
from vendorize.build.requiring import program_requirements
from vendorize.build.wrapped import load_wrapped, settings_in
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize.build.staging import Staged
    from vendorize.model.settings import BuildSettings


def requirements(hook: str, given: Mapping[str, Any] | None, *, program: bool = True) -> list[str]:
    """Return what must be installed for a build: what the configuration says, and what the wrapped back end asks for.

    That is asked where it is installed already. For `program`, what the project itself requires is to be analysed.
    """
    with said():
        root = Path.cwd()
        settings = settings_in(root)
        found = [*settings.build.requires, *_asked(root, settings.build, hook, given)]
        if program:
            found += program_requirements(root, settings)
        return list(dict.fromkeys(found))


def build_wheel(folder: str, given: Mapping[str, Any] | None) -> str:
    """Build a wheel of the result into a folder, and return its name."""
    from vendorize.build.wheels import finish_wheel  # noqa: PLC0415 - who asks for requirements has no `wheel` yet

    with _staged() as (staged, work):
        name = _call(staged, "build_wheel", work, given)
        return finish_wheel(work / name, staged, Path(folder), Printing())


def build_sdist(folder: str, given: Mapping[str, Any] | None) -> str:
    """Build an sdist of the result into a folder, and return its name."""
    from vendorize.build.sdists import finish_sdist  # noqa: PLC0415

    with _staged() as (staged, work):
        name = _call(staged, "build_sdist", work, given)
        return finish_sdist(work / name, staged, Path(folder))


def editable(hook: str, *arguments: object) -> str:
    """Call a hook of the wrapped back end on the project as it is."""
    with said():
        return str(wrapped_hook(hook)(*arguments))


def wrapped_hook(name: str) -> Any:  # noqa: ANN401 - a function of another back end
    """Return a hook of the wrapped back end; raises `AttributeError` where it has none."""
    with said():
        root = Path.cwd()
        module = load_wrapped(root, settings_in(root).build)
    return getattr(module, name)


def _asked(root: Path, settings: BuildSettings, hook: str, given: Mapping[str, Any] | None) -> list[str]:
    """Ask the wrapped back end what it needs, on a copy: setuptools writes beside the sources even then."""
    from vendorize.build.copying import copied  # noqa: PLC0415
    from vendorize.ending import temporary_folder  # noqa: PLC0415

    ask = getattr(load_wrapped(root, settings, missing_ok=True), hook, None)
    if ask is None:
        return []
    with temporary_folder("vendorize-build-") as folder:
        copied(root, folder / "project", Printing())
        with _inside(folder / "project"):
            return list(ask(given))


@contextmanager
def said() -> Iterator[None]:
    """End with the message of a `UserError`: a front end shows what is written to standard error."""
    try:
        yield
    except UserError as error:
        hint = f"\n  hint: {error.hint}" if error.hint else ""
        raise SystemExit(f"vendorize: {error.message}{hint}") from error


@contextmanager
def _staged() -> Iterator[tuple[Staged, Path]]:
    """Make the result in a folder of its own, and be there while the block runs; nothing is written to the project."""
    from vendorize.build.staging import staged  # noqa: PLC0415
    from vendorize.ending import ended_by_signals, temporary_folder  # noqa: PLC0415

    with said(), ended_by_signals(), temporary_folder("vendorize-build-") as folder:
        work = folder / "dist"
        work.mkdir()
        yield staged(Path.cwd(), folder, Printing()), work


def _call(staged: Staged, hook: str, work: Path, given: Mapping[str, Any] | None) -> str:
    with _inside(staged.root):
        module = load_wrapped(staged.root, staged.settings)
        return str(getattr(module, hook)(str(work), given))


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
