"""Functions of distributions that stay in a result whatever becomes of one function: what a rewrite of that may use.

They stay when the function does nothing, and do nothing to the world around them (no capability, nothing that cannot be
read), so that what uses them can be compared by calling it, and has no more power than the original had.
"""

from __future__ import annotations

import ast
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from vendorize.model.rewrite import RewriteUse, Upstream
from vendorize.rewrites.placing import module_of, placed
from vendorize.rewrites.splicing import DoesNotSplice, function_in, parsed
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.pipeline import analyze
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from vendorize.model.rewrite import Rewrite
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.options import Replaced

Names = tuple[str, str]
"""Module and name of a function."""
_SHOWN = 160


class KeptFunction(NamedTuple):
    """A function that a proposal may import."""

    module: str
    name: str
    said: str
    """Its signature, and the first line of its docstring."""
    upstream: tuple[Upstream, ...]
    """Files that it and all behind it stand in."""

    @property
    def symbol(self) -> str:
        """Return `module:name`."""
        return f"{self.module}:{self.name}"


def emptied(source: str) -> str:
    """Return a function that does nothing but raise, with the head of another one."""
    node = parsed(source).body[0]
    if not isinstance(node, ast.FunctionDef):
        raise DoesNotSplice("it is not one function and nothing else")
    documented = node.body[:1] if ast.get_docstring(node) is not None else []
    nothing = ast.Raise(ast.Name("NotImplementedError", ast.Load()), None)
    made = ast.FunctionDef(node.name, node.args, [*documented, nothing], [], node.returns, node.type_comment)
    return ast.unparse(ast.fix_missing_locations(made)) + "\n"


def staying(analysis: Analysis) -> tuple[Names, ...]:
    """Return the public functions at the top of live modules of distributions that are live, or that stay installed."""
    found: list[Names] = []
    for name, parts in sorted(analysis.liveness.parts.items()):
        loaded = analysis.modules[name]
        hidden = any(word.startswith("_") for word in name.split("."))
        if hidden or not loaded.distribution or not isinstance(loaded.summary, ModuleSummary):
            continue
        found += [
            (name, part.name)
            for part in (loaded.summary.parts[index] for index in sorted(parts))
            if part.parent == -1 and part.kind == "def" and not part.name.startswith("_")
        ]
    return tuple(dict.fromkeys(found))


def kept_function(analysis: Analysis, names: Names, folder: Path, options: AnalysisOptions) -> KeptFunction | None:
    """Return a function that a rewrite may use; None for one that cannot be read, or that does more than compute.

    `analysis` is one of the project; `folder` is an empty one of our own.
    """
    try:
        node = function_in(parsed(read_bytes(analysis.modules[names[0]].path).decode("utf-8")), names[1])
        found = alone(names, folder, options)
        refuse_effects(found, ".".join(names))
    except (DoesNotSplice, UnicodeDecodeError, UserError):
        return None
    said = f"{node.name}({ast.unparse(node.args)})" + (f" -> {ast.unparse(node.returns)}" if node.returns else "")
    first = (ast.get_docstring(node) or "").partition("\n")[0]
    return KeptFunction(*names, f"{said}  # {first}"[:_SHOWN] if first else said[:_SHOWN], upstream_of(found))


def alone(names: Names, folder: Path, options: AnalysisOptions) -> Analysis:
    """Analyse a program that uses nothing but one function."""
    probe = probe_for(names, folder)
    return analyze(probe, options, Silent())


PROBE = "vendorize_surface.py"


