from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.cases.graphs import FolderSources, graph_of, print_graph
from vendorize_analysis.callgraph import Options, draw
from vendorize_analysis.model.callgraph import Hint

if TYPE_CHECKING:
    import ast

ROOT = Path(__file__).parents[3]
PROGRAM = """
import functools
class A:
    def run(self, f): return f()
class B(A):
    def run(self, f): return super().run(f)
def one(): pass
def two(): pass
table = {"a": one, "b": two}
for each in (A(), B()):
    each.run(table.get(input()))
functools.reduce(lambda a, b: a, [one, two])()
"""


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(dedent(text), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_the_hash_seed_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, main=PROGRAM)
    code = (
        f"from pathlib import Path; from tests.cases.graphs import graph_of; print(graph_of(Path({str(tmp_path)!r})))"
    )
    answers = set()
    for seed in ("0", "1", "77"):
        path = os.pathsep.join([str(ROOT), str(ROOT / "analysis")])
        variables = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, check=True)
        answers.add(done.stdout)
    assert len(answers) == 1


def test_the_order_of_the_roots_changes_nothing(tmp_path: Path) -> None:
    sources = FolderSources(write(tmp_path, a="import b\ndef f(): b.g(f)\n", b="import a\ndef g(x): a.f()\n"))
    assert draw(sources, ["a", "b"]) == draw(sources, ["b", "a"])


@pytest.mark.parametrize(
    "text",
    [
        "x = []\nwhile x:\n    x = [x]\n    x = x[0:] + x\n",
        "def f(*rest): f(1, *rest)\nf(f)\n",
        "def f(g): return f(lambda: g)\nf(f)()\n",
        "class A(A): pass\nA().run()\n",
        "import ext\nx = ext.start\nwhile x:\n    x = x.next or x.child()\n",
        "from a import *\nfrom main import *\nrun()\n",
        "def f():\n    return type(f)(f, f())\nf()\n",
    ],
)
@pytest.mark.parametrize("sensitive", [True, False])
def test_programs_without_an_end_end(tmp_path: Path, text: str, sensitive: bool) -> None:  # noqa: FBT001
    write(tmp_path, main=text, a="from main import *\n")
    sources = FolderSources(tmp_path)
    assert draw(sources, list(sources.paths), options=Options(sensitive=sensitive, fine=sensitive)).nodes


def test_the_work_ends_after_so_many_steps_and_says_so(tmp_path: Path) -> None:
    sources = FolderSources(write(tmp_path, main=PROGRAM))
    assert draw(sources, ["main"]).is_complete
    for most in (0, 5, 20):
        cut = draw(sources, ["main"], options=Options(most_steps=most), hints={})
        assert not cut.is_complete
        assert set(cut.edges) < set(draw(sources, ["main"]).edges)


def test_an_unknown_receiver_gives_possible_edges_by_name(tmp_path: Path) -> None:
    text = "class A:\n    def close(self): pass\ndef run(thing): thing.close()\n"
    (edge,) = [edge for edge in graph_of(write(tmp_path, main=text)).edges if edge.kind == "call"]
    assert (edge.caller, edge.callee, edge.line, edge.certain) == ("main.run", "main.A.close", 3, False)


def test_a_function_handed_to_unread_code_is_possibly_called(tmp_path: Path) -> None:
    graph = graph_of(write(tmp_path, main="import ext\ndef f(): g()\ndef g(): pass\next.run(f)\n"))
    found = {(edge.caller, edge.callee): edge.certain for edge in graph.edges}
    assert found == {("main", "ext.run"): True, ("main", "main.f"): False, ("main.f", "main.g"): True}


def test_calls_of_something_unknown_are_told(tmp_path: Path) -> None:
    assert graph_of(write(tmp_path, main="def run(f):\n    f()\n")).open_calls == (("main.run", "main", 2),)


def test_without_contexts_edges_are_only_added(tmp_path: Path) -> None:
    sources = FolderSources(write(tmp_path, main=PROGRAM))
    fine, coarse = (draw(sources, ["main"], options=Options(sensitive=each)) for each in (True, False))
    assert set(fine.edges) <= set(coarse.edges)


def test_a_module_that_is_never_imported_is_not_read(tmp_path: Path) -> None:
    sources = FolderSources(write(tmp_path, main="def f(): import a\n", a="", b=""))
    asked: list[str] = []
    tree = sources.tree

    def remember(module: str) -> ast.Module | None:
        asked.append(module)
        return tree(module)

    sources.tree = remember  # type: ignore[method-assign]
    draw(sources, ["main"])
    assert "a" in asked
    assert "b" not in asked


