"""Read `[tool.vendorize]` into settings, or say everything that is wrong with it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from packaging.utils import canonicalize_name

from vendorize.config.build_table import read_build
from vendorize.config.checks import (
    distribution_name,
    dotted_name,
    expression,
    extra_name,
    filled,
    one_of,
    path_pattern,
    specifier,
    symbol_pattern,
    template,
)
from vendorize.config.distributions import OfDistribution, choice, cold_of, policy_of, read_distributions, strip_of
from vendorize.config.namespaces import namespace_name
from vendorize.config.reader import Problem, Reader
from vendorize.layouts import DEFAULT, NAMES
from vendorize.model.findings import KINDS
from vendorize.model.hoisted import HOISTS
from vendorize.model.settings import (
    AcceptRule,
    AssistSettings,
    ChangeRule,
    DataRules,
    Mask,
    Settings,
    VerifySettings,
)
from vendorize_analysis.discovery.toml import read_toml
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.options import AnalysisOptions, Granularity, KeepRule, Native, Platform, Precision
from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.sandbox import Wanted

PYPROJECT = "pyproject.toml"
TABLE = "tool.vendorize"
OLDER = ("packages", "target")
"""Keys of the older project that owns the name vendorize on the package index."""


def load(root: Path, config_file: Path | None = None) -> Settings:
    """Return the settings of the file, or of the project's `pyproject.toml`; without a table, the defaults."""
    file = config_file if config_file is not None else root / PYPROJECT
    asked_about(file)
    if not file.is_file():
        if config_file is not None:
            raise UserError(f"{file}: no such configuration file", hint="name a regular file in TOML")
        return Settings()
    content = read_toml(file)
    # A file of its own may leave out the name of the table.
    bare = config_file is not None and "tool" not in content and file.name != PYPROJECT
    table = content if bare else content.table("tool", "vendorize")
    problems: list[Problem] = []
    settings = _read(Reader(table.values, "" if bare else TABLE, problems))
    if problems:
        raise _all_of(problems, file)
    return settings


def _all_of(problems: list[Problem], file: Path) -> UserError:
    ordered = sorted(set(problems))
    title = "a problem" if len(ordered) == 1 else f"{len(ordered)} problems"
    lines = "".join(f"\n  {problem}" for problem in ordered)
    return UserError(
        f"{file}: {title} in the configuration of vendorize{lines}", hint="nothing was done; mend the file"
    )


def check_namespace(settings: Settings, message: str, root: Path, config_file: Path | None = None) -> None:
    """Raise `UserError` if there is a message about the configured namespace, which says what takes it."""
    if settings.namespace and message:
        file = config_file if config_file is not None else root / PYPROJECT
        raise _all_of([Problem(f"{TABLE}.namespace", message)], file)


def _read(reader: Reader) -> Settings:
    """Return the settings; they are of use only if no problem was reported."""
    for key in OLDER:
        if key in reader.values:
            reader.report(key, "this key belongs to the older project named vendorize, which this tool is not")
    distributions = read_distributions(reader.table("distribution"))
    settings = Settings(
        namespace=reader.text("namespace", namespace_name),
        layout=reader.text("layout", one_of(NAMES)) or DEFAULT,
        analysis=_read_analysis(reader, distributions),
        verify=_read_verify(reader.table("verify")),
        verbatim=reader.texts("verbatim", filled),
        changed=_read_changed(reader),
        accept=_read_accepted(reader),
        policy=policy_of(reader.table("policy"), distributions),
        build=read_build(reader.table("build")),
        assist=_read_assist(reader.table("assist")),
        data=_read_data(reader.table("data")),
        bytecode=_read_bytecode(reader),
        fast_start=reader.flag("fast-start"),
        strip_debug=reader.flag("strip-debug"),
        strip=strip_of(reader, distributions),
        hoist="safe" if reader.text("hoist", one_of(HOISTS)) else "",
        cold=cold_of(reader, distributions),
        traces=reader.texts("traces", filled),
    )
    reader.finish()
    return settings


def _read_data(reader: Reader) -> DataRules:
    rules = DataRules(keep=reader.texts("keep", path_pattern), drop=reader.texts("drop", path_pattern))
    reader.finish()
    return rules


