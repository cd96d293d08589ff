"""The options that every command understands, before its name or after it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from vendorize.cli.sections import AnswerOption, ProjectOption
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vendorize.model.request import Request

Function = TypeVar("Function", bound="Callable[..., Any]")
PRECISIONS = ("names", "values")
GIVEN = "vendorize.option."
"""Prefix in `Context.meta`, which a command shares with the group around it."""


@dataclass(frozen=True, slots=True)
class Common:
    """The options of every command, wherever they stood."""

    analysis: AnalysisOptions
    """Those that are for the analysis."""
    config: Path | None = None
    quiet: bool = False
    verbose: bool = False
    no_color: bool = False
    output_format: str = "text"
    output: Path | None = None
    exit_zero: bool = False
    advise: bool = False
    mechanisms: bool = False
    tree: bool = False
    sort: str | None = None
    only: tuple[str, ...] = ()
    advisories: Path | None = None

    def request(self, start: Path, **more: Any) -> Request:  # noqa: ANN401 - fields of Request
        """Return the request for a project."""
        from vendorize.model.request import Request  # noqa: PLC0415 - keeps `--help` quick

        return Request(
            start=start,
            options=self.analysis,
            config=self.config,
            outlined=self.output_format == "html",
            **more,
        )


def remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:  # noqa: ANN401 - any option's value
    """Keep a value that the user gave; those of repeatable options add up."""
    if ctx.get_parameter_source(parameter.name or "") is ParameterSource.DEFAULT:
        return value
    key = f"{GIVEN}{parameter.name}"
    ctx.meta[key] = (*ctx.meta.get(key, ()), *value) if parameter.multiple else value
    return value


def common(ctx: click.Context, forms: tuple[str, ...] = ("text", "json")) -> Common:
    """Return the options that were given to the command or to the group before it; the command has these forms."""
    given = {key.removeprefix(GIVEN): value for key, value in ctx.meta.items() if key.startswith(GIVEN)}
    options = Common(analysis=_for_analysis(given), **given)
    if options.output_format not in forms:
        message = f"{ctx.command_path} has no output format {options.output_format!r}, but {' and '.join(forms)}"
        raise click.UsageError(message, ctx)
    return options


def _for_analysis(given: dict[str, Any]) -> AnalysisOptions:
    """Take the options of the analysis out of those that were given."""
    chosen = {field.name: given.pop(field.name) for field in fields(AnalysisOptions) if field.name in given}
    chosen["extras"] = frozenset(chosen.get("extras", ()))
    return AnalysisOptions(**{"jobs": 0, "use_cache": not given.pop("no_cache", False), **chosen})


def find_python(_: click.Context, __: click.Parameter, value: str | None) -> Path | None:
    """Return the interpreter's path, or the folder of a virtual environment; a bare name is looked for on `PATH`."""
    if value is None:
        return None
    is_place = Path(value).is_file() or (Path(value) / "pyvenv.cfg").is_file()
    found = value if is_place else shutil.which(value)
    if found is None:
        message = f"no interpreter {value!r}, and no folder of a virtual environment."
        raise click.BadParameter(message)
    return Path(found)


def remember_python(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Path | None:
    """Keep the interpreter that the user gave."""
    found = find_python(ctx, parameter, value)
    remember(ctx, parameter, found)
    return found


def option(*names: str, **settings: Any) -> Callable[[Function], Function]:  # noqa: ANN401 - click's settings
    """Declare an option whose value goes to `common`, not to the function."""
    return click.option(*names, **{"expose_value": False, "callback": remember, **settings})


_project = partial(option, cls=ProjectOption)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
RESULT_PLACE = click.Path(exists=True, path_type=Path)
"""The folder of a result, or a wheel."""
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PROJECT_OPTIONS = (
    _project(
        "--python",
        metavar="EXE",
        callback=remember_python,
        help="Interpreter whose environment is analysed "
        "[default: the project's .venv, $VIRTUAL_ENV, else the running one].",
    ),
    _project(
        "--search-path",
        multiple=True,
        type=FOLDER,
        metavar="DIR",
        help="Folder that stands in for the interpreter's site-packages; repeatable.",
    ),
    _project(
        "--defer-imports",
        is_flag=True,
        help="Have imports wait for the first use of what they bind, where nobody can tell.",
    ),
    _project(
        "--root",
        "roots",
        multiple=True,
        metavar="R",
        help="One more root: package.module, package.module:name, a file or a folder; repeatable.",
    ),
    _project(
        "--extra",
        "extras",
        multiple=True,
        metavar="NAME",
        help="An extra (optional dependencies) of the project that counts as required; repeatable.",
    ),
    _project("--config", type=FILE, metavar="FILE", help="Read this configuration, not the project's pyproject.toml."),
    _project(
        "--precision",
        type=click.Choice(PRECISIONS),
        help="Keep methods that are named somewhere, or only those that values lead to: smaller, far slower "
        "[default: names].",
    ),
    _project(
        "--values-within",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="With --precision values: let names decide where following values takes longer [default: no limit].",
    ),
    _project("--no-cache", is_flag=True, help="Neither read nor write the cache."),
    _project(
        "--cache-dir", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Folder of the cache."
    ),
    _project(
        "--cache-fallback",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        envvar="VENDORIZE_CACHE_FALLBACK",
        show_envvar=True,
        help="Folder of a second cache, shared and only read.",
    ),
    _project(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Most processes to use [default: one for each processor].",
    ),
)


def project_options(function: Function) -> Function:
    """Add the options that say what is analysed and how."""
    for add in reversed(PROJECT_OPTIONS):
        function = add(function)
    return function


def output_options(*forms: str) -> Callable[[Function], Function]:
    """Add the options that say how the answer is shown, in one of these forms."""
    answer = partial(option, cls=AnswerOption)
    options = (
        answer("--output-format", type=click.Choice(forms), help="Form of the answer [default: text]."),
        answer(
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Write the answer to a file, not to standard output.",
        ),
        answer("-q", "--quiet", is_flag=True, help="No progress and no warnings."),
        answer("-v", "--verbose", is_flag=True, help="Show all details in text."),
        answer("--no-color", is_flag=True, help="No colours; the variable NO_COLOR does the same."),
        answer("--exit-zero", is_flag=True, help="End with 0 where a finding would end with 1."),
    )

    def add_all(function: Function) -> Function:
        for add in reversed(options):
            function = add(function)
        return function

    return add_all


INSTEAD = {
    "--output-format": "for that form of the answer say --output-format {}",
    "--only": "for one distribution say --only {}",
}
"""Options for which people write a bare word, each with the remedy; the first that takes the word counts."""


class ProjectPath(click.Path):
    """A path that exists, as a `Path`; says which option may have been meant by a word that is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Return the path; raises click's `BadParameter` where nothing is there."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            meant = _meant(str(value), ctx.command.params if ctx is not None else ())
            raise click.BadParameter(f"{error.message} {meant}".rstrip(), ctx, param) from None


def _meant(word: str, params: Iterable[click.Parameter]) -> str:
    if not word.replace("-", "").replace("_", "").replace(".", "").isalnum():
        return ""
    by_name = {name: each.type for each in params for name in each.opts}
    for name, remedy in INSTEAD.items():
        kind = by_name.get(name)
        if kind is not None and (not isinstance(kind, click.Choice) or word in kind.choices):
            return f"({remedy.format(word)})"
    return ""


project_argument = click.argument("project", type=ProjectPath(exists=True, path_type=Path), default=".")
"""Declares PROJECT, the current folder by default."""
