"""What is decided before the search starts: where it begins, and what it must not cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from vendorize_analysis.model.options import KeepRule
    from vendorize_analysis.model.project import EntryPoint
    from vendorize_analysis.reachability.compiled_names import CompiledNames


@dataclass(frozen=True, slots=True)
class Boundaries:
    """What is decided before the search starts."""

    first_party: tuple[str, ...]
    """Modules of the project; of those that are not prunable everything is a root."""
    prunable: frozenset[str] = field(default=frozenset(), kw_only=True)
    """First-party modules that are cut as those of distributions are."""
    dependents: Mapping[str, frozenset[str]]
    """For each distribution those that need it, transitively; first-party code (empty key) needs them all."""
    opaque: frozenset[str] = frozenset()
    """Distributions that run in full once anything of them does: what they use cannot be read, or nobody may ask."""
    whole_distributions: frozenset[str] = frozenset()
    """Distributions that are kept whole as soon as anything in them runs."""
    plugin_tools: frozenset[str] = frozenset()
    """Distributions that a test runner may load by itself."""
    listed: frozenset[str] | None = None
    """Top-level modules that listings of installed code find as far as it matters; None: all."""
    whole_modules: frozenset[str] = frozenset()
    """Distributions whose executed modules are kept whole."""
    whole_names: frozenset[str] = frozenset()
    """Modules that are kept whole as soon as they run: they have a second name, under which they are written."""
    whole_classes: frozenset[str] = frozenset()
    """Distributions whose live classes are kept whole."""
    entry_points: tuple[EntryPoint, ...] = ()
    """Entry points of all distributions, for groups that are named."""
    keep: tuple[KeepRule, ...] = ()
    roots: tuple[str, ...] = ()
    """More roots: `package.module` or `package.module:name`."""
    started: tuple[tuple[str, str], ...] = ()
    """Modules that start-up code names, each with the place of that code."""
    reads: Callable[[Path], bool] = lambda _: False
    """Tells whether the target interpreter reads a file that ours refuses."""
    compiled_text: Callable[[str, str], tuple[CompiledNames, ...] | None] = lambda _key, _module: None
    """Returns what the files of a compiled module of a distribution name; None where it is not known."""
    compiled: Mapping[str, str] = field(default_factory=dict)
    """For each distribution with compiled modules what changes when these do."""
    runs_others: Callable[[str, str], bool] = lambda _key, _module: False
    """Tells whether the files that a module of a distribution runs, or their text, are never its distribution's own."""
    looks_in: Callable[[str, str], tuple[str, ...] | None] = lambda _key, _module: None
    """Returns the folders (POSIX) in which alone a module of a distribution looks for files of that; None: any."""
    pickled: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """For each distribution the modules and names that pickles among its files take from it; an empty name: any."""
    named_in_data: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    """For each distribution (the empty key: the project) what its data files name: values of settings, what templates
    ask objects for, and what code under another ending names."""
    modules_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of all modules of each distribution."""
    without: frozenset[str] = frozenset()
    """Rules that keep less and are left out."""
    never_entered: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Members in each module that no value leads to: code that was followed and asks for their name means others."""
    unseen: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Functions and methods in each module whose code was not followed, for no value leads to them."""
