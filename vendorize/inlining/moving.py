"""One move: what changes in which module, what forbids it, and the proof that nothing else changes."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from vendorize.inlining.capture import find_captures, missing_imports
from vendorize.inlining.edits import plan_edits
from vendorize.inlining.ground import in_new_form, is_readable, path_in_project
from vendorize.inlining.loading import find_circles, find_effects, find_lost
from vendorize.inlining.occurrences import find_disagreements
from vendorize.inlining.placing import moved_text, placed
from vendorize.inlining.proof import Relinked, same_statements
from vendorize.inlining.references import scan
from vendorize.inlining.rewriting import PLACE, line_of_place, rewritten
from vendorize.inlining.staying import moved_keys
from vendorize.inlining.unread import find_unread
from vendorize.inlining.values import are_plain_functions, has_annotations, is_only_called, statement_at
from vendorize_analysis.model.analysis import LoadedModule
from vendorize_analysis.newer import parse_any
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from vendorize.inlining.edits import Edits
    from vendorize.inlining.ground import Ground
    from vendorize.inlining.references import Scanned
    from vendorize.inlining.seeking import Destination
    from vendorize.model.inlined import MovedCode, NeededImport, Obstacle


@dataclass(slots=True)
class Move:
    """A closure, and the module that it moves to; looks first, then edits."""

    ground: Ground
    closure: MovedCode
    target: Destination
    scanned: dict[str, Scanned] = field(default_factory=dict)
    """Modules of the project that may name what moves, and the target."""
    edits: dict[str, Edits] = field(default_factory=dict)
    missing: tuple[NeededImport, ...] = ()
    """Imports that the target gets."""
    new: dict[str, bytes] = field(default_factory=dict)
    """New contents, by module."""

    def find_obstacles(self) -> list[Obstacle]:
        """Return all that can be said before anything is edited."""
        found = self._scan()
        changing = [name for name, one in self.scanned.items() if one.touched and name != self.target.module]
        target = self.scanned.get(self.target.module)
        if target is not None:
            found += find_captures(self.ground, self.closure, target)
            found += self._of_annotations()
            found += self._of_start(changing)
        below = line_of_place(target) if target is not None else 0
        self.missing = missing_imports(self.ground, self.closure, self.target.module, below)
        needed = [one.module for one in self.closure.imports]
        found += find_circles(self.ground, changing, self.target.module, needed)
        for name in [*changing, *([self.target.module] if target is not None else [])]:
            self.edits[name] = plan_edits(self.ground, self.target.module, self.scanned[name])
            found += self.edits[name].obstacles
        found += find_unread(self.ground, self._names())
        return found + find_disagreements(self.ground, self.closure.parts, self.scanned)

    def _names(self) -> frozenset[str]:
        """Return every name by which dependencies know what moves."""
        keys = moved_keys(self.closure).keys()
        return self.closure.names | {
            name
            for module in self.ground.analysis.modules
            if self.ground.is_foreign(module) and is_readable(self.ground, module)
            for name in self.ground.linked(module).names
            if any((one.module, one.part) in keys for one in self.ground.program.look_up(module, name))
        }

    def _scan(self) -> list[Obstacle]:
        found: list[Obstacle] = []
        names = [name.encode() for name in self._names()]
        for module in self.ground.own():
            text = self.ground.text(module)
            if module != self.target.module and not any(name in text for name in names):
                continue
            if not is_readable(self.ground, module):
                reason = "cannot be read, and may name what moves"
                found.append(self.ground.obstacle(module, 1, reason))
                continue
            try:
                self.scanned[module] = scan(self.ground, module, moved_keys(self.closure))
            except (cst.ParserSyntaxError, UnicodeDecodeError) as error:
                found.append(self.ground.obstacle(module, 1, f"cannot be parsed: {error}"))
                continue
            found += self.scanned[module].obstacles
            found += self._of_file(module)
        return found

    def _of_file(self, module: str) -> list[Obstacle]:
        """Refuse files that are not ours to change as UTF-8 text of the project."""
        if not (self.scanned[module].touched or module == self.target.module):
            return []
        reasons = []
        if not path_in_project(self.ground, self.ground.analysis.modules[module].path):
            reasons.append("lies outside of the project, and would have to change")
        if self.ground.analysis.modules[module].path.is_symlink():
            reasons.append("is a link: name the module that it leads to, or make it a file")
        if self.scanned[module].wrapper.module.encoding.lower().replace("_", "-") not in {"utf-8", "utf-8-sig"}:
            reasons.append("is not UTF-8: convert it first")
        return [self.ground.obstacle(module, 1, reason) for reason in reasons]

    def _of_annotations(self) -> list[Obstacle]:
        """Refuse a place where annotations are evaluated at other times."""
        summary = self.ground.analysis.modules[self.target.module].summary
        future = self.closure.future_annotations
        if future is None or future == getattr(summary, "future_annotations", None):
            return []
        if not future and self._nobody_reads_annotations():
            return []
        has, lacks = (self.closure.symbol.module, self.target.module)[:: 1 if future else -1]
        reason = (
            f"{has} has `from __future__ import annotations`, and {lacks} does not: annotations would be another thing"
        )
        return [self.ground.obstacle(self.target.module, 1, f"{reason}; a new module would have what it needs")]

    def _nobody_reads_annotations(self) -> bool:
        """Tell whether all that has annotations are functions that everybody calls and nobody has as a value."""
        for part in self.closure.parts:
            tree = self.ground.tree(part.module)
            node = statement_at(tree, part.line)
            if node is None or not has_annotations(node):
                continue
            if not are_plain_functions(node) or not is_only_called(tree, (part.name,)):
                return False
            for one in self.scanned.values():
                if any(use.moved == part and use.node not in one.called for use in one.uses):
                    return False
        return True

    def _of_start(self, changing: list[str]) -> list[Obstacle]:
        """Refuse a target that runs as the program itself: imported too, it would be there twice."""
        linked = self.ground.linked(self.target.module)
        if not changing or not (linked.mains or self.target.module.rpartition(".")[2] == "__main__"):
            return []
        reason = f"{self.target.module} runs as a program; {changing[0]} would load a second copy of it"
        return [self.ground.obstacle(self.target.module, 1, reason)]

    def find_faults(self) -> list[Obstacle]:
        """Edit, and return what would then mean something else."""
        self._edit()
        changed = {name: self._loaded(name, content) for name, content in self.new.items()}
        proof = Relinked(self.ground, self.closure, self.target.module, changed)
        others = [name for name in self.new if name != self.target.module or not self.target.is_new]
        found = [
            *find_effects(self.ground, proof.after, others),
            *find_lost(self.ground, proof.after, others),
            *proof.find_faults(),
        ]
        return found or self._of_statements()

    def _edit(self) -> None:
        text = moved_text(self.ground, self.closure)
        for name, edits in self.edits.items():
            module = rewritten(edits, self.missing)
            code = module.code
            if edits.is_target:
                code = placed(code, text, module.default_newline)
            content = code.encode("utf-8")
            bom = self.ground.text(name).startswith(b"\xef\xbb\xbf")
            self.new[name] = (b"\xef\xbb\xbf" if bom else b"") + content
        if self.target.is_new:
            future = "from __future__ import annotations\n\n" if self.closure.future_annotations else ""
            imports = "".join(f"{one.source()}\n" for one in self.missing)
            self.new[self.target.module] = placed(f"{future}{imports}{PLACE}\n", text, "\n").encode("utf-8")
        self.new = {name: content for name, content in self.new.items() if self._before(name) != content}

    def _before(self, name: str) -> bytes | None:
        return self.ground.text(name) if name in self.ground.analysis.modules else None

    def _loaded(self, name: str, content: bytes) -> LoadedModule:
        module = self.ground.analysis.modules.get(name)
        if module is None:
            path = self.target.path
            relative = f"{name.replace('.', '/')}.py"
            around = next(one for one in self.ground.analysis.modules.values() if not one.distribution)
            module = LoadedModule(name, path, relative, False, "", around.summary, "")  # noqa: FBT003
        return in_new_form(self.ground.analysis, module, content)

    def _of_statements(self) -> list[Obstacle]:
        """Compare the syntax of each module before and after, apart from what had to change."""
        found = []
        for name, content in self.new.items():
            before = self._before(name)
            old = parse_any(before) if before and before.strip() else ast.parse("")
            edits, moved = self.edits.get(name), []
            if name == self.target.module:
                trees = [(part, self.ground.tree(part.module)) for part in self.closure.parts]
                moved = [node for part, tree in trees if (node := statement_at(tree, part.line)) is not None]
            renamed = _renamed(edits) if edits is not None else {}
            if not same_statements(old, parse_any(content), renamed, moved):
                place = (
                    self.ground.place(name) if before is not None else path_in_project(self.ground, self.target.path)
                )
                found.append(
                    self.ground.obstacle(
                        self.closure.symbol.module, 1, f"{place} would change otherwise than it has to"
                    )
                )
        return found

    def changed(self) -> dict[str, tuple[bytes | None, bytes]]:
        """Return contents before and after, by POSIX path in the project."""
        found: dict[str, tuple[bytes | None, bytes]] = {}
        for name, content in self.new.items():
            loaded = self.ground.analysis.modules.get(name)
            path = path_in_project(self.ground, self.target.path if loaded is None else loaded.path)
            found[path] = (self._before(name), content)
        return found

    def places(self) -> int:
        """Return how many references of the project are of what moves."""
        return sum(len(one.imports) + len(one.uses) for one in self.scanned.values())

    def notes(self) -> tuple[str, ...]:
        """Return what else can be done now."""
        key = self.ground.analysis.modules[self.closure.symbol.module].distribution
        after = Relinked(
            self.ground, self.closure, self.target.module, {n: self._loaded(n, c) for n, c in self.new.items()}
        ).after
        for own in self.ground.own():
            linked = after.module(own)
            for targets in linked.imports.values() if linked else ():
                for target in targets:
                    loaded = self.ground.analysis.modules.get(target.module)
                    if loaded is not None and loaded.distribution == key:
                        return ()
        if not key:
            return ()
        name = self.ground.analysis.environment.distribution(key).name
        return (f"nothing in the project imports {name} any more: if nothing else needs it, take the requirement out",)


def _renamed(edits: Edits) -> dict[tuple[int, tuple[str, ...]], str]:
    found = {}
    for node, name in edits.renamed.items():
        chain = chain_of(ast.parse(cst.Module(body=[]).code_for_node(node).strip("() \t\n"), mode="eval").body)
        found[edits.scanned.line(node), chain] = name
    return found
