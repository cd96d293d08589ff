"""Code and annotations that are evaluated from text (VZ301, VZ304), and code that is run as a program (VZ403)."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from vendorize_analysis.model.hazards.code import DynamicCode, EvaluatedAnnotations, StartedProgram
from vendorize_analysis.model.patterns import ANYTHING
from vendorize_analysis.summarizing.hazards.arguments import argument, callee_name, literal
from vendorize_analysis.summarizing.hazards.origins import text_origin
from vendorize_analysis.summarizing.references.scope import Scope
from vendorize_analysis.summarizing.syntax.chains import chain_of
from vendorize_analysis.summarizing.syntax.string_domain import fold
from vendorize_analysis.summarizing.syntax.strings import names_in, parsed

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector


def execute(collector: ReferenceCollector, node: ast.Call) -> None:
    """`exec`, `eval`, `compile`: names inside strings are code."""
    if isinstance(node.func, ast.Attribute) and chain_of(node.func)[:1] != ("builtins",):
        return
    source = argument(node, 0, "source")
    if text := literal(source):
        _read(collector, text, node.lineno)
    # A text that has a global name is made of strings that are read; any other may come from anywhere.
    known = text or (isinstance(source, ast.Name) and not collector.is_local(source.id))
    bare = not known and len(node.args) == 1 and not node.keywords and callee_name(node) != "compile"
    collector.hazard(DynamicCode(node.lineno, text_origin(collector, source), bare))


def _read(collector: ReferenceCollector, text: str, line: int) -> None:
    """Collect from literal code as from a function; from a text that is no code, all its words."""
    tree = parsed(text, "exec") or parsed(text.strip(), "exec")
    if tree is None:
        for word in sorted(set(names_in(text))):
            collector.load(tuple(word.split(".")), line)
        return
    collector.open(Scope())
    collector.visit(ast.increment_lineno(tree, line - 1))
    collector.close(deferred=False)


def passed_executor(collector: ReferenceCollector, node: ast.Name) -> None:
    """`run = exec`: the function is a value."""
    if node is not collector.callee and not collector.is_local(node.id):
        collector.hazard(DynamicCode(node.lineno, "given", bare=True))


def type_hints(collector: ReferenceCollector, node: ast.Call | ast.Attribute) -> None:
    """`get_type_hints(x)`, `x.__annotations__`: annotations that are text are evaluated."""
    collector.hazard(EvaluatedAnnotations(node.lineno))


def signature(collector: ReferenceCollector, node: ast.Call) -> None:
    """`inspect.signature(x, eval_str=True)` evaluates annotations too."""
    if any(keyword.arg == "eval_str" for keyword in node.keywords):
        type_hints(collector, node)


def run_module(collector: ReferenceCollector, node: ast.Call) -> None:
    """`runpy.run_module("x")` runs a module as the program."""
    _program(collector, argument(node, 0, "mod_name"), node.lineno, "run")


def run_path(collector: ReferenceCollector, node: ast.Call) -> None:
    """`runpy.run_path(path)` runs a file as the program; loaders of files do much the same."""
    collector.hazard(StartedProgram(node.lineno, form="file"))


def _program(collector: ReferenceCollector, node: ast.expr | None, line: int, form: Literal["run", "started"]) -> None:
    for choice in node.values if isinstance(node, ast.BoolOp) else (node,):
        collector.hazard(StartedProgram(line, fold(choice).known if choice is not None else ANYTHING, form))


_LONG_OPTION: Final = "--check-hash-based-pycs"
_OWN_ARGUMENTS: Final = frozenset({("sys", "argv"), ("sys", "orig_argv")})


def inspect_command(collector: ReferenceCollector, node: ast.List | ast.Tuple) -> None:
    """`[sys.executable, path]` runs a file as a program; with `-m` or `-c` it is no file, `*sys.argv` is ourselves."""
    texts = {item.value for item in node.elts if isinstance(item, ast.Constant)}
    if "-c" in texts:
        _text_started(collector, node)
    if len(node.elts) > 1 and chain_of(node.elts[0])[-2:] == ("sys", "executable") and texts.isdisjoint({"-m", "-c"}):
        first = node.elts[1].value if isinstance(node.elts[1], ast.Starred) else node.elts[1]
        first = first.value if isinstance(first, ast.Subscript) else first
        if chain_of(first)[-2:] not in _OWN_ARGUMENTS and not _is_refused(first):
            collector.hazard(StartedProgram(node.lineno, form="script"))


def _is_refused(argument: ast.expr) -> bool:
    """Tell whether Python takes nothing behind its first argument: a program that is frozen does (`--fork`).

    `Python/getopt.c`: of long options it knows those that show a text, and one about hashes of bytecode.
    """
    said = argument.value if isinstance(argument, ast.Constant) else None
    return isinstance(said, str) and said.startswith("--") and len(said) > 2 and not said.startswith(_LONG_OPTION)  # noqa: PLR2004 - the dashes


def _text_started(collector: ReferenceCollector, node: ast.List | ast.Tuple) -> None:
    """`["python", "-c", text]`: the text may be that of a file."""
    for option, text in pairwise(node.elts):
        if isinstance(option, ast.Constant) and option.value == "-c":
            origin = text_origin(collector, text)
            if origin != "made":
                collector.hazard(StartedProgram(node.lineno, form="given" if origin == "given" else "text"))


def inspect_pair(collector: ReferenceCollector, node: ast.expr) -> None:
    """`[sys.executable, "-m", "package"]` starts a module as a program; this is what follows `-m`."""
    _program(collector, node, node.lineno, "started")


CALLS: Final = {
    "run_module": run_module,
    "run_path": run_path,
    "spec_from_file_location": run_path,
    "SourceFileLoader": run_path,
    "load_source": run_path,
    "exec": execute,
    "eval": execute,
    "compile": execute,
    "get_type_hints": type_hints,
    "get_annotations": type_hints,
    "ForwardRef": type_hints,
    "signature": signature,
}
"""By the last name of the callee."""


ATTRIBUTES: Final = {
    "__annotations__": type_hints,
    "ForwardRef": type_hints,
}
"""By the attribute's name."""


NAMES: Final = {
    "exec": passed_executor,
    "eval": passed_executor,
}
"""Functions by whose name a rule knows a call, where they are no callee but a value."""
