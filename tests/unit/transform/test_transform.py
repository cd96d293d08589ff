# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

import ast
import dataclasses
from typing import Any

import pytest

from vendorize.transform import transform
from vendorize.transform.numbering import check_numbering, number
from vendorize.transform.proof import check_cut, check_written, same
from vendorize.transform.source import Edit, apply
from vendorize_analysis.errors import InternalError, UserError


def test_a_module_without_changes_keeps_its_bytes(workshop: Any) -> None:
    source = b"\xef\xbb\xbf'''doc'''\r\nimport os\r\n\x0cx = 1\r"
    assert workshop.bytes(source) == source
    everything = frozenset(range(3))
    assert workshop.bytes(source, keep=everything) == source


def test_an_unreadable_module_is_copied_as_it_is(workshop: Any) -> None:
    module = workshop.module("dep/mod.py", b"print 'old'\n", distribution="dep", summary=None)
    (file,) = workshop.transform("package").files
    assert (file.relative, file.content) == ("app/_vendor/dep/mod.py", module.path)


def test_a_file_that_changed_is_refused(workshop: Any) -> None:
    module = workshop.module("mod.py", "x = 1\n")
    module.path.write_text("x = 2\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"mod\.py changed while"):
        workshop.transform()
    module.path.unlink()
    with pytest.raises(UserError, match=r"mod\.py changed while"):
        workshop.transform()


def test_a_path_never_leads_out(workshop: Any) -> None:
    workshop.module("mod.py", "x = 1\n", distribution="dep")
    workshop.vendored[0] = dataclasses.replace(workshop.vendored[0], relative="../mod.py")
    with pytest.raises(UserError, match="leads out"):
        workshop.transform()


def test_the_same_plan_gives_the_same_bundle_sorted_by_path(workshop: Any) -> None:
    for relative in ("b.py", "a/__init__.py", "a.py"):
        workshop.module(relative, "import b\nx = 1\n", distribution=relative[0])
    plan = workshop.plan("package")
    bundle = transform(plan)
    assert bundle == transform(plan)
    assert [file.relative for file in bundle.files] == sorted(file.relative for file in bundle.files)


def test_distributions_that_are_not_extracted_give_nothing(workshop: Any) -> None:
    workshop.module("dep.py", "x = 1\n", distribution="dep")
    plan = workshop.plan()
    external = dataclasses.replace(plan.distributions[0], verdict="external")
    assert transform(dataclasses.replace(plan, distributions=(external,))).files == ()


def test_a_file_that_two_distributions_have_is_told_and_written_once(workshop: Any) -> None:
    workshop.module("dep/mod.py", "x = 1\n", distribution="one")
    workshop.module("dep/mod.py", "x = 1\n", distribution="two")
    told: list[str] = []

    class Ears:
        def stage_started(self, name: str) -> None: ...

        def progressed(self, done: int, total: int, what: str) -> None: ...

        def warned(self, message: str) -> None:
            told.append(message)

    assert [file.distribution for file in transform(workshop.plan(), Ears()).files] == ["one"]
    assert "two distributions" in told[0]


def test_an_analysis_that_counted_otherwise_is_caught() -> None:
    tree = ast.parse("x = 1\ny = 2\n")
    with pytest.raises(InternalError, match="counted 0 parts"):
        check_numbering(number(tree), (), "mod")


def test_the_proof_catches_what_was_not_decided() -> None:
    tree = ast.parse("class A:\n  x = 1\n  y = 2\n")
    parts = number(tree)
    assert check_cut(tree, parts, frozenset({0, 2}), ast.parse("class A:\n  pass\n  y = 2\n"), "mod").keys() == {0, 2}
    for wrong in ("class A:\n  y = 3\n", "class B:\n  y = 2\n", "class A:\n  pass\n", "class A:\n  y = 2\nz = 1\n"):
        with pytest.raises(InternalError, match="please report"):
            check_cut(tree, parts, frozenset({0, 2}), ast.parse(wrong), "mod")
    with pytest.raises(InternalError, match=r"(?s)-x = 1.*\+x = 2"):
        check_written(ast.parse("x = 1"), ast.parse("x = 2"), "mod")


@pytest.mark.parametrize(
    ("left", "right"), [("1", "True"), ("1", "1.0"), ("0.0", "-0.0"), ("'a'", "b'a'"), ("a", "a()"), ("[a]", "[a, a]")]
)
def test_the_proof_tells_apart(left: str, right: str) -> None:
    assert same(ast.parse(left), ast.parse(left))
    assert not same(ast.parse(left), ast.parse(right))


def test_edits_that_overlap_are_our_bug() -> None:
    assert apply(b"abc", [Edit(2, 3, b"C"), Edit(0, 1, b"A"), Edit(1, 1, b"-")]) == b"A-bC"
    with pytest.raises(InternalError, match="overlap"):
        apply(b"abc", [Edit(0, 2, b""), Edit(1, 3, b"")])
