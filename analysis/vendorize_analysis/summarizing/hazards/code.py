"""Code and annotations that are evaluated from text (VZ301, VZ304), and code that is run as a program (VZ403)."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from vendorize_analysis.model.hazards.code import DynamicCode, EvaluatedAnnotations, StartedProgram
from vendorize_analysis.model.hazards.members import MemberListing
from vendorize_analysis.model.hazards.modules import ComputedImport
from vendorize_analysis.model.patterns import ANYTHING, Pattern, exactly
from vendorize_analysis.summarizing.hazards.arguments import argument, callee_name, literal
from vendorize_analysis.summarizing.hazards.origins import text_origin
from vendorize_analysis.summarizing.references.local_values import known_chain
from vendorize_analysis.summarizing.references.scope import Scope
from vendorize_analysis.summarizing.syntax.chains import chain_of
from vendorize_analysis.summarizing.syntax.string_domain import fold
from vendorize_analysis.summarizing.syntax.strings import glued_module, names_in, option_of, parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize_analysis.summarizing.references.collector import ReferenceCollector


def execute(collector: ReferenceCollector, node: ast.Call) -> None:
    """`exec`, `eval`, `compile`: names inside strings are code."""
    if isinstance(node.func, ast.Attribute) and chain_of(node.func)[:1] != ("builtins",):
        return
    source = argument(node, 0, "source")
    if text := literal(source):
        read_code(collector, text, node.lineno)
    # A text that has a global name is made of strings that are read; any other may come from anywhere.
    known = text or (isinstance(source, ast.Name) and not collector.is_local(source.id))
    if not text and source is not None:
        _imports_in(collector, source)
    bare = not known and len(node.args) == 1 and not node.keywords and callee_name(node) != "compile"
    collector.hazard(DynamicCode(node.lineno, text_origin(collector, source), bare))


def _imports_in(collector: ReferenceCollector, source: ast.expr) -> None:
    """Note imports of code that is put together; what they give may be gone through afterwards."""
    held = (collector.scope.texts or {}).get(source.id, []) if isinstance(source, ast.Name) else [source]
    for item in (item for value in held for item in ast.walk(value)):
        if isinstance(item, ast.Constant) and isinstance(item.value, str) and _FILLED_IMPORT.search(item.value):
            collector.hazard(ComputedImport(source.lineno))
            collector.hazard(MemberListing(source.lineno, "imported"))


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
    started(collector, argument(node, 0, "mod_name"), node.lineno, "run", whole=node is not collector.unused)


def run_path(collector: ReferenceCollector, node: ast.Call) -> None:
    """`runpy.run_path(path)` runs a file as the program; loaders of files do much the same."""
    collector.hazard(StartedProgram(node.lineno, form="file"))


_FILLED_IMPORT: Final = re.compile(r"\bimport\s*\*|\b(?:import|from)\s+(?:%s|\{\w*\}|\Z)")
"""A star import, or an import of what is put in; the module before a star may be put in, too."""
_LONG_OPTION: Final = "--check-hash-based-pycs"
_OWN_ARGUMENTS: Final = frozenset({("sys", "argv"), ("sys", "orig_argv")})
_NO_PYTHON: Final = re.compile(r"(?:.*/)?(?:[a-z]*sh|env|cc|gcc|g\+\+|clang|git|cmd(?:\.exe)?)\Z")
"""Programs that have an option `-c` or `-m` of another meaning."""
_IN_TEXT: Final = re.compile(
    r"(?:^|\s)-[bBdEhiIOPqRsSuvVx]*m[ \t]+(?:([^\W\d]\w*(?:\.\w+)*)(?=\s|\Z)|(?:\{\w*\}|%s|\Z)((?:\.\w+)*))"
)
"""The option in a command line, with the name of the module, or with the end of one that is put together."""
_PYTHON_BEFORE: Final = re.compile(r"(?:[Pp]ython[\w.]*(?:\.exe)?[\"']?|\}|%s|\A|-\w+)\Z")


def read_code(collector: ReferenceCollector, text: str, line: int) -> None:
    """Collect from literal code as from a function; from a text that is no code, all its words."""
    tree = parsed(text, "exec") or parsed(text.strip(), "exec")
    if tree is None:
        for word in sorted(set(names_in(text))):
            collector.load(tuple(word.split(".")), line)
        return
    collector.open(Scope())
    collector.visit(ast.increment_lineno(tree, line - 1))
    collector.close(deferred=False)


def started(
    collector: ReferenceCollector,
    node: ast.expr | None,
    line: int,
    form: Literal["run", "started"] = "started",
    *,
    whole: bool = False,
) -> None:
    """Note that the module is run as a program whose name an expression gives."""
    for choice in node.values if isinstance(node, ast.BoolOp) else (node,):
        asked = chain_of(choice)[:-1] if isinstance(choice, ast.Attribute) and choice.attr == "__module__" else ()
        module = fold(choice).known if choice is not None else ANYTHING
        collector.hazard(StartedProgram(line, module, form, asked, whole))


def inspect_command(collector: ReferenceCollector, items: Sequence[ast.expr]) -> None:
    """Look at a list or the arguments of a call: `sys.executable, path` runs a file, `-m` a module, `-c` a text.

    With `*sys.argv` it is ourselves that start again.
    """
    runs_python = known_chain(collector, items[0])[-2:] == ("sys", "executable")
    options = [(option, behind) for item, behind in pairwise(items) if (option := option_of(item))]
    if not options and runs_python and len(items) > 1:
        first = _first_argument(items[1])
        if first is not None and chain_of(first)[-2:] not in _OWN_ARGUMENTS and not _is_refused(first):
            collector.hazard(StartedProgram(items[1].lineno, form="script"))
    for item in items if runs_python else ():
        if module := glued_module(literal(item)):
            collector.hazard(StartedProgram(item.lineno, exactly(module), "started"))
    program = items[0].value if isinstance(items[0], ast.Constant) else ""
    if isinstance(program, str) and _NO_PYTHON.match(program):
        return
    for option, item in options:
        if option[-1] == "m":
            started(collector, item, item.lineno)
        else:
            _text_started(collector, item, ours=isinstance(items[0], ast.Attribute) or bool(option_of(items[0])))


def _first_argument(item: ast.expr) -> ast.expr | None:
    """Return what an interpreter is started with; None for a list that says it by an option, and is looked at itself.

    `os.execv(sys.executable, [sys.executable, "-m", "dep"] + more)` has all arguments in a list, its own name first.
    """
    given = _arguments(item)
    if all(isinstance(one, ast.Starred) for one in given):
        given = [item]
    while len(given) > 1 and chain_of(given[0])[-2:] == ("sys", "executable"):
        del given[0]
    if given[1:] and not isinstance(given[1], ast.Starred) and option_of(given[0]):
        return None
    first = given[0].value if isinstance(given[0], ast.Starred) else given[0]
    return first.value if isinstance(first, ast.Subscript) else first


def _arguments(item: ast.expr) -> list[ast.expr]:
    """Return the items of lists that are added up; what is no list, with a star."""
    match item:
        case ast.List(elts=[_, *_]):
            return item.elts.copy()
        case ast.BinOp(op=ast.Add()):
            return [*_arguments(item.left), *_arguments(item.right)]
        case _:
            return [item if isinstance(item, ast.Starred) else ast.Starred(item, ast.Load())]


def _is_refused(argument: ast.expr) -> bool:
    """Tell whether Python takes nothing behind its first argument: a program that is frozen does (`--fork`).

    `Python/getopt.c`: of long options it knows those that show a text, and one about hashes of bytecode.
    """
    said = argument.value if isinstance(argument, ast.Constant) else None
    return isinstance(said, str) and said.startswith("--") and len(said) > 2 and not said.startswith(_LONG_OPTION)  # noqa: PLR2004 - the dashes


def _text_started(collector: ReferenceCollector, text: ast.expr, *, ours: bool) -> None:
    """`["python", "-c", text]`: code that stands there is read; else its words count, and it may be that of a file."""
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        if parsed(text.value, "exec") is not None:
            read_code(collector, text.value, text.lineno)
        return
    collector.hazard(StartedProgram(text.lineno, form="code"))
    origin = text_origin(collector, text)
    if ours and origin != "made":
        collector.hazard(StartedProgram(text.lineno, form="given" if origin == "given" else "text"))


def inspect_line(collector: ReferenceCollector, text: str, line: int) -> None:
    """`f"{sys.executable} -m dep.tool"`: the words of a command line, or their beginning."""
    for found in _IN_TEXT.finditer(text):
        if _PYTHON_BEFORE.search(text[: found.start()].rstrip()):
            known = exactly(found[1]) if found[1] else Pattern("", found[2] or "", exact=False).known
            collector.hazard(StartedProgram(line, known, "started"))


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
