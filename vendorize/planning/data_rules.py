"""Files of distributions that no program reads when it runs, by kind, and those that the user's rules drop or keep.

Kinds that only a compiler, a type checker or another system reads go by themselves, where no code that runs mentions
such files. What a program may open goes only by a rule of the user.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from vendorize.layouts import layout_named
from vendorize.model.plan import DataFile, DroppedFile
from vendorize.planning.file_kinds import BY_RULE, KINDS, OF_TESTS
from vendorize.planning.globs import fits
from vendorize_analysis.model.names import TEST_FOLDERS, is_in_folder, is_library
from vendorize_analysis.reading import NAMES_TESTS, read_as_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize.model.settings import DataRules
    from vendorize.planning.file_kinds import Kind
    from vendorize_analysis.model.analysis import Analysis, LoadedModule

_LISTS = re.compile(rb"\b(?:rglob|walk|recursive|copytree)\b|\*\*/")
"""How code comes upon files in folders that it does not name."""


class _Going(NamedTuple):
    """Which files may go."""

    kinds: tuple[Kind, ...]
    rules: DataRules
    tests: frozenset[str] = frozenset()
    """Files of tests that nobody reads."""

    def kind_of(self, relative: str) -> str:
        """Return the kind by which a file goes; empty where it stays."""
        if fits(relative, self.rules.keep):
            return ""
        if fits(relative, self.rules.drop):
            return BY_RULE
        if relative in self.tests:
            return OF_TESTS
        return next((kind.name for kind in self.kinds if kind.covers(relative)), "")


def with_data_rules(analysis: Analysis, plan: Plan, rules: DataRules) -> Plan:
    """Return the plan without the files that go, each of which it names with its kind, and with libraries that load.

    Code, metadata and licence texts stay. Of what is not in the result at all nothing is said.
    """
    carries = layout_named(plan.layout).carries_externals
    platforms = analysis.platforms or {"linux", "macos", "windows"}
    readers = _Readers(analysis, _denied_modules(plan))
    distributions = []
    plan = _with_libraries(analysis, plan, rules)
    for one in plan.distributions:
        if one.verdict == "unused" or (one.verdict == "external" and not carries):
            distributions.append(one)
            continue
        there = _files(one)
        compiled = any(map(is_library, one.files))
        kinds = tuple(
            kind
            for kind in KINDS
            if any(map(kind.covers, there)) and kind.goes(platforms, compiled=compiled) and not readers.mention(kind)
        )
        one_kept = _with_kept(one, analysis, rules)
        distributions.append(_without(one_kept, _Going(kinds, rules, _unread_tests(one_kept, readers))))
    return _with_answers(replace(plan, distributions=tuple(distributions)), rules)


def _with_answers(plan: Plan, rules: DataRules) -> Plan:
    """Return the plan with modules that speak for what is dropped by rules; one file answers for all that it lacks."""
    if not rules.drop or not layout_named(plan.layout).holds_data_as_files:
        return plan
    from vendorize.planning.answering import with_answers  # noqa: PLC0415 - few projects have such rules

    return replace(plan, distributions=tuple(with_answers(one, rules.drop) for one in plan.distributions))


def _with_libraries(analysis: Analysis, plan: Plan, rules: DataRules) -> Plan:
    if not any(map(is_library, (path for one in plan.distributions for path in one.files))):
        return plan
    from vendorize.planning.libraries import with_loaded_libraries  # noqa: PLC0415 - many programs have none

    return with_loaded_libraries(analysis, plan, rules.keep)


def _with_kept(one: DistributionPlan, analysis: Analysis, rules: DataRules) -> DistributionPlan:
    """Return a distribution that is extracted with the data files that a rule keeps, whether code reads any or not."""
    if one.verdict != "extract" or not rules.keep:
        return one
    modules = {module.relative for module in analysis.environment.distribution(one.key).modules}
    there = {file.relative for file in one.data} | modules
    kept = (path for path in one.files if path not in there and fits(path, rules.keep))
    data = (path for path in kept if not is_in_folder(path, one.info) and not is_library(path))
    more = (DataFile(one.location / path, path, one.key) for path in data)
    return replace(one, data=tuple(sorted((*one.data, *more), key=lambda file: file.relative)))


def unmatched_rules(plan: Plan, rules: DataRules) -> tuple[str, ...]:
    """Return the patterns of rules that no file of a distribution in the plan fits."""
    paths = [path for one in plan.distributions for path in one.files] + [
        path for one in plan.distributions for path, _ in one.outside
    ]
    paths += [file.relative for one in plan.distributions for file in one.dropped]
    return tuple(rule for rule in (*rules.keep, *rules.drop) if not any(fits(path, (rule,)) for path in paths))


def _files(one: DistributionPlan) -> list[str]:
    """Return the paths of the files that may go."""
    if one.verdict == "extract":
        code = [module.relative for module in one.modules] if one.whole else []
        return [*(file.relative for file in one.data), *code]
    spared = set(one.license_files)
    inside = [path for path in one.files if not is_in_folder(path, one.info) and path not in spared]
    return [*inside, *(relative for relative, _ in one.outside)]


def _unread_tests(one: DistributionPlan, readers: _Readers) -> frozenset[str]:
    """Return the data files of an extracted distribution in folders of tests that no code which runs may read."""
    places = {file.relative: _tests_around(file.relative) for file in one.data} if one.verdict == "extract" else {}
    own = {module.relative for module in one.modules if module.name not in readers.denied}
    ran = {_tests_around(relative) for relative in own | {file for file, _ in one.loaded}}
    quiet = frozenset(relative for relative, place in places.items() if place and place not in ran)
    return frozenset() if not quiet or readers.look_for_tests(one.key) else quiet


def _tests_around(relative: str) -> str:
    """Return the outermost folder of tests inside a package that a file is in; empty for none."""
    parts = relative.split("/")[:-1]
    found = next((at for at, part in enumerate(parts) if at and part in TEST_FOLDERS), 0)
    return "/".join(parts[: found + 1]) if found else ""


def _without(one: DistributionPlan, going: _Going) -> DistributionPlan:
    """Return what is planned for a distribution without the files that go."""
    kinds = {path: kind for path in _files(one) if (kind := going.kind_of(path))}
    if not kinds:
        return one
    outside = dict(one.outside)
    places = {path: outside.get(path, one.location / path) for path in kinds}
    dropped = tuple(DroppedFile(path, kinds[path], places[path].stat().st_size) for path in sorted(kinds))
    return replace(
        one,
        files=tuple(path for path in one.files if path not in kinds) if one.verdict == "external" else one.files,
        outside=tuple(pair for pair in one.outside if pair[0] not in kinds),
        data=tuple(file for file in one.data if file.relative not in kinds),
        modules=tuple(module for module in one.modules if module.relative not in kinds),
        dropped=(*one.dropped, *dropped),
    )


def _denied_modules(plan: Plan) -> frozenset[str]:
    """Return the modules that are denied as a whole: they do not run."""
    return frozenset(
        module.name for one in plan.distributions if one.cold == "deny" for module in one.modules if module.cold_whole
    )


class _Readers:
    """Knows which files the code that runs mentions."""

    def __init__(self, analysis: Analysis, denied: frozenset[str]) -> None:
        self._analysis = analysis
        self.denied = denied
        self._texts: list[bytes] | None = None
        self._known: dict[str, bool] = {}
        self._listing: dict[str, bool] = {}

    def mention(self, kind: Kind) -> bool:
        """Tell whether code that runs has a text that ends like the name of a file of a kind.

        It may be anybody's: a helper is handed the folder of who uses it. The tests of a distribution do not count.
        """
        if kind.name not in self._known:
            ending = re.compile(
                rb"(?:%s)['\"]" % b"|".join(re.escape(one.encode()) for one in kind.suffixes), re.IGNORECASE
            )
            self._known[kind.name] = bool(kind.suffixes) and any(map(ending.search, self._sources()))
        return self._known[kind.name]

    def look_for_tests(self, key: str) -> bool:
        """Tell whether code that runs names a folder of tests, or that of a distribution lists folders in folders."""
        if key not in self._listing:
            sources = (text for module, text in self._own() if module.distribution == key)
            self._listing[key] = any(map(NAMES_TESTS.search, self._sources())) or any(map(_LISTS.search, sources))
        return self._listing[key]

    def _sources(self) -> list[bytes]:
        if self._texts is None:
            self._texts = [text for _, text in self._own()]
        return self._texts

    def _own(self) -> Iterator[tuple[LoadedModule, bytes]]:
        for name, module in self._analysis.modules.items():
            tested = module.distribution and not TEST_FOLDERS.isdisjoint(PurePosixPath(module.relative).parts[:-1])
            if name in self._analysis.liveness.executed and name not in self.denied and not tested:
                yield module, read_as_source(module.path, for_endings=True)
