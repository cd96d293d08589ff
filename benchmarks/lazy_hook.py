"""Have every import at the top of modules below some folders wait for the first use of its names: what PEP 810 does.

For `lazy_bound.py` alone, in a child: the namespace of a module becomes a dictionary that imports what is missing, by
the address where CPython keeps it. Names that bodies of classes read are loaded before the class. Imports in `try`,
`with`, functions and classes stand where they are.
"""

from __future__ import annotations

import ast
import ctypes
import sys
from importlib import machinery
from typing import Any

_OFFSET = 2 * ctypes.sizeof(ctypes.c_void_p)
"""Of the namespace in a module object."""
_KEPT: list[object] = []
EAGER: set[str] = set()
"""Modules that are loaded where their imports stand."""


class Space(dict[str, Any]):
    """The namespace of a module."""

    waiting: dict[str, list[tuple[str, str, int]]]

    def lazy(self, bound: str, module: str, name: str, level: int) -> None:
        """Note an import: `name` is what is taken from the module, `.` the module itself, nothing its first package."""
        self.waiting.setdefault(bound, []).append((module, name, level))
        self.pop(bound, None)
        whole = self._absolute(module, level)
        if not EAGER.isdisjoint((whole, f"{whole}.{name}")):
            self[bound]

    def _absolute(self, module: str, level: int) -> str:
        if not level:
            return module
        parts = (self.get("__package__") or "").split(".")
        return ".".join([*parts[: len(parts) - level + 1], *filter(None, [module])])

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 - whatever is imported
        if key not in self.waiting:
            raise KeyError(key)
        for module, name, level in self.waiting.pop(key):
            if name == ".":
                __import__(module)
                self[key] = sys.modules[module]
            elif name:
                self[key] = _taken(__import__(module, self, None, [name], level), name)
            else:
                self[key] = __import__(module, self, None, None, 0)
        return self[key]

    def touch(self, *names: str) -> None:
        """Load what waits of some names; of all without any."""
        for key in names or list(self.waiting):
            if key in self.waiting:
                self[key]

    def star(self, module: str, level: int) -> None:
        """Prepare a module for `from module import *`."""
        space = __import__(module, self, None, ["*"], level).__dict__
        if isinstance(space, Space) and "__all__" not in space:
            space.touch()


def _taken(module: Any, name: str) -> Any:  # noqa: ANN401 - as above
    try:
        return getattr(module, name)
    except AttributeError:
        whole = f"{module.__name__}.{name}"
        if whole in sys.modules:
            return sys.modules[whole]
        raise ImportError(f"cannot import name {name!r} from {module.__name__!r}") from None


class _Rewriter(ast.NodeTransformer):
    def __init__(self, *, texts: bool) -> None:
        self._texts = texts
        self._depth = 0

    def _below(self, node: ast.AST) -> ast.AST:
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1
        return node

    visit_Try = visit_TryStar = visit_With = visit_FunctionDef = visit_AsyncFunctionDef = _below  # noqa: N815 - of ast

    def visit_ClassDef(self, node: ast.ClassDef) -> list[ast.AST]:
        self._below(node)
        names = sorted(set().union(*(self._read(one) for one in node.body)))
        return [*([_call("touch", *names)] if names else []), node]

    def _read(self, node: ast.AST) -> set[str]:
        """Return the names that a statement in the body of a class reads while the class is made."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            below: list[ast.AST] = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
            below += [] if self._texts else [node.args, *filter(None, [node.returns])]
        elif isinstance(node, ast.Lambda):
            below = [node.args]
        elif isinstance(node, ast.AnnAssign) and self._texts:
            below = [*filter(None, [node.value])]
        else:
            below = list(ast.iter_child_nodes(node))
        own = {node.id} if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else set()
        return own.union(*map(self._read, below))

    def visit_Import(self, node: ast.Import) -> list[ast.stmt] | ast.Import:
        if self._depth:
            return node
        bound = ((one.asname or one.name.partition(".")[0], one.name, "." if one.asname else "") for one in node.names)
        return [_call("lazy", *each, 0) for each in bound]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt] | ast.ImportFrom:
        module = node.module or ""
        if node.names[0].name == "*":
            return [_call("star", module, node.level), node]
        if self._depth or module == "__future__":
            return node
        return [_call("lazy", one.asname or one.name, module, one.name, node.level) for one in node.names]


def _call(method: str, *words: object) -> ast.stmt:
    return ast.parse(f"globals().{method}({', '.join(map(repr, words))})").body[0]


class _Loader(machinery.SourceFileLoader):
    def source_to_code(self, data: Any, path: Any, *, _optimization: int = -1) -> Any:  # type: ignore[override]  # noqa: ANN401
        tree = ast.parse(data)
        future = (one for one in tree.body if isinstance(one, ast.ImportFrom) and one.module == "__future__")
        texts = any(each.name == "annotations" for one in future for each in one.names)
        made = ast.fix_missing_locations(_Rewriter(texts=texts).visit(tree))
        return compile(made, path, "exec", dont_inherit=True, optimize=_optimization)

    def exec_module(self, module: Any) -> None:  # noqa: ANN401 - as the machinery asks
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(module.__name__)
        space = Space(module.__dict__)
        space.waiting = {}
        slot = ctypes.py_object.from_address(id(module) + _OFFSET)
        _KEPT.extend((module.__dict__, space, slot))
        slot.value = space
        own: list[Any] = []

        def __getattr__(name: str) -> Any:  # noqa: ANN401, N807 - whatever it is
            if name in space.waiting:
                return space[name]
            if own:
                return own[0](name)
            raise AttributeError(f"module {space.get('__name__')!r} has no attribute {name!r}")

        space["__getattr__"] = __getattr__
        exec(code, space)  # noqa: S102 - what a loader does
        if space["__getattr__"] is not __getattr__:
            own.append(space["__getattr__"])
            space["__getattr__"] = __getattr__


def install(folders: list[str]) -> None:
    """Have imports wait in what is imported from below some folders from now on."""
    install_loader(_Loader, folders)


def install_loader(loader: type[machinery.SourceFileLoader], folders: list[str]) -> None:
    """Have a loader load the modules below some folders."""
    hook = machinery.FileFinder.path_hook(
        (machinery.ExtensionFileLoader, machinery.EXTENSION_SUFFIXES), (loader, machinery.SOURCE_SUFFIXES)
    )

    def only(path: str) -> Any:  # noqa: ANN401 - a finder
        if not path.startswith(tuple(folders)):
            raise ImportError(path)
        return hook(path)

    sys.path_hooks.insert(0, only)
    sys.path_importer_cache.clear()
