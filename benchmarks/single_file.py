"""Compare forms of one program as one file, by size and start-up: `python benchmarks/single_file.py [PYTHON]`.

The program is `examples/single-file/before/todo.py` with click. PYTHON is that of an environment with click, and with
those of shiv, pex, PyInstaller and stickytape that are to be measured; what is not there is left out of the table. Each
form is made in a temporary folder, started once to fill its caches, and then `--runs` times, one form after the other
in each round; the table has the median wall time of `todo list` without a list.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "examples/single-file/before/todo.py"
NEEDS = ("click",)


class Bench:
    """Makes the forms with the tools of one environment, below one folder."""

    def __init__(self, python: Path, folder: Path) -> None:
        self.python, self.folder = python, folder
        self.tree = folder / "tree"
        self.variables = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
        self.variables |= {"SHIV_ROOT": str(folder / "shiv-root"), "PEX_ROOT": str(folder / "pex-root")}
        self.variables.pop("PYTHONPATH", None)
        self.variables.pop("PYTHONDONTWRITEBYTECODE", None)

    def call(self, *words: object) -> None:
        """Run a tool; raises `CalledProcessError` with what it said."""
        done = subprocess.run(
            list(map(str, words)), cwd=self.folder, env=self.variables, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, words[0], done.stdout, done.stderr)

    def tool(self, name: str) -> str:
        """Find a command of the environment; raises `FileNotFoundError` where it is not installed."""
        found = shutil.which(name, path=str(self.python.parent))
        if found is None:
            raise FileNotFoundError(name)
        return found

    def install(self) -> None:
        """Copy the script and what it needs into a folder, as installers do."""
        self.call(self.python, "-m", "pip", "install", "-q", "--target", self.tree, *NEEDS)
        shutil.copy(SCRIPT, self.tree / "todo.py")

    def vendorize(self) -> list[str]:
        """Make one file with vendorize."""
        out = self.folder / "vendorized"
        words = ("extract", SCRIPT, "--search-path", self.tree, "--layout", "file", "--no-cache", "--out", out)
        self.call(sys.executable, "-m", "vendorize", *words)
        return [str(self.python), "-I", "-S", str(out / "todo.py")]

    def zipapp(self) -> list[str]:
        """Make a zip archive with `zipapp`."""
        target = self.folder / "todo.pyz"
        self.call(self.python, "-m", "zipapp", self.tree, "-o", target, "-m", "todo:todo", "-c")
        return [str(self.python), "-I", str(target)]

    def shiv(self) -> list[str]:
        """Make an archive that unpacks itself with shiv."""
        target = self.folder / "todo.shiv"
        self.call(self.tool("shiv"), "--site-packages", self.tree, "-e", "todo.todo", "-o", target, "--compressed")
        return [str(self.python), str(target)]

    def pex(self) -> list[str]:
        """Make an archive with pex."""
        target = self.folder / "todo.pex"
        self.call(self.tool("pex"), *NEEDS, "--exe", SCRIPT, "-o", target, "--python", self.python)
        return [str(self.python), str(target)]

    def pyinstaller(self) -> list[str]:
        """Make an executable with an interpreter in it with PyInstaller."""
        where = ("--distpath", self.folder / "dist", "--workpath", self.folder / "work", "--specpath", self.folder)
        self.call(self.tool("pyinstaller"), "--onefile", "--paths", self.tree, *where, SCRIPT)
        return [str(next((self.folder / "dist").iterdir()))]

    def stickytape(self) -> list[str]:
        """Make a script that unpacks itself into a temporary folder with stickytape."""
        target = self.folder / "taped.py"
        words = ("--add-python-path", self.tree, "--output-file", target)
        self.call(self.tool("stickytape"), SCRIPT, *words)
        return [str(self.python), str(target)]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", nargs="?", type=Path, default=Path(sys.executable))
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="single-file-") as name:
        # Not resolved: that of an environment is a link, and finds its packages by where it lies.
        bench = Bench(options.python.absolute(), Path(name))
        bench.install()
        commands = {"the script in a folder": [str(bench.python), str(bench.tree / "todo.py")]}
        sizes = {"the script in a folder": _size(bench.tree)}
        for make in (bench.vendorize, bench.zipapp, bench.shiv, bench.pex, bench.pyinstaller, bench.stickytape):
            try:
                commands[make.__name__] = make()
            except FileNotFoundError as error:
                print(f"{make.__name__}: not measured, {error} is not installed", file=sys.stderr)
                continue
            except subprocess.CalledProcessError as error:
                print(f"{make.__name__}: not made: {error.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
                continue
            sizes[make.__name__] = Path(commands[make.__name__][-1]).stat().st_size
        _print(commands, sizes, options.runs, bench)
    return 0


def _print(commands: dict[str, list[str]], sizes: dict[str, int], runs: int, bench: Bench) -> None:
    times: dict[str, list[float]] = {name: [] for name in commands}
    first: dict[str, float] = {}
    for number in range(runs + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            bench.call(*command, "list")
            taken = (time.perf_counter() - start) * 1000
            if number:
                times[name].append(taken)
            else:
                first[name] = taken
    print(f"Python {sys.version.split()[0]}, {sys.platform}, {runs} runs\n")
    print("| form | bytes | first start, ms | start-up, ms |\n| --- | ---: | ---: | ---: |")
    for name in commands:
        print(f"| {name} | {sizes[name]:,} | {first[name]:.0f} | {statistics.median(times[name]):.0f} |")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")


if __name__ == "__main__":
    sys.exit(main())
