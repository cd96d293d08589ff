"""What only the overlay has, module by module, as tables for the guard."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from vendorize.model.cold import ARCHIVE_NAME
from vendorize.runtime.archived import runs_archived, texts_in
from vendorize.verify.leaks.aligning import Wider, global_bindings, widen
from vendorize.verify.leaks.files import result_files
from vendorize.verify.leaks.waiting import put_back
from vendorize.verify.probes.vendorize_leak_guard.frames import OVERLAY, OWN, THIRD
from vendorize.verify.probes.vendorize_leak_guard.scopes import own_statements
from vendorize_analysis.newer import parse_any
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning.source import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from vendorize.verify.leaks.files import ResultFile
    from vendorize.verify.request import VerifyRequest

_STAR = re.compile(rb"import\s+\*")
_NOTHING = Wider(frozenset(), (), ())


@dataclass(frozen=True, slots=True)
class Tables:
    """All that the guard needs to know about the two results."""

    files: tuple[ResultFile, ...]
    wider: Mapping[str, Wider]
    """By path in the result; only where there is something."""

    @property
    def vocabulary(self) -> frozenset[str]:
        """Return the names that only the overlay has anywhere, to look for in what reads them."""
        names = {name for one in self.wider.values() for name in one.names}
        names |= {name for one in self.wider.values() for _, members in one.members for name in members}
        return frozenset(names | {file.name.rpartition(".")[2] for file in self.files if file.kind == OVERLAY})


def make_tables(request: VerifyRequest) -> Tables:
    """Compare the release with the overlay, as texts."""
    return deeply(_make_tables, request)


def _make_tables(request: VerifyRequest) -> Tables:
    files = result_files(request)
    texts = _Texts(request, {file.name: file for file in files if file.kind in (OWN, THIRD, OVERLAY)})
    namespace = request.layout.namespace(request.plan)
    found = {}
    for file in files:
        if file.kind in (OWN, THIRD):
            wider = texts.compare(file, namespace)
            if wider != _NOTHING:
                found[file.relative] = wider
    return Tables(files, found)


def table_object(wider: Wider) -> dict[str, Any]:
    """Return one table as the guard reads it."""
    return {
        "names": sorted(wider.names),
        "members": dict(wider.members),
        "added": wider.added,
        "dropped": wider.dropped,
    }


@dataclass(slots=True)
class _Texts:
    """The modules of both results, parsed when asked for."""

    request: VerifyRequest
    modules: Mapping[str, ResultFile]
    trees: dict[bytes, ast.Module | None] = field(default_factory=dict)
    """By text: most modules that take all of others are the same in both."""
    bindings: dict[int, frozenset[str]] = field(default_factory=dict)
    """What a tree binds, by its identity."""
    archived: Mapping[Path, bytes] | None = None
    """The texts of modules in the archives of both; None until somebody asks."""

    def compare(self, file: ResultFile, namespace: str) -> Wider:
        wide, narrow = self.request.served / file.relative, self.request.result / file.relative
        text = self.text(wide)
        same = narrow.is_file() and text == self.text(narrow)
        # What a star import brings depends on another module.
        stars = _STAR.search(text) is not None
        if same and not stars:
            return _NOTHING
        outer, inner = self.tree(wide), self.tree(narrow)
        if outer is None:
            return _NOTHING  # such a module is copied whole, or the tests fail on it
        if inner is None:
            inner = ast.Module([], [])
        found = _NOTHING if same else widen(outer, inner, namespace=namespace)
        more = self.names(file, wide=True) - self.names(file, wide=False) if stars else frozenset()
        return replace(found, names=(found.names | more) - {"__getattr__"})

    def text(self, path: Path) -> bytes:
        """Return the text of a module as it runs; of one that is a line, that in the archive beside it.

        The overlay has no packed ones, for the guard has to see their code; either may have modules that are cold.
        """
        content = path.read_bytes()
        if not runs_archived(content):
            return content
        if self.archived is None:
            self.archived = _archived(self.request.result) | _archived(self.request.served)
        return self.archived.get(path, content)

    def tree(self, path: Path) -> ast.Module | None:
        """Return the syntax tree of a file; None where there is none that we can read."""
        try:
            text = self.text(path)
        except OSError:
            return None
        if text not in self.trees:
            try:
                self.trees[text] = put_back(parse_any(text)) if len(text) <= LARGEST else None
            except (SyntaxError, ValueError, MemoryError):
                self.trees[text] = None
        return self.trees[text]

    def bound(self, tree: ast.Module) -> frozenset[str]:
        """Return the names that a module binds, star imports left out."""
        if id(tree) not in self.bindings:
            self.bindings[id(tree)] = global_bindings(tree)
        return self.bindings[id(tree)]

    def names(self, file: ResultFile, *, wide: bool, above: tuple[str, ...] = ()) -> frozenset[str]:
        """Return the global names of a module in one of the two results, those of star imports included."""
        tree = self.tree((self.request.served if wide else self.request.result) / file.relative)
        if tree is None:
            return frozenset()
        found = set(self.bound(tree))
        for target in _stars(tree, file):
            other = self.modules.get(target)
            if other is not None and other.name not in above:
                names = self.names(other, wide=wide, above=(*above, file.name))
                found |= self._public(other, names, wide=wide)
        return frozenset(found)

    def _public(self, file: ResultFile, names: frozenset[str], *, wide: bool) -> frozenset[str]:
        """Return what a star import takes: `__all__` where it is literal, else what has no underscore."""
        tree = self.tree((self.request.served if wide else self.request.result) / file.relative)
        listed = _literal_all(tree.body if tree is not None else ())
        return names & listed if listed is not None else frozenset(name for name in names if name[0] != "_")


def _archived(result: Path) -> dict[Path, bytes]:
    """Return the texts of modules in the archive of a written result: what packed ones run, of others all."""
    found: dict[Path, bytes] = {}
    for archive in sorted(result.rglob(ARCHIVE_NAME)):
        texts = texts_in(archive.relative_to(result).as_posix(), archive.read_bytes())
        found |= {result / relative: level or cold for relative, (cold, level) in texts.items()}
    return found


def _stars(tree: ast.Module, file: ResultFile) -> list[str]:
    """Return the original names of the modules that a module takes everything from."""
    package = file.name.split(".")
    if not file.relative.endswith("/__init__.py"):
        package = package[:-1]
    found = []
    for node in own_statements(tree.body):  # such an import stands nowhere else
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            base = package[: len(package) - node.level + 1] if node.level else []
            found.append(".".join([*base, *filter(None, [node.module])]))
    return found


def _literal_all(body: Iterable[ast.stmt]) -> frozenset[str] | None:
    found = None
    for node in body:
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(one, ast.Name) and one.id == "__all__" for one in targets):
                if isinstance(node, ast.AugAssign) or not isinstance(node.value, ast.List | ast.Tuple):
                    return None
                found = frozenset(one.value for one in node.value.elts if isinstance(one, ast.Constant))
    return found  # type: ignore[return-value]
