"""Write the text of one module into that of another, with new names where they have to be, proved."""

from __future__ import annotations

import ast
import symtable
from typing import TYPE_CHECKING

import libcst as cst
from libcst.metadata import Assignment, GlobalScope, MetadataWrapper, ScopeProvider

from vendorize.hoisting.ours import is_removal
from vendorize.hoisting.texts import ModuleText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vendorize.hoisting.judging import Merge
    from vendorize.hoisting.texts import ImportStatement


class NotRenamedError(Exception):
    """A text does not mean the same with other names: it is left alone."""


def joined(merge: Merge) -> ModuleText:
    """Return the host with the module in the place of its first import; what others bind is taken from there.

    Each line of the module is one line there. Raises `NotRenamedError`.
    """
    host, module = merge.host, merge.module
    lines = list(zip(host.text.splitlines(keepends=True), host.lines, strict=True))
    text = renamed(_without_ours(module.text, module.whole), merge.naming.names)
    inner = text if text.endswith("\n") or not text else f"{text}\n"
    first, *later = merge.statements
    for statement in reversed(later):
        lines[statement.node.lineno - 1 : statement.node.end_lineno] = _ours(_given(merge, statement))
    begin = [f"# Merged (--hoist safe): {module.file.relative}\n", f"__name__ = {module.name!r}\n"]
    end = [f"__name__ = {_name_before(host, first.node.lineno)!r}\n", *_given(merge, first)]
    merged = list(zip(inner.splitlines(keepends=True), module.lines, strict=True))
    if merge.is_asked:
        _name_of_host(merged, module, host)
    lines[first.node.lineno - 1 : first.node.end_lineno] = [*_ours(begin), *merged, *_ours(end)]
    whole = "".join(line for line, _ in lines)
    return ModuleText(host.name, host.file, whole, ast.parse(whole), tuple(place for _, place in lines))


def _name_of_host(merged: list[tuple[str, tuple[str, int]]], module: ModuleText, host: ModuleText) -> None:
    """Write around each import of a module what gives the host its own name meanwhile."""
    for one in sorted(module.imports, key=lambda one: one.node.lineno, reverse=True):
        if one.is_plain and one.module != "__future__":
            first, last = one.node.lineno - 1, one.node.end_lineno or one.node.lineno
            merged[last:last] = _ours([f"__name__ = {_name_before(module, one.node.lineno)!r}\n"])
            merged[first:first] = _ours([f"__name__ = {host.name!r}\n"])


def _ours(lines: Iterable[str]) -> list[tuple[str, tuple[str, int]]]:
    """Return lines of ours, which are from nowhere."""
    return [(line, ("", 0)) for line in lines]


def _name_before(host: ModuleText, line: int) -> str:
    """Return the `__name__` that the code on a line has: it may be that of a module that is merged already."""
    found = host.name
    for node in host.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__name__")], value=ast.Constant(value=str(name))):
                found = name if node.lineno < line else found
            case _:
                pass
    return found


def _given(merge: Merge, statement: ImportStatement) -> Iterator[str]:
    """Yield what binds the imported names, where the module has them under others."""
    for name, here in statement.taken():
        there = merge.naming.names[name]
        if here != there:
            yield f"{here} = {there}\n"


