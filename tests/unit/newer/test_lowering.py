"""Source of a newer Python becomes the tree that the newer Python has, in the nodes of our own `ast`."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tokenize

import pytest

from tests.end_to_end.interpreters import VARIABLE, interpreters
from vendorize.transform.proof import same
from vendorize_analysis.newer import lower
from vendorize_analysis.newer.nodes import as_plain

if sys.version_info >= (3, 14):
    pytest.skip("this Python reads all of it itself", allow_module_level=True)

SOURCE = r'''
import a
@a.dec
async def f[T: (int, str), *Ts, **P](
   x: T) -> f"{a["b"]}":
    """é"""
    type X[K: a.b] = list[K] | f"{x["é"]!r:>{w["q"]}}"
    return f"{f"{"a" + d["k"]}" =} b" "c{}" f'{y}' + f"""a"{x}
{ # a comment
 z["""q"""]
}"""  # vendorize: keep
class C[
  T  # x
  , U
](Base[T], metaclass=M): pass
class D[T]: x = 1; type Y = T; z = f"{{}}{'\n'.join(x)}\N{EM DASH}\x41"
x = f"{x , *b,'"'}" "é" f"{x["""a"""]:%Y{z}\t}"
type Z[T] = (int, str)
v = rf"\d{x["a"]}\{y["b"]}"; type W = (
    "a")
def g[T] \
  (x): pass
'''
PRINT = """
import ast, sys

def shown(node, inside=False):
    if isinstance(node, list):
        # 3.12 puts an empty text at the end of some format specifications.
        kept = [each for each in node if not inside or getattr(each, "value", None) != ""]
        return "[" + ",\\n".join(shown(each, inside) for each in kept) + "]"
    if not isinstance(node, ast.AST):
        return ascii(node)
    # Before 3.12 `ast` has no reliable places for the parts of f-strings, and no defaults of type parameters.
    below = isinstance(node, ast.JoinedStr)
    fields = [(name, shown(getattr(node, name, None), below)) for name in node._fields if name != "kind"]
    names = "lineno", "col_offset", "end_lineno", "end_col_offset"
    place = () if inside else [getattr(node, name, 0) for name in names]
    return f"{type(node).__name__}({', '.join(f'{n}={v}' for n, v in fields if v not in ('[]', 'None'))}){place}"
