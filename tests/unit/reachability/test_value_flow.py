"""The second search: members that no value leads to wait for more than somebody who says their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.reachability.programs import Catalogue, alive_in
from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Mapping

DEP = """
    class A:
        def run(self): return self._go()
        def _go(self): pass
        def close(self): pass
    def late(x): return x.close()
    """


def parts_of(catalogue: Catalogue, module: str, *names: str) -> frozenset[int]:
    loaded = catalogue.load(module)
    assert loaded is not None
    assert isinstance(loaded.summary, ModuleSummary)
    return frozenset(part.index for part in loaded.summary.parts if part.kind == "def" and part.name in names)


def kept(app: str, members: tuple[str, ...], unseen: tuple[str, ...] = ()) -> set[str]:
    """Return the functions of `dep` that stay where these members, and these functions, were never entered."""
    files = {"app.py": app, "dep.py": DEP}
    catalogue = Catalogue(files)
    never: Mapping[str, frozenset[int]] = {"dep": parts_of(catalogue, "dep", *members)}
    followed = {"dep": parts_of(catalogue, "dep", *members, *unseen)}
    found = alive_in(files, never_entered=never, unseen=followed)
    return {symbol.rpartition(":")[2].rpartition(".")[2] for symbol in found.symbols}


def test_without_such_members_a_name_is_enough() -> None:
    found = alive_in({"app.py": "from dep import A\ndef f(x): x.close()\nA()", "dep.py": DEP})
    assert "dep:A.close" in found.symbols


@pytest.mark.parametrize(
    ("app", "members", "unseen", "stays", "goes"),
    [
        ("from dep import A\ndef f(x): x.close()\nA()", ("close",), (), set(), {"close"}),
        ("from dep import A\ndef f(x): x.run()\nA()", ("_go",), (), {"run"}, {"_go"}),
        ("from dep import A\nA.close", ("close",), (), {"close"}, set()),
        ("from dep import A\ndef f(x): getattr(x, 'clo' + input())\nA()", ("close",), (), {"close"}, set()),
        ("from dep import A\nNAMES = ['close']\ndef f(x): getattr(x, input())\nA()", ("close",), (), {"close"}, set()),
        ("from dep import A, late\nA()", ("close",), (), {"late"}, {"close"}),
        ("from dep import A, late\nA()", ("close",), ("late",), {"late", "close"}, set()),
    ],
    ids=[
        "a name on an unknown object",
        "a name on self",
        "a reference",
        "a computed name",
        "a string that is asked for",
        "code that was followed",
        "code that nobody followed",
    ],
)
def test_what_stays_of_members_that_no_value_leads_to(
    app: str, members: tuple[str, ...], unseen: tuple[str, ...], stays: set[str], goes: set[str]
) -> None:
    found = kept(app, members, unseen)
    assert stays <= found
    assert found.isdisjoint(goes)