def _without_ours(text: str, tree: ast.Module) -> str:
    """Return a text, line by line, without what has no place or no use in another one."""
    lines = text.splitlines(keepends=True)
    for node in tree.body:
        if is_removal(node) or (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            first, last = node.lineno - 1, node.end_lineno or node.lineno
            shared = lines[last - 1].encode()[node.end_col_offset or 0 :].strip()
            if node.col_offset or (shared and not shared.startswith(b"#")):
                raise NotRenamedError(f"line {node.lineno} has more than one statement")
            lines[first:last] = ["\n"] * (last - first)
    return "".join(lines)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return a text with other global names, whose lines and meaning are the same; raises `NotRenamedError`."""
    changed = {name: new for name, new in names.items() if name != new}
    if not changed:
        return text
    try:
        wrapper = MetadataWrapper(cst.parse_module(text))
    except cst.ParserSyntaxError as error:
        raise NotRenamedError("libcst cannot read it") from error
    targets, imports = _bindings(wrapper, changed)
    new = wrapper.module.visit(_NameChanger(targets, imports, changed)).code
    _prove(text, new, changed)
    return new


def _bindings(
    wrapper: MetadataWrapper, names: Mapping[str, str]
) -> tuple[dict[cst.CSTNode, str], set[tuple[cst.CSTNode, str]]]:
    """Return the nodes that mean some global names, and the import statements that bind them."""
    targets: dict[cst.CSTNode, str] = {}
    imports = set[tuple[cst.CSTNode, str]]()
    for scope in {scope for scope in wrapper.resolve(ScopeProvider).values() if isinstance(scope, GlobalScope)}:
        for assignment in scope.assignments:
            if assignment.name not in names or not isinstance(assignment, Assignment):
                continue
            if isinstance(assignment.node, cst.Import | cst.ImportFrom):
                imports.add((assignment.node, assignment.name))
            else:
                targets[assignment.node] = assignment.name
            targets.update((_first(access.node), assignment.name) for access in assignment.references)
    return targets, imports


def _first(node: cst.CSTNode) -> cst.CSTNode:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node


class _NameChanger(cst.CSTTransformer):
    """Changes the names of some nodes, and of the imports and `global` statements that bind them."""

    def __init__(
        self,
        targets: Mapping[cst.CSTNode, str],
        imports: set[tuple[cst.CSTNode, str]],
        names: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._targets, self._imports, self._names = targets, imports, names
        self._statement: cst.CSTNode | None = None

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:  # noqa: N802 - as libcst calls it
        """Rename one of the nodes."""
        name = self._targets.get(original_node)
        return updated_node if name is None else updated_node.with_changes(value=self._names[name])

    def leave_NameItem(self, original_node: cst.NameItem, updated_node: cst.NameItem) -> cst.NameItem:  # noqa: N802 - as libcst calls it
        """Rename what a `global` statement names; `nonlocal` never has a global name."""
        name = original_node.name.value
        return updated_node.with_changes(name=cst.Name(self._names.get(name, name)))

    def visit_Import(self, node: cst.Import) -> None:  # noqa: N802 - as libcst calls it
        """Note the statement."""
        self._statement = node

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:  # noqa: N802 - as libcst calls it
        """Note the statement."""
        self._statement = node

    def leave_ImportAlias(self, original_node: cst.ImportAlias, updated_node: cst.ImportAlias) -> cst.ImportAlias:  # noqa: N802 - as libcst calls it
        """Bind what is imported under another name."""
        bound = original_node.evaluated_alias or original_node.evaluated_name
        if self._statement is None or (self._statement, bound) not in self._imports:
            return updated_node
        space = cst.SimpleWhitespace(" ")
        name = cst.AsName(cst.Name(self._names[bound]), whitespace_before_as=space, whitespace_after_as=space)
        return updated_node.with_changes(name=original_node.name, asname=name)


def _prove(old: str, new: str, names: Mapping[str, str]) -> None:
    """Check that a text with the old names again is the old one, and that no global name has its old name."""
    back = {now: before for before, now in names.items()}
    try:
        before, after = ast.parse(old), _NamesBack(back).visit(ast.parse(new))
    except SyntaxError as error:
        raise NotRenamedError("it cannot be read with other names") from error
    if ast.dump(before) != ast.dump(after) or len(old.splitlines()) != len(new.splitlines()):
        raise NotRenamedError("it is another text with other names")
    if left := sorted(set(_globals(symtable.symtable(new, "", "exec"))) & names.keys()):
        raise NotRenamedError(f"{left[0]} would have two names")
    table = symtable.symtable(new, "", "exec")
    if theirs := set(_locals(table, classes=False)) & back.keys() | set(_locals(table, classes=True)) & names.keys():
        raise NotRenamedError(f"{min(theirs)} would mean another name")


class _NamesBack(ast.NodeTransformer):
    """Changes the names back."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Rename a name."""
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_Global(self, node: ast.Global) -> ast.Global:
        """Rename those of the statement."""
        node.names = [self._names.get(name, name) for name in node.names]
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        """Rename what an error is bound to."""
        node.name = self._names.get(node.name or "", node.name)
        return self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> ast.alias:
        """Rename what is bound, if that makes a difference."""
        if node.asname in self._names:
            old = self._names[node.asname or ""]
            node.asname = None if old == node.name else old
        return node


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names that mean one of the module, in some scope."""
    for one in table.get_symbols():
        if one.is_global() or table.get_type() == "module":
            yield one.get_name()
    for child in table.get_children():
        yield from _globals(child)


def _locals(table: symtable.SymbolTable, *, classes: bool) -> Iterator[str]:
    """Yield the names that scopes below the module bind; `classes`: only those that classes bind."""
    for child in table.get_children():
        if child.get_type() == "class" or not classes:
            yield from (one.get_name() for one in child.get_symbols() if one.is_local())
        yield from _locals(child, classes=classes)