@pytest.mark.slow
def test_long_chains_of_imports_do_not_exhaust_the_stack(tmp_path: Path) -> None:
    modules = {f"m{number}": f"import m{number + 1}\n" for number in range(400)}
    assert len(graph_of(write(tmp_path, **modules)).nodes) == 400
    assert print_graph(tmp_path) == ""


def opened(folder: Path, **hints: Hint) -> set[str]:
    sources = FolderSources(folder)
    return {node.name for node in draw(sources, ["main"], hints=hints).nodes if node.reached}


def test_an_open_place_leads_only_to_objects_that_there_are(tmp_path: Path) -> None:
    text = "import a, ext\next.keep(a.Made())\ndef run(thing): thing.close()\n"
    other = "class Made:\n    def close(self): pass\nclass Never:\n    def close(self): pass\n"
    found = opened(write(tmp_path, main=text, a=other))
    assert "a.Made.close" in found
    assert "a.Never.close" not in found


SIGHT = """
import ext
from a import A
def run(thing):
    thing.close()
    return thing.held
def use(it):
    pass
"""


@pytest.mark.parametrize(
    "line",
    [
        "ext.keep(A())",
        "ext.keep([A()])",
        "ext.keep({'a': (A(),)})",
        "ext.keep(A().close)",
        "ext.keep(lambda: A())",
        "ext.keep(A)",
        "ext.start().held = A()",
        "ext.start()[0] = A()",
        "ext.start() + A()",
        "raise A()",
        "class B(ext.Base, A): pass\nB()",
        "def found(): return A()",
        "def found(): yield A()",
        "class H: pass\nh = H()\nh.held = A()\next.keep(h)",
        "class H: pass\nh = H()\nh.held = A()\ngetattr(h, input())",
        "setattr(use, input(), A())",
    ],
)
def test_an_object_that_goes_out_of_sight_is_asked_by_open_places(tmp_path: Path, line: str) -> None:
    write(tmp_path, main=f"{SIGHT}{line}\n", a="class A:\n    def close(self): pass\n")
    assert "a.A.close" in opened(tmp_path)


@pytest.mark.parametrize("line", ["use(A())", "x = [A()]", "use({'a': A()})", "def found(): use(A())", "A().held = 1"])
def test_an_object_that_stays_in_sight_is_not_asked_by_open_places(tmp_path: Path, line: str) -> None:
    write(tmp_path, main=f"{SIGHT}{line}\n", a="class A:\n    def close(self): pass\n")
    assert "a.A.close" not in opened(tmp_path)


def test_the_attributes_of_a_module_that_a_hint_runs_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path, main="def run(x): x.plugin()\n", a="def plugin(): pass\ndef other(): pass\n")
    found = opened(tmp_path, main=Hint((("a", ""),), ()))
    assert "a.plugin" in found
    assert "a.other" not in found


def test_a_hint_runs_a_module_and_hands_out_a_name_of_it(tmp_path: Path) -> None:
    write(tmp_path, main="def run(x): x()\n", a="def plugin(): pass\ndef other(): pass\n")
    assert "a.plugin" not in opened(tmp_path)
    found = opened(tmp_path, main=Hint((("a", "plugin"),), ()))
    assert "a.plugin" in found
    assert "a.other" not in found


def test_a_list_that_grows_in_open_places_has_an_end(tmp_path: Path) -> None:
    write(tmp_path, main="x = []\ndef run(f):\n    global x\n    x = x + [f]\n    return f(x)\n")
    assert "main.run" in opened(tmp_path, main=Hint((), ("run",)))


def test_functions_inside_functions_that_never_run_are_nodes(tmp_path: Path) -> None:
    text = "def f():\n    if 1:\n        def g():\n            class A: pass\n"
    sources = FolderSources(write(tmp_path, main="import a\n", a=text))
    found = {node.name: node.kind for node in draw(sources, ["main"]).nodes if not node.reached}
    assert found == {"a.f": "function", "a.f.g": "function", "a.f.g.A": "class"}


def test_what_only_runs_as_the_program_runs_in_roots_only(tmp_path: Path) -> None:
    text = "def f(): pass\nif __name__ == '__main__':\n    f()\n"
    sources = FolderSources(write(tmp_path, main=f"import a\n{text}", a=text))
    called = {edge.callee for edge in draw(sources, ["main"]).edges if edge.kind == "call"}
    assert called == {"main.f"}