def _read_bytecode(reader: Reader) -> int | None:
    """Return the level of optimisation of compiled modules; None where there are to be none."""
    wanted, level = reader.flag("compile"), reader.level("optimize")
    if level is not None and not wanted:
        reader.report("optimize", "is about compiled modules: set compile = true too")
    return (level or 0) if wanted else None


def _read_analysis(reader: Reader, distributions: tuple[OfDistribution, ...]) -> AnalysisOptions:
    return AnalysisOptions(
        granularity=choice(reader, "granularity", Granularity) or "member",
        precision=choice(reader, "precision", Precision) or None,
        values_within=reader.seconds("values-within"),
        external=frozenset(map(canonicalize_name, reader.texts("external", distribution_name))),
        roots=reader.texts("roots", filled),
        extras=frozenset(map(canonicalize_name, reader.texts("extras", extra_name))),
        absent=frozenset(reader.texts("absent", dotted_name)),
        requires_python=reader.text("python", specifier),
        platforms=cast("frozenset[Platform]", frozenset(reader.texts("platforms", one_of(get_args(Platform))))),
        keep=_read_keep(reader),
        granularities=tuple((one.key, one.granularity) for one in distributions if one.granularity),
        prune_first_party=reader.flag("prune-first-party"),
        native=choice(reader, "native", Native) or "keep",
        defer_imports=reader.flag("defer-imports"),
        deferring=tuple((one.key, one.defer) for one in distributions if one.defer is not None),
        natives=tuple((one.key, one.native) for one in distributions if one.native),
    )


def _read_keep(reader: Reader) -> tuple[KeepRule, ...]:
    rules = []
    for rule in reader.tables("keep"):
        for key in ("symbol", "reason"):
            if key not in rule.values:
                rule.report(key, "is required")
        rules.append(KeepRule(rule.text("symbol", symbol_pattern), rule.text("reason", filled)))
        rule.finish()
    return tuple(rules)


def _read_changed(reader: Reader) -> tuple[ChangeRule, ...]:
    rules = []
    for rule in reader.tables("changed"):
        for key in ("file", "reason"):
            if key not in rule.values:
                rule.report(key, "is required")
        rules.append(ChangeRule(rule.text("file", filled), rule.text("reason", filled)))
        rule.finish()
    return tuple(rules)


def _read_accepted(reader: Reader) -> tuple[AcceptRule, ...]:
    rules = []
    for rule in reader.tables("accept"):
        for key in ("code", "about", "reason"):
            if key not in rule.values:
                rule.report(key, "is required")
        code = rule.text("code", one_of(tuple(KINDS)))
        rules.append(AcceptRule(code, rule.text("about", filled), rule.text("reason", filled)))
        rule.finish()
    return tuple(rules)


def _read_verify(reader: Reader) -> VerifySettings:
    command = reader.texts("command")
    if reader.values.get("command") == []:
        reader.report("command", "must not be empty")
    settings = VerifySettings(
        command=command,
        runs=reader.number("runs"),
        timeout=reader.number("timeout"),
        network=reader.flag("network"),
        record=reader.text("record", filled),
        masks=_read_masks(reader),
        variables=reader.pairs("variables"),
        replay=reader.flag("replay"),
        fuzz=reader.seconds("fuzz"),
        sandbox=cast("Wanted", reader.text("sandbox", one_of(("off", "auto", "required")))),
    )
    reader.finish()
    return settings


def _read_assist(reader: Reader) -> AssistSettings:
    settings = AssistSettings(
        enabled=reader.flag("enabled"),
        model=reader.text("model"),
        base_url=reader.text("base-url"),
        api=reader.text("api", one_of(("chat", "responses"))),
        stream=reader.flag("stream"),
        first_party=reader.flag("first-party"),
        attempts=reader.number("attempts"),
        tokens=reader.number("tokens"),
        seconds=reader.seconds("seconds"),
        price=reader.seconds("price"),
        money=reader.seconds("money"),
    )
    reader.finish()
    return settings


def _read_masks(reader: Reader) -> tuple[Mask, ...]:
    masks = []
    for table in reader.tables("masks"):
        for key in ("pattern", "replace"):
            if key not in table.values:
                table.report(key, "is required")
        pattern, replacement = table.text("pattern", expression), table.text("replace")
        masks.append(Mask(pattern, replacement))
        if pattern and (message := template(pattern, replacement)):
            table.report("replace", message)
        table.finish()
    return tuple(masks)