"""
_NAMES: dict[str, object] = {}
exec(PRINT, _NAMES)  # noqa: S102 - the same function here and in the other interpreter
SHOWN = _NAMES["shown"]


def tree_of(text: str) -> ast.Module:
    lowered = lower(text)
    assert lowered is not None
    return lowered.tree


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads it itself")
@pytest.mark.parametrize("version", ["3.12", "3.13"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_tree_and_places_are_those_of_a_python_that_reads_it(version: str, ends: str) -> None:
    if version not in interpreters():
        pytest.skip(f"no Python {version} here; {VARIABLE} may name one")
    source = SOURCE.replace("\n", ends)
    command = [str(interpreters()[version]), "-c", f"{PRINT}\nprint(shown(ast.parse(sys.stdin.buffer.read())))"]
    done = subprocess.run(command, input=source.encode(), capture_output=True, check=True)
    assert SHOWN(tree_of(source)).splitlines() == done.stdout.decode().splitlines()  # type: ignore[operator]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads it itself")
def test_the_text_for_our_own_tokenizer_has_the_same_lines_and_comments() -> None:
    lowered = lower(SOURCE)
    assert lowered is not None
    assert lowered.needs == (3, 12)
    assert [len(line) for line in lowered.text.splitlines()] == [len(line) for line in SOURCE.encode().splitlines()]
    tokens = list(tokenize.tokenize(io.BytesIO(lowered.text).readline))
    assert [token.string for token in tokens if token.type == tokenize.COMMENT] == ["# vendorize: keep"]


@pytest.mark.parametrize(
    ("newer", "older", "needs"),
    [
        ("try: f()\nexcept A, b.C: pass\n", "try: f()\nexcept (A, b.C): pass\n", (3, 14)),
        ("try: f()\nexcept* A,b(c): pass\n", "try: f()\nexcept* (A, b(c)): pass\n", (3, 14)),
    ],
)
def test_what_newer_pythons_write_shorter_means_what_older_ones_write(
    newer: str, older: str, needs: tuple[int, int]
) -> None:
    lowered = lower(newer)
    assert lowered is not None
    assert lowered.needs == needs
    assert ast.dump(lowered.tree) == ast.dump(ast.parse(older))


def test_the_element_of_a_comprehension_is_unpacked() -> None:
    (statement,) = tree_of("w = [ *a for a in c]\n").body
    assert isinstance(statement, ast.Assign)
    assert isinstance(statement.value, ast.ListComp)
    star = statement.value.elt
    assert isinstance(star, ast.Starred)
    assert (star.col_offset, star.value.col_offset, star.end_col_offset) == (6, 7, 8)


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="this Python reads it itself")
def test_lazy_imports_are_imports_that_no_plain_one_equals() -> None:
    first_lines = "lazy import a.b\nif x:\n  lazy  from .c import (d,\n e)\n"
    text = f"{first_lines}else: lazy = 1; lazy import f\nimport a.b; 0; import g"
    first, branch, plain, zero, last = tree_of(text).body
    assert isinstance(branch, ast.If)
    second, (_, third) = branch.body[0], branch.orelse
    lazies = [first, second, third]
    assert [type(one).__name__ for one in lazies] == ["Import", "ImportFrom", "Import"]
    assert [getattr(one, "is_lazy", 0) for one in (*lazies, plain, last)] == [1, 1, 1, 0, 0]
    assert [(one.lineno, one.col_offset, one.end_col_offset) for one in lazies] == [(1, 0, 15), (3, 2, 3), (5, 16, 29)]
    assert isinstance(zero, ast.Expr)
    assert not same(first, plain)
    assert not same(plain, first)
    assert all(same(as_plain(one), two) for one, two in zip((first,), (plain,), strict=True))  # type: ignore[arg-type]


def test_a_template_string_holds_its_expressions() -> None:
    (statement,) = tree_of('w = t"a{{{x.y!r:>{z}}}} {u = }"\n').body
    assert isinstance(statement, ast.Assign)
    assert type(statement.value).__name__ == "TemplateStr"
    values = statement.value.values  # type: ignore[attr-defined]
    assert [type(value).__name__ for value in values] == ["Constant", "Interpolation", "Constant", "Interpolation"]
    assert [value.value for value in values[::2]] == ["a{", "} u = "]
    assert [value.str for value in values[1::2]] == ["x.y", "u"]
    assert [value.conversion for value in values[1::2]] == [114, 114]
    names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    assert names == {"w", "x", "z", "u"}


def test_defaults_of_type_parameters_are_expressions() -> None:
    (function, alias) = tree_of("class f[T: a = b, *Ts = *c.d, **P = [e]]: pass\ntype X[T = g] = T\n").body
    parameters = function.type_params  # type: ignore[attr-defined]
    assert [ast.unparse(one.default_value) for one in parameters] == ["b", "*c.d", "[e]"]
    assert {node.id for node in ast.walk(function) if isinstance(node, ast.Name)} == {"a", "b", "c", "e"}
    assert {node.id for node in ast.walk(alias) if isinstance(node, ast.Name)} == {"X", "g", "T"}


@pytest.mark.parametrize(
    "text",
    [
        "print 'old'\n",
        't"{a}" t"{b}"\n',  # One does, but libcst does not.
        "def f(:\n",
        "x = 1\n",
        "type X[T] = T\nprint 'old'\n",
        'x = f"{3!s  :10}"; y = f"{a["b"]}"; return = 1\n',
        'x = f"\\N{NO SUCH NAME}{a["b"]}"\n',
        "try: pass\nexcept A, b as c: pass\nexcept: (\n",
    ],
)
def test_what_no_python_reads_or_cannot_be_written_is_not_read(text: str) -> None:
    assert lower(text) is None
