"""What live code looks for by the folders of an installation: those of programs and data, and the search path.

A wheel installs scripts beside the interpreter and data below the prefix ("Binary distribution format",
packaging.python.org), and code finds them by `sys.prefix`, `sysconfig`, or the search path of the system. Neither the
prefix nor that path is the result's. So a distribution of which something is looked for there stays as it is installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.model.analysis import Liveness, Sought
from vendorize_analysis.model.hazards.modules import ImportHook
from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.environment import Distribution
    from vendorize_analysis.model.summary import Part

    Loaded = Mapping[str, LoadedModule]

_PREFIXES: Final = frozenset({"prefix", "base_prefix", "exec_prefix", "base_exec_prefix"})
_FOLDERS: Final = frozenset({"get_path", "get_paths", "get_config_var", "get_config_vars", "getuserbase"})
_STARTERS: Final = frozenset({"run", "call", "check_call", "check_output", "Popen", "getoutput", "execvp", "spawnvp"})
_LOOKS_OUTSIDE: Final = frozenset(
    {
        *("sys.executable", "shutil.which", "os.system", "os.popen", "os.execvp", "os.execv", "os.spawnvp"),
        *(f"sys.{name}" for name in _PREFIXES),
        *(f"sysconfig.{name}" for name in _FOLDERS),
        *(f"subprocess.{name}" for name in _STARTERS),
        "site.getuserbase",
    }
)
"""What finds programs, or the folders of an installation."""
_LOOKING: Final = _PREFIXES | _FOLDERS | _STARTERS | {"which", "executable"}
"""One of these has every part that looks for a program, or for a folder of an installation."""
_SCRIPTS: Final = frozenset({"bin", "Scripts", "scripts"})
"""Folders of programs, and what `sysconfig` calls them."""
_ENTERED: Final = frozenset({"listdir", "scandir", "join", "exists", "isdir", "isfile", "Path", "joinpath", "open"})
"""What code does with a folder of the search path that it looks into."""
_LOGGING: Final = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log", "isEnabledFor"})
_FOR_PEOPLE: Final = frozenset({"man", "info", "bash-completion", "bash_completion.d", "zsh", "fish"})
"""Folders below `share` or `etc` of which shells and pagers read the files, not programs by their names alone."""
_METHOD: Final = 2
"""Names in `logger.debug`."""


def sought_outside(distributions: Iterable[Distribution], loaded: Loaded, liveness: Liveness) -> dict[str, Sought]:
    """Return for each distribution what live code may look for of what it has outside of site-packages.

    It may where something looks for programs or for the prefix of an installation, and texts of live code have the
    file's name, or those of all folders around it; where code of the distribution itself has that of the first folder
    beside such a look, for it may make up the rest; or where code names a program that an installer makes, and looks
    for programs.
    """
    if not any(not _LOOKS_OUTSIDE.isdisjoint(names) for names in liveness.stdlib.values()):
        return {}
    those = [one for one in distributions if one.outside]
    texts = _live_texts(
        loaded, liveness, {piece for one in those for file in one.outside for piece in file.relative.split("/")}
    )
    looks = list(_looks(loaded, liveness)) if those else []
    found: dict[str, Sought] = {}
    for one in those:
        runs = any(module.name in liveness.executed for module in one.modules)
        places = (
            _started_at(file.relative, looks)
            if file.launches
            else _named_at(file.relative, texts, runs) or _beside_a_look(file.relative, one.key, looks)
            for file in one.outside
        )
        lost = [(file.relative, place) for file, place in zip(one.outside, places, strict=True) if place]
        if lost:
            found[one.key] = Sought(*lost[0], len(lost) - 1)
    return found


def sought_on_path(distributions: Iterable[Distribution], loaded: Loaded, liveness: Liveness) -> dict[str, str]:
    """Return the keys of distributions whose folder live code looks for along the search path, each with the reason."""
    tops: dict[str, list[str]] = {}
    for one in distributions:
        for top in one.top_level:
            tops.setdefault(top, []).append(one.key)
    found: dict[str, str] = {}
    for module, live in live_parts(loaded, liveness):
        for part in filter(_walks_path, live):
            used = (one for one in live if any(chain[0] in one.binds for chain, _ in part.reads.refs))
            near = [part, *(one for one in used if not _only_logs(one, part, live))]
            # The end of a file's name is no name of a module (pytest has one that is called `py`).
            texts = {piece for one in near for text in one.texts.all for piece in text.removesuffix(".py").split(".")}
            for top in sorted(texts & tops.keys()):
                for key in tops[top]:
                    found.setdefault(key, f"{module.relative}:{part.span.line} looks for {top} along the search path")
    return found


def _walks_path(part: Part) -> bool:
    """Tell whether a part takes the folders of the search path one by one, and looks into them.

    Who adds a folder there asks whether it is there already, and looks for nothing.
    """
    if any(isinstance(hazard, ImportHook) and hazard.of_path for hazard in part.hazards):
        return False
    walks = any(chain[:2] == ("sys", "path") and len(chain) == 2 for chain, _ in part.reads.refs)  # noqa: PLR2004
    return walks and not _ENTERED.isdisjoint(_names(part))


def _only_logs(made: Part, part: Part, live: Iterable[Part]) -> bool:
    """Tell whether a part makes a logger, of which another one does nothing but log: its name is no place."""
    if made.kind != "assign" or {chain for chain, _ in made.reads.refs} != {("logging", "getLogger")}:
        return False
    binding = [one for one in live if "logging" in one.binds]
    module = (0, "logging", "", "logging")
    uses_module = binding and all(any(ref[:4] == module for ref in one.imports) for one in binding)
    uses = [chain for chain, _ in part.reads.refs if chain[0] in made.binds]
    return bool(uses_module) and all(len(chain) == _METHOD and chain[1] in _LOGGING for chain in uses)


class _Look(NamedTuple):
    """A part of live code that looks for programs, or for the folders of an installation."""

    distribution: str
    place: str
    names: frozenset[str]
    """Texts that look like a name."""
    texts: frozenset[str]
    """These, and the names inside of other texts."""
    for_programs: bool
    """It starts or looks for programs by their name, or beside the interpreter."""


def _looks(loaded: Loaded, liveness: Liveness) -> Iterator[_Look]:
    for module, live in live_parts(loaded, liveness):
        for part in live:
            if not any(name in _LOOKING for name in _each_name(part)):
                continue
            names = _names(part)
            beside = "executable" in names and not {"dirname", "parent"}.isdisjoint(names)
            starts = not _STARTERS.isdisjoint(names) and "executable" not in names
            for_programs = beside or starts or "which" in names or not _FOLDERS.isdisjoint(names)
            if for_programs or not _PREFIXES.isdisjoint(names):
                pieces = frozenset(piece for text in part.texts.all for piece in (text, *text.split("/")))
                pieces |= _SCRIPTS if beside else frozenset()
                place = f"{module.path}:{part.span.line}"
                yield _Look(module.distribution, place, frozenset(part.texts.strings), pieces, for_programs)


def _started_at(relative: str, looks: Collection[_Look]) -> str:
    """Return where a program that an installer makes is looked for by its name; empty where it is not."""
    name = relative.rpartition("/")[2].removesuffix(".exe")
    return next((look.place for look in looks if look.for_programs and name in look.names), "")


def _beside_a_look(relative: str, key: str, looks: Collection[_Look]) -> str:
    """Return where a distribution's own code looks for a folder of the prefix, and may make up what is below."""
    first = relative.partition("/")[0]
    wanted = _SCRIPTS if first in _SCRIPTS else {first}
    return next((look.place for look in looks if look.distribution == key and not wanted.isdisjoint(look.texts)), "")


