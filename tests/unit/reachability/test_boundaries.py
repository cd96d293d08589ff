"""Roots, keep rules, granularity, what is opaque; witnesses."""

from __future__ import annotations

import pytest

from tests.unit.reachability.programs import alive_in, walk
from vendorize_analysis.errors import UserError

DEP = {
    "app.py": "from dep import A\nA().used()",
    "dep/__init__.py": "from .a import A",
    "dep/a.py": "class A:\n    def used(self): pass\n    def spare(self): pass\ndef f(): g()\ndef g(): pass",
    "dep/b.py": "def h(): pass",
}


@pytest.mark.parametrize(
    ("rule", "alive", "dead"),
    [
        ("dep.a.f", {"dep.a:f", "dep.a:g"}, {"dep.a:A.spare"}),
        ("dep.a:f", {"dep.a:f", "dep.a:g"}, {"dep.a:A.spare"}),
        ("dep.a.A.spare", {"dep.a:A.spare"}, {"dep.a:f"}),
        ("dep.a.A.s*", {"dep.a:A.spare"}, {"dep.a:f"}),
        ("dep.a.*", {"dep.a:A.spare", "dep.a:f", "dep.a:g"}, set()),
        ("dep.b", {"dep.b:h"}, {"dep.a:f"}),
        ("dep.b.h", {"dep.b:h"}, {"dep.a:f"}),
        ("dep.*", {"dep.b:h", "dep.a:f", "dep.a:A.spare"}, set()),
    ],
)
def test_a_keep_rule_keeps_what_it_names(rule: str, alive: set[str], dead: set[str]) -> None:
    found = alive_in(DEP, keep=(rule,))
    assert alive <= found.symbols
    assert found.symbols.isdisjoint(dead)
    assert found.liveness.unmatched == ()


FORMS = {
    "app.py": "import dep.low.one, dep.low.two, dep.stars",
    "dep/__init__.py": "",
    "dep/low/__init__.py": "",
    "dep/low/one.py": """
        class Reader:
            def read_text(self): pass
            def read_bytes(self): pass
            def close(self): pass
            class Options:
                def strict(self): pass
                def loose(self): pass
        def open(): pass
    """,
    "dep/low/two.py": "class Writer:\n    def close(self): pass\ndef open(): pass",
    "dep/low/three.py": "def open(): pass",
    "dep/stars.py": "from dep.low.one import *",
}
ALL_OF_READER = {
    *(f"dep.low.one:Reader.{name}" for name in ("read_text", "read_bytes", "close")),
    *(f"dep.low.one:Reader.Options.{name}" for name in ("strict", "loose")),
}


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("dep.low.one", {*ALL_OF_READER, "dep.low.one:open"}),
        ("dep.low.o*e", {*ALL_OF_READER, "dep.low.one:open"}),
        ("dep.low.one.*", {*ALL_OF_READER, "dep.low.one:open"}),
        ("dep.low.t*", {"dep.low.two:Writer.close", "dep.low.two:open", "dep.low.three:open"}),
        ("dep.low.one.Reader", ALL_OF_READER),
        ("dep.low.one:Reader", ALL_OF_READER),
        ("dep.stars.Reader", ALL_OF_READER),
        ("dep.low.one.Reader.close", {"dep.low.one:Reader.close"}),
        ("dep.low.one.Reader.read_*", {"dep.low.one:Reader.read_text", "dep.low.one:Reader.read_bytes"}),
        ("dep.low.one.Reader.*s", {"dep.low.one:Reader.read_bytes", *(n for n in ALL_OF_READER if "Options" in n)}),
        ("dep.low.one.Reader.Options.loose", {"dep.low.one:Reader.Options.loose"}),
        ("dep.low.one.R*r.c*e", {"dep.low.one:Reader.close"}),
        ("dep.low.*.open", {"dep.low.one:open", "dep.low.two:open", "dep.low.three:open"}),
        ("dep.low.*.*.close", {"dep.low.one:Reader.close", "dep.low.two:Writer.close"}),
        ("dep.*.two.Writer", {"dep.low.two:Writer.close"}),
    ],
)
def test_a_keep_rule_may_name_anything_and_have_a_wildcard_anywhere(rule: str, kept: set[str]) -> None:
    found = alive_in(FORMS, keep=(rule,))
    functions = {symbol for symbol in found.symbols if symbol.rpartition(".")[2].rpartition(":")[2].islower()}
    assert functions == kept
    assert found.liveness.unmatched == ()
    witness = found.path(min(kept))
    assert witness[-1][:3] == ("keep", None, "asked for")


def test_a_package_alone_is_its_own_module_and_a_rule_for_all_of_it_ends_with_a_star() -> None:
    assert "dep.low.three" not in alive_in(FORMS, keep=("dep.low",)).liveness.executed
    assert "dep.low.three:open" in alive_in(FORMS, keep=("dep.*",)).symbols


def test_a_rule_for_modules_keeps_the_data_files_of_their_distribution() -> None:
    assert alive_in(FORMS, keep=("dep.low.one",)).liveness.data == {"dep"}
    assert alive_in(FORMS, keep=("dep.low.one.open",)).liveness.data == frozenset()