def probe_for(names: Names, folder: Path) -> Path:
    """Write a program that uses nothing but a function; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / PROBE
    probe.write_text(f"import {names[0]}\n\nprint({'.'.join(names)})\n", "utf-8")
    return probe


def options_alone(analysis: Analysis, options: AnalysisOptions) -> AnalysisOptions:
    """Return the options for programs that use one function, in the environment of a project."""
    return AnalysisOptions(
        python=analysis.environment.interpreter.executable,
        search_path=options.search_path,
        use_cache=options.use_cache,
        cache_dir=options.cache_dir,
        jobs=options.jobs,
    )


def refuse_effects(found: Analysis, symbol: str) -> None:
    """Raise `UserError` for code that does more than compute, or that cannot be read."""
    able = sorted({one for key in found.capabilities.uses if key for one in found.capabilities.of(key)})
    if able:
        raise UserError(
            f"{symbol} leads to code with {', '.join(able)}: it cannot be compared by calling it",
            hint="only functions that do nothing to the world around them are rewritten",
        )
    unread = sorted(found.liveness.unread)
    if unread or any(value == "required" for value in found.native.values()):
        raise UserError(f"{symbol} leads to compiled or unreadable code", hint="it stays as it is")


def upstream_of(found: Analysis) -> tuple[Upstream, ...]:
    """Return the files of distributions that an analysed program runs."""
    made = []
    for module in found.modules.values():
        if module.distribution and module.name in found.liveness.executed:
            home = found.environment.distribution(module.distribution).location
            file = module.path.relative_to(home).as_posix() if module.path.is_relative_to(home) else module.relative
            made.append(Upstream(module.distribution, file, sha256(read_bytes(module.path)).hexdigest()))
    return tuple(sorted(made))


def used_by(source: str, kept: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return which of some functions (names by module) a source imports, as `module:name`."""
    found = {
        f"{node.module}:{one.name}"
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.ImportFrom) and not node.level
        for one in node.names
        if one.name in kept.get(node.module or "", ())
    }
    return tuple(sorted(found))


def still_kept(
    uses: tuple[RewriteUse, ...],
    environment: Environment,
    run: Callable[[tuple[Replaced, ...]], Analysis],
    place: tuple[Path, AnalysisOptions],
) -> tuple[RewriteUse, ...]:
    """Return rewrites with those stale that use what nothing else keeps, or what does more than compute by now.

    `run` analyses the project with some modules replaced; `place` is an empty folder and the project's options.
    """
    asking = {use.rewrite.place for use in uses if use.rewrite.uses and not use.stale}
    if not asking:
        return uses
    found = run(_without(uses, asking, environment))
    there = {":".join(one) for one in staying(found)}
    return tuple(
        RewriteUse(use.rewrite, _why(use.rewrite, there, found, place)) if use.rewrite.place in asking else use
        for use in uses
    )


def _without(uses: tuple[RewriteUse, ...], asking: set[str], environment: Environment) -> tuple[Replaced, ...]:
    """Place rewrites, with functions that do nothing for those that ask."""
    groups: dict[tuple[str, str], list[RewriteUse]] = {}
    for use in uses:
        if not use.stale:
            groups.setdefault((use.rewrite.distribution, use.rewrite.module), []).append(use)
    installed = {one.key: one for one in environment.distributions}
    made = []
    for (key, name), group in groups.items():
        sources = {
            use.rewrite.name: emptied(use.rewrite.source) if use.rewrite.place in asking else use.rewrite.source
            for use in group
        }
        made.append(placed(module_of(installed[key], name), key, sources))
    return tuple(made)


def _why(rewrite: Rewrite, there: set[str], found: Analysis, place: tuple[Path, AnalysisOptions]) -> str:
    folder, options = place
    known = {(one.distribution, one.file) for one in rewrite.upstream}
    for number, one in enumerate(rewrite.uses):
        if one not in there:
            return f"{one.replace(':', '.')}, which it uses, is kept for nothing else"
        module, _, name = one.partition(":")
        home = folder / rewrite.place / str(number)
        kept = kept_function(found, (module, name), home, options_alone(found, options))
        if kept is None or not {(up.distribution, up.file) for up in kept.upstream} <= known:
            return f"{one.replace(':', '.')}, which it uses, is not what it was proved with"
    return ""
