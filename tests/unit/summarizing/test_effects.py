from __future__ import annotations

import pytest

from tests.unit.summarizing.sources import part_of, summary_of


@pytest.mark.parametrize(
    "text",
    [
        "a = 1",
        "a: int",
        "a: T[x] = {}",
        "a = b.c[d]",
        "a = [*b, -c, not d]",
        "a = {**b, 'c': d}",
        "a = b + c * d | e",
        "a = b << 1",
        "a = f'{b:{c}}'",
        "a = 'x'.join(b)",
        "a = [].copy()",
        "a = lambda x=b: c()",
        "a = [x for x in b if x]",
        "a = {x: y for x, y in b}",
        "a = b if c else d",
        "a = (b := c)",
        "a = b[1:2, ...]",
        "'text'",
        "pass",
        "for a in b: pass",
        "for a in b:\n    if a: continue\n    else: break",
        "def f(a, b=1, *, c, d=e): g()",
        "async def f(): g()",
        "class A(B, metaclass=C): pass",
        "import a",
        "from a import b",
    ],
)
def test_binding_names_is_no_effect(text: str) -> None:
    part = part_of(text)
    assert (part.execution.effect, part.execution.calls, part.execution.mutates) == (False, (), ())


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a.b",
        "a + b",
        "f()",
        "(lambda: f())()",
        "a = f()()",
        "a = b[0]()",
        "a = b @ c",
        "a = b << c",
        "a <<= 1",
        "a @= b",
        "a.b.c = 1",
        "a[0][1] = 2",
        "f().a = 1",
        "a[0].append(1)",
        "a.b.append(1)",
        "a.launch()",
        "a.sort(key=f)",
        "assert a",
        "raise a",
        "del a",
        "with a: pass",
        "while a: pass",
        "match a:\n    case 1: pass",
        "for a in b: f()",
        "for a in b: import c",
        "for a in b:\n    while c: pass",
        "for a in b:\n    class C: pass",
        "for a in b:\n    if c: import d",
        "[x for x.y in z]",
        "a = [x async for x in y]",
        "a = [0 for __path__ in x]",
        "__path__ = []",
        "__name__ = 'x'",
        "[a, __package__] = x",
        "global a",
        "@a[0]().b\ndef f(): pass",
        "@a(0)(1)\ndef f(): pass",
        "@(lambda f: f)\ndef f(): pass",
    ],
)
def test_whatever_is_not_understood_is_an_effect(text: str) -> None:
    assert part_of(text).execution.effect


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("a = f(g(), *h(), k=i())", ("g", "h", "i", "f")),
        ("a = x.y.f()", ("x.y.f",)),
        ("a: f() = g()", ("f", "g")),
        ("a[f()] = 1", ("f",)),
        ("a.append(f())", ("f",)),
        ("a = [f(x) for x in g() if h()]", ("g", "h", "f")),
        ("a = {f(): g() for x in y}", ("f", "g")),
        ("a = f'{f():{g()}}'", ("f", "g")),
        ("for a in f(): b[g()] = h()", ("f", "h", "g")),
        ("@f\n@g(h())\nclass A(i(), j=k()): pass", ("f", "g.()", "h", "i", "k")),
        ("@f(g())(h())\ndef i(): pass", ("f.()", "h", "g")),
        ("@f[g()]\ndef i(): pass", ("f.()",)),
        ("def f(a: g() = h(), *b: i(), c=j(), **d: k()) -> l(): m()", ("h", "j", "g", "i", "k", "l")),
        ("if f(): pass", ("f",)),
    ],
)
def test_calls_at_import_time_are_listed(text: str, calls: tuple[str, ...]) -> None:
    part = part_of(text)
    assert {".".join(chain) for chain in part.execution.calls} == set(calls)


def test_annotations_that_are_text_call_nothing() -> None:
    part = part_of("from __future__ import annotations\ndef f(a: g()) -> h(): pass", 1)
    assert part.execution.calls == ()


@pytest.mark.parametrize(
    ("text", "mutates"),
    [
        ("a[0] = 1", ("a",)),
        ("a.b = 1", ("a",)),
        ("a += b", ("a",)),
        ("a.b += 1", ("a",)),
        ("a[0], b.c = d", ("a", "b")),
        ("a.append(b)", ("a",)),
        ("a.setdefault(b, [])", ("a",)),
        ("for k in x: a[k] = b.get", ("a",)),
        ("for a[0] in b: pass", ("a",)),
        ("[*a.b] = c", ("a",)),
    ],
)
def test_changed_values_are_named(text: str, mutates: tuple[str, ...]) -> None:
    part = part_of(text)
    assert (part.execution.mutates, part.execution.effect) == (mutates, False)


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("class A: pass\nA.add(1)", True),
        ("def a(): pass\na.update(x=1)", True),
        ("a = []\na.append(1)", False),
        ("if x:\n    class A: pass\nA.add(1)", True),
        ("class A: pass\nA.x = 1", False),
        ("class B:\n    a = []\n    a.append(1)", False),
        ("class B:\n    a.append(1)", True),
        ("class B:\n    a += [1]", False),
        ("class B:\n    class A: pass\n    A.add(1)", True),
    ],
)
def test_a_method_changes_only_its_container(text: str, effect: bool) -> None:  # noqa: FBT001 (a table)
    assert summary_of(text).parts[-1].execution.effect is effect


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("a = []", False),
        ("a = f()", False),
        ("a = [b]", False),
        ("a = b + c", False),
        ("a = b", True),
        ("a = b.c", True),
        ("a = b[0]", True),
        ("a = b or []", True),
        ("a = [] if b else c", True),
        ("a = (b := [])", True),
        ("a = b = []", True),
        ("a, b = [[]] * 2", True),
        ("a: T = b", True),
        ("a: T = []", False),
    ],
)
def test_values_that_may_have_another_name(text: str, alias: bool) -> None:  # noqa: FBT001 (a table)
    assert part_of(text).assigned.alias is alias


@pytest.mark.parametrize(
    ("statement", "effect"),
    [
        ("import a", True),
        ("a = b", True),
        ("a = 1", False),
        ("a.b = 1", True),
        ("pass", False),
        ("'text'", False),
        ("def f(): pass", False),
        ("def f(a=b): pass", True),
        ("@a\ndef f(): pass", True),
        ("class A(B): pass", True),
        ("class A: pass", False),
    ],
)
@pytest.mark.parametrize("text", ["try:\n {}\nexcept E: pass", "try:\n try: pass\n finally:\n  {}\nexcept E: pass"])
def test_what_can_fail_in_a_try_is_an_effect(statement: str, effect: bool, text: str) -> None:  # noqa: FBT001 (a table)
    depth = "  " if "finally" in text else " "
    parts = summary_of(text.format(statement.replace("\n", f"\n{depth}"))).parts
    found = next(part for part in parts if part.kind != "block" and part.parent == (1 if depth == "  " else 0))
    if depth == "  ":
        found = parts[3]
    assert found.execution.effect is effect


def test_handlers_and_else_are_not_guarded() -> None:
    parts = summary_of("try: pass\nexcept E: import a\nelse: import b\nfinally: import c").parts
    assert [part.execution.effect for part in parts] == [False] * 5