@pytest.mark.parametrize(
    "rule", ["dep.gone", "dep.a.gone", "gone", "gone.*", "dep.a.gone.x", "dep.*.gone", "dep.a.A.*.x"]
)
def test_a_keep_rule_that_matches_nothing_is_told(rule: str) -> None:
    assert alive_in(DEP, keep=(rule,)).liveness.unmatched == (rule,)


def test_a_root_is_a_module_or_a_name() -> None:
    assert "dep.a:A.spare" in alive_in(DEP, roots=("dep.a",)).symbols
    found = alive_in(DEP, roots=("dep.a:f",))
    assert {"dep.a:f", "dep.a:g"} <= found.symbols
    assert "dep.a:A.spare" in found.dead


@pytest.mark.parametrize("root", ["gone", "dep.gone:x", "dep.a:gone"])
def test_a_root_that_is_not_there_is_an_error(root: str) -> None:
    with pytest.raises(UserError):
        alive_in(DEP, roots=(root,))


@pytest.mark.parametrize(
    ("level", "alive", "dead"),
    [
        ({}, {"dep.a:A.used"}, {"dep.a:A.spare", "dep.a:f"}),
        ({"whole_classes": frozenset({"dep"})}, {"dep.a:A.spare"}, {"dep.a:f"}),
        ({"whole_modules": frozenset({"dep"})}, {"dep.a:A.spare", "dep.a:f"}, {"dep.b:h"}),
        (
            {"whole_modules": frozenset({"dep"}), "whole_distributions": frozenset({"dep"})},
            {"dep.a:A.spare", "dep.a:f", "dep.b:h"},
            set(),
        ),
        ({"opaque": frozenset({"dep"})}, {"dep.a:A.spare", "dep.a:f", "dep.b:h"}, set()),
    ],
)
def test_granularity(level: dict[str, frozenset[str]], alive: set[str], dead: set[str]) -> None:
    found = alive_in(DEP, **level)
    assert alive <= found.symbols
    assert found.symbols.isdisjoint(dead)


def test_an_opaque_distribution_that_nobody_imports_does_not_run() -> None:
    found = alive_in(DEP | {"other.py": "print(1)"}, opaque=frozenset({"other"}))
    assert "other" not in found.liveness.executed


def test_what_an_opaque_distribution_needs_of_others_stays() -> None:
    files = {
        "app.py": "import ext",
        "ext/__init__.py": "def unused():\n    from .more import x",
        "ext/more.py": "from dep import f\nx = f",
        "dep.py": "def f(): pass\ndef g(): pass",
    }
    found = alive_in(files, opaque=frozenset({"ext"}))
    assert "dep:f" in found.symbols
    assert "dep:g" in found.dead


def test_a_compiled_module_runs() -> None:
    found = alive_in({"app.py": "import dep.fast", "dep/__init__.py": "", "dep/fast.so": ""})
    assert "dep.fast" in found.liveness.executed


def test_every_live_part_has_a_path_that_ends_at_a_root() -> None:
    found = alive_in(DEP)
    for module, parts in found.liveness.parts.items():
        for part in parts:
            path = walk(found.liveness.witnesses, next(n for n in found.liveness.witnesses if n == (module, part)))
            assert path[-1].kind == "root"
            assert path[-1].source is None


@pytest.mark.parametrize(
    ("symbol", "kinds"),
    [
        ("dep.a:A.used", "attribute"),
        ("dep.a:A", "import reference"),
    ],
)
def test_a_witness_says_what_kind_of_edge_it_is(symbol: str, kinds: str) -> None:
    first = alive_in(DEP).path(symbol)[0]
    assert first.kind in {*kinds.split(), "own"}


def test_an_edge_by_name_alone_is_not_certain() -> None:
    files = {"app.py": "import dep\ndef f(x): x.close()\nf(dep.A())", "dep.py": "class A:\n    def close(self): pass"}
    found = alive_in(files)
    assert not found.path("dep:A.close")[0].certain
    assert found.path("dep:A")[0].certain


def test_a_kept_symbol_is_witnessed_by_its_rule() -> None:
    (witness, *rest) = alive_in(DEP, keep=("dep.a.f",)).path("dep.a:f")
    assert (witness.kind, witness.detail, rest) == ("keep", "asked for", [])


@pytest.mark.parametrize("roots", [(), ("app",), ("dep.user",)])
def test_what_first_party_code_refers_to_is_counted_whoever_asks_first(roots: tuple[str, ...]) -> None:
    files = {
        "app.py": "import dep.a\nfrom dep import top\ndep.a.f()",
        "dep/__init__.py": "top = 1",
        "dep/a.py": "def f(): g()\ndef g(): pass",
        "dep/user.py": "from dep.a import f\nfrom dep import top",
    }
    used = alive_in(files, roots=roots).liveness.used["dep"]
    assert used >= {"dep.top", "dep.a.f"}
    assert "dep.a.g" not in used


def test_the_same_program_gives_the_same_answer() -> None:
    assert alive_in(DEP).liveness == alive_in(DEP).liveness
