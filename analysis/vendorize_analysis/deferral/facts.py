"""What the text of one module says of others: what it reads of them when it is imported, and what it does to them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.deferral.confined import confined
from vendorize_analysis.deferral.ending import endings_in
from vendorize_analysis.deferral.expressions import (
    ANY,
    SETTERS,
    compares_identity,
    constants_in,
    dotted,
    gives_module,
    namespace_of,
    text,
)
from vendorize_analysis.deferral.makers import makers_in
from vendorize_analysis.deferral.record import Facts
from vendorize_analysis.deferral.strangers import strangers_in
from vendorize_analysis.deferral.told import had_by_text, matters, names_in_texts, told_by
from vendorize_analysis.deferral.trying import caught_in, skipped_without
from vendorize_analysis.model.names import absolute, with_packages
from vendorize_analysis.summarizing import Checking
from vendorize_analysis.summarizing.syntax.below import children_of, first_line, nodes_in
from vendorize_analysis.summarizing.syntax.chains import chain_of, parameters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from vendorize_analysis.model.summary import Chain


def facts_of(tree: ast.Module, package: str, gone: Collection[int] = ()) -> Facts:
    """Return the facts of a module; `package` is what its relative imports start from.

    `gone` are lines where parts begin that are not kept.
    """
    reader = _OthersReader(package, gone, Checking(tree))
    reader.learn_names(tree)
    for node in tree.body:
        reader.look(node, runs=True)
    return Facts(
        tuple(reader.reads),
        frozenset(reader.sets),
        frozenset(reader.rebinds),
        frozenset(reader.named),
        frozenset(reader.taken),
        frozenset(chain for chain, _, _ in reader.uses),
        frozenset(reader.borrowed()) | had_by_text(tree, package),
        frozenset(reader.asks),
        names_in_texts(tree),
        frozenset(reader.constants),
        told_by(tree),
        tuple(confined(tree)),
        tuple(skipped_without(tree)),
        tuple(makers_in(tree)),
        tuple(caught_in(tree)),
        strangers_in(tree, reader.imported, gone),
        endings_in(tree, gone),
        reader.walks,
        reader.computes,
    )


class _OthersReader:
    """Walks one tree; mutable, never leaves this module."""

    def __init__(self, package: str, gone: Collection[int], checking: Checking) -> None:
        self.package, self.gone, self.checking = package, gone, checking
        self.imported: dict[str, set[str]] = {}
        self.lazy = False
        self.reads: list[tuple[Chain, int]] = []
        self.sets: set[tuple[str, str]] = set()
        self.constants: set[str] = set()
        self.rebinds: set[str] = set()
        self.named: set[str] = set()
        self.taken: set[str] = set()
        self.had: set[str] = set()
        """Names that imports give which run with the module."""
        self.uses: list[tuple[str, int, tuple[set[str], ...]]] = []
        """Dotted names, how much of them an import statement named, and what is imported there."""
        self.loads: list[set[str]] = [set()]
        """What is imported, as dotted names with their packages: in the module, and in the functions around."""
        self.asks: set[str] = set()
        self.walks = self.computes = 0

    def learn_names(self, tree: ast.Module) -> None:
        """Learn what names mean anywhere in the module: scopes do not matter for what is only to be suspected."""
        self.constants = constants_in(tree)
        for node in nodes_in(tree):
            match node:
                case ast.Import() | ast.ImportFrom():
                    self._learn_import(node)
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if gives_module(value):
                    self.imported.setdefault(name, set()).add(ANY)
                case ast.Global(names=names):
                    self.rebinds.update(names)
                case _:
                    pass

    def _learn_import(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.Import):
            for one in node.names:
                name = one.asname or one.name.partition(".")[0]
                self.imported.setdefault(name, set()).add(one.name if one.asname else name)
            return
        self.lazy |= node.module == "__future__" and any(one.name == "annotations" for one in node.names)
        base = absolute(self.package, node.level, node.module or "")
        for one in node.names:
            self.imported.setdefault(one.asname or one.name, set()).add(f"{base}.{one.name}")

    def look(self, node: ast.AST, *, runs: bool) -> None:
        """Look at a node and all below; `runs`: it runs when the module is imported."""
        if runs and isinstance(node, ast.stmt) and first_line(node) in self.gone:
            return
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node, runs=runs)
            case ast.Lambda(args=args, body=body):
                self._all((*args.defaults, *filter(None, args.kw_defaults)), runs=runs)
                self.look(body, runs=False)
            case ast.If(test=test) if self.checking.never(test):
                self._all(node.orelse, runs=runs)
            case ast.AnnAssign(annotation=annotation) if self.lazy:
                self._all([one for one in children_of(node) if one is not annotation], runs=runs)
            case ast.Import() | ast.ImportFrom():
                self._import(node, runs=runs)
            case ast.Compare(left=left, comparators=others, ops=ops) if compares_identity(ops):
                self._all([one for one in (left, *others) if not self._is_had(one)], runs=runs)
                self._all([one for one in (left, *others) if self._is_had(one)], runs=False)
            case _:
                self._look_at_modules(node)
                self._look_below(node, runs=runs)

    def _look_below(self, node: ast.AST, *, runs: bool) -> None:
        if isinstance(node, ast.Name | ast.Attribute) and (chain := chain_of(node)):
            self._note(chain, node.lineno, runs=runs and isinstance(node.ctx, ast.Load))
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and self._is_modules(node.value):
            self.look(node.slice, runs=runs)
        else:
            self._all(children_of(node), runs=runs)

    def _look_at_modules(self, node: ast.AST) -> None:
        """Note what a node does to modules, or asks of `sys.modules`."""
        match node:
            case ast.Call():
                self._call(node)
            case ast.Attribute(ctx=ast.Store() | ast.Del(), value=value, attr=attribute):
                self._set(value, attribute)
            case ast.Subscript(ctx=ast.Store() | ast.Del(), value=value, slice=key) if space := namespace_of(value):
                self._set(space, text(key))
            case ast.Compare(left=key, comparators=[*_, last]) if self._is_modules(last):
                self._ask(key, node.lineno)
            case ast.Subscript(value=value, slice=key) if self._is_modules(value) and matters(node):
                self._ask(key, 0)  # without the module it raises an error; who imports one put there has another
            case ast.For(iter=over) | ast.comprehension(iter=over) if self._is_modules(over):
                self.walks = self.walks or over.lineno
            case _:
                pass

    def _all(self, nodes: Collection[ast.AST] | Iterator[ast.AST], *, runs: bool) -> None:
        for node in nodes:
            self.look(node, runs=runs)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, *, runs: bool) -> None:
        arguments = node.args
        self._all((*node.decorator_list, *arguments.defaults, *filter(None, arguments.kw_defaults)), runs=runs)
        annotations = [one.annotation for one in parameters(arguments) if one.annotation is not None]
        self._all([*annotations, *([node.returns] if node.returns else [])], runs=runs and not self.lazy)
        self.loads.append(set())
        self._all(node.body, runs=False)
        self.loads.pop()

    def _import(self, node: ast.Import | ast.ImportFrom, *, runs: bool) -> None:
        if isinstance(node, ast.Import):
            found = [one.name for one in node.names]
        else:
            base = absolute(self.package, node.level, node.module or "")
            self.named.add(base)
            found = [f"{base}.{one.name}" for one in node.names if one.name != "*"] or [base]
            if runs:
                self.had.update(one.asname or one.name for one in node.names)
                self.reads += [((ANY, base, one.name), node.lineno) for one in node.names]
                self.taken.update(found)
        self.named.update(found)
        self.loads[-1].update(name for one in found for name in with_packages(one))

    def _call(self, node: ast.Call) -> None:
        last = dotted(node.func).rpartition(".")[2]
        if last in SETTERS and node.args:
            self._set(node.args[0], text(node.args[1]) if len(node.args) > 1 else ANY)
        elif last == "getattr" and len(node.args) > 1 and (chain := chain_of(node.args[0])):
            self._note((*chain, text(node.args[1])), node.lineno, runs=False)
        elif isinstance(node.func, ast.Attribute) and (space := namespace_of(node.func.value)):
            if node.func.attr in {"__delitem__", "__setitem__", "clear", "pop", "popitem", "setdefault", "update"}:
                self._set(space, ANY)
        elif isinstance(node.func, ast.Attribute) and self._is_modules(node.func.value):
            if node.func.attr in {"get", "pop", "setdefault", "__contains__"} and node.args:
                self._ask(node.args[0], node.lineno)
            else:
                self.walks = self.walks or node.lineno
        elif last in {"list", "dict", "set", "sorted", "tuple", "frozenset"} and any(
            self._is_modules(one) for one in node.args
        ):
            self.walks = self.walks or node.lineno

    def _ask(self, key: ast.expr, line: int) -> None:
        """Note a key that `sys.modules` is asked for; a computed one may be any, but for names of what is loaded."""
        if isinstance(key, ast.Constant):
            self.asks.add(str(key.value))
        elif dotted(key).rpartition(".")[2] not in {"__name__", "__module__", "__package__"}:
            self.asks.add(ANY)
            self.computes = self.computes or line

    def _note(self, chain: Chain, line: int, *, runs: bool) -> None:
        if runs:
            self.reads.append((chain, line))
        for target in self.imported.get(chain[0], ()):
            if target != ANY:
                dotted = ".".join((target, *chain[1:]))
                self.uses.append((dotted, target.count(".") + 1, tuple(self.loads)))
                self.taken.update((dotted,) if runs else ())

    def borrowed(self) -> Iterator[str]:
        """Yield what is used and not imported, once all is known that is."""
        for whole, named, loads in self.uses:
            names = whole.split(".")
            for count in range(named + 1, len(names) + 1):
                one = ".".join(names[:count])
                if not any(one in there for there in loads):
                    yield one

    def _set(self, receiver: ast.expr, attribute: str) -> None:
        """Note an attribute that is set on what may be a module."""
        if gives_module(receiver):
            self.sets.add((ANY, attribute))
        elif chain := chain_of(receiver):
            targets = self.imported.get(chain[0], ())
            self.sets.update((ANY if one == ANY else ".".join((one, *chain[1:])), attribute) for one in targets)

    def _is_had(self, node: ast.expr) -> bool:
        """Tell whether an expression is a name that an import gives: which object it is, says who judges that."""
        return isinstance(node, ast.Name) and node.id in self.had

    def _is_modules(self, node: ast.expr) -> bool:
        first, *rest = chain_of(node) or ("",)
        return any(".".join((one, *rest)) == "sys.modules" for one in self.imported.get(first, ()))
