from __future__ import annotations

from itertools import chain, combinations

import pytest

from tests.unit.reachability.programs import Texts, alive_in, boundaries_of, program_of
from vendorize_analysis.model.costs import HazardCosts, Site
from vendorize_analysis.model.events import Silent
from vendorize_analysis.reachability import cost, reach
from vendorize_analysis.reachability.costs import difference

PLUGINS = {
    "app.py": "import dep\ndep.load('x')\n",
    "dep/__init__.py": """
        from importlib import import_module
        def load(name):
            return import_module('dep.plugins.' + name)
    """,
    "dep/plugins/__init__.py": "",
    "dep/plugins/one.py": "import dep.helper\ndef f(): pass\nf()\n",
    "dep/helper.py": "print()\n",
}
TWICE = {
    "app.py": "import dep\ndep.a('x', dep.T())\ndep.b('x', dep.T())\n",
    "dep/__init__.py": """
        WORDS = ['go']
        class T:
            def go(self): pass
        def a(name, x): return getattr(x, name)
        def b(name, x): return WORDS, getattr(x, name)
    """,
}


def costs_of(files: Texts) -> HazardCosts:
    program, boundaries = program_of(files), boundaries_of(files)
    return cost(program, boundaries, reach(program, boundaries, Silent()), Silent())


def test_a_site_costs_what_is_alive_because_of_it_alone() -> None:
    costs = costs_of(PLUGINS)
    lost = costs.sites[Site("dep", 4, "VZ101")]
    assert lost.modules == {"dep.plugins", "dep.plugins.one", "dep.helper"}
    assert {name: len(parts) for name, parts in lost.parts.items()} == {"dep.plugins.one": 3, "dep.helper": 1}
    assert costs.groups["dep", "VZ101"] == costs.codes["VZ101"] == lost


def test_what_is_reached_in_another_way_costs_nothing() -> None:
    files = {**PLUGINS, "app.py": "import dep, dep.plugins.one\ndep.load('x')\ndep.plugins.one.f\n"}
    assert not costs_of(files).sites[Site("dep", 4, "VZ101")]


def test_sites_that_ask_for_the_same_cost_nothing_alone_and_something_together() -> None:
    costs = costs_of(TWICE)
    assert [bool(costs.sites[Site("dep", line, "VZ201")]) for line in (5, 6)] == [False, False]
    assert costs.groups["dep", "VZ201"].parts == {"dep": {2}}


def test_data_files_that_nobody_else_reads_are_a_cost() -> None:
    files = {"app.py": "import dep\n", "dep.py": "print(open(__file__))\n"}
    assert costs_of(files).sites[Site("dep", 1, "VZ501")].data == {"dep"}


@pytest.mark.parametrize("files", [PLUGINS, TWICE, {**TWICE, **PLUGINS, "dep/__init__.py": "globals()['a' + x]\n"}])
def test_less_is_alive_without_more_hazards(files: Texts) -> None:
    program, boundaries = program_of(files), boundaries_of(files)
    sites = sorted(cost(program, boundaries, reach(program, boundaries, Silent()), Silent()).sites)
    subsets = chain.from_iterable(combinations(sites, size) for size in range(len(sites) + 1))
    found = {frozenset(subset): reach(program.without(frozenset(subset)), boundaries, Silent()) for subset in subsets}
    for fewer, more in combinations(found, 2):
        if fewer < more:
            assert not difference(found[more], found[fewer])


def test_a_program_without_hazards_leaves_the_program_as_it_was() -> None:
    program, boundaries = program_of(PLUGINS), boundaries_of(PLUGINS)
    program.without(frozenset({Site("dep", 4, "VZ101")}))
    assert reach(program, boundaries, Silent()).executed == alive_in(PLUGINS).liveness.executed