def _named_at(relative: str, texts: Mapping[str, str], runs: bool) -> str:  # noqa: FBT001 (one of two reasons)
    """Return the place of a text that leads to a file of a distribution that runs; empty where none does.

    What completes commands in a shell often has the name of the program alone.
    """
    *above, base = relative.split("/")
    if not texts.keys() >= _FOR_PEOPLE.intersection(above):
        return ""
    if not runs or base in texts:
        return texts.get(base, "") if runs else ""
    return texts[above[-1]] if len(above) > 1 and all(folder in texts for folder in above) else ""


def live_parts(loaded: Loaded, liveness: Liveness) -> Iterator[tuple[LoadedModule, list[Part]]]:
    """Yield each module of which parts are alive, with these in their order."""
    for name, live in liveness.parts.items():
        module = loaded.get(name)
        if module is not None and isinstance(module.summary, ModuleSummary):
            yield module, [module.summary.parts[index] for index in sorted(live)]


def _live_texts(loaded: Loaded, liveness: Liveness, wanted: Collection[str]) -> dict[str, str]:
    """Return the first place of each wanted text that live code has, as a text or as a piece of one that is a path."""
    texts: dict[str, str] = {}
    for module, live in live_parts(loaded, liveness) if wanted else ():
        for part in live:
            for text in part.texts.all:
                for piece in (text, *text.split("/")) if "/" in text else (text,):
                    if piece in wanted:
                        texts.setdefault(piece, f"{module.path}:{part.span.line}")
    return texts


def _names(part: Part) -> frozenset[str]:
    return frozenset(_each_name(part))


def _each_name(part: Part) -> Iterator[str]:
    for chain, _ in part.reads.refs:
        yield from chain
    for name, _ in part.reads.attributes:
        yield name
