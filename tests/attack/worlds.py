"""What is attacked: the small program of the end-to-end tests, in versions that differ."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.attack.victim import Ended, Strike, run
from tests.end_to_end.command import PROGRAM, World, contents, make_world, write
from vendorize.storage import is_ours

if TYPE_CHECKING:
    from pathlib import Path

    from tests.attack.series import Tally

LATER = {
    "dep/core.py": "def used(number):\n    return number * 3 + extra()\n\n\ndef extra():\n    return 1\n",
    "dep/__init__.py": "from dep.core import used\n",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A program with its dependency, in a folder where nothing else is."""

    world: World

    @classmethod
    def make(cls, folder: Path) -> Target:
        """Write it into a new folder."""
        (place := folder / "place").mkdir(parents=True)
        world = make_world(folder)
        # The project and all results lie in one folder: what is left beside them is easy to see.
        project = world.project.rename(place / "project")
        return cls(World(folder, project, world.site))

    @property
    def place(self) -> Path:
        """Return the folder with the project and all results."""
        return self.world.project.parent

    @property
    def project(self) -> Path:
        """Return the project's folder."""
        return self.world.project

    def call(self, tally: Tally, *arguments: object, strike: Strike | None = None) -> Ended:
        """Run a command on the project, and count what no run may do."""
        command, *more = arguments
        cache = self.world.folder / "cache"
        full = [command, self.project, "--search-path", self.world.site, "--cache-dir", cache, "--jobs", "1", *more]
        ended = run(full, self.world.folder, scope=[self.place], strike=strike)
        named = f"{' '.join(map(str, arguments))}, {strike}"
        if ended.has_traceback:
            tally.find("tracebacks", f"{named}\n{ended.text}")
        if ended.hung:
            tally.find("hangs", named)
        return ended

    def change_program(self) -> None:
        """Write a later version of the program."""
        write(self.project, {"app/cli.py": f"{PROGRAM['app/cli.py']}\n# a later version\n"})

    def change_dependency(self) -> None:
        """Install a later version of the dependency."""
        write(self.world.site, LATER)

    def names(self) -> set[str]:
        """Return the names beside the project."""
        return {path.name for path in self.place.iterdir()}

    def files(self) -> dict[str, bytes]:
        """Return all files of the project, ours too."""
        return contents(self.project)

    def leftovers(self) -> list[str]:
        """Return what is ours and should be there only while a command runs."""
        there = [*self.place.rglob("*")]
        return sorted(path.relative_to(self.place).as_posix() for path in there if _is_passing(path.name))

    def reset(self, files: dict[str, bytes], names: set[str]) -> None:
        """Bring the project back to these files, and remove what else is there."""
        for path in self.place.iterdir():
            if path.name not in names:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.rmtree(self.project)
        write(self.project, files)


def _is_passing(name: str) -> bool:
    return is_ours(name) and name not in {".vendorize", ".vendorize.json"}
