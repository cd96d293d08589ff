# ruff: noqa: ANN401 - the fields of a plan

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from vendorize.model.plan import DistributionPlan, ModulePlan, Plan
from vendorize.transform import transform
from vendorize.transform.numbering import number
from vendorize.transform.source import parse, read_source
from vendorize_analysis.model.hazards.code import DynamicCode
from vendorize_analysis.model.summary import ModuleSummary, Part, Span
from vendorize_analysis.recursion import deeply

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.bundle import Bundle


def summarize(content: bytes) -> ModuleSummary:
    """A summary with nothing but the numbers, and the hazard of `exec`: all that the transform looks at."""
    parts = tuple(
        Part(
            part.index,
            part.parent,
            _kind(part.node),
            Span(part.node.lineno, 0, part.node.end_lineno or 0, 0),
            name="",
            binds=(),
            functions=0,
            dead=False,
            hazards=(DynamicCode(1),) * _is_exec(part.node),
        )
        for part in deeply(number, parse(read_source(content, "test").text, "test"))
    )
    return ModuleSummary(**(dict.fromkeys(ModuleSummary._fields, ()) | {"parts": parts}))


def _is_exec(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(ast.Call(ast.Name("exec"))):
            return True
        case _:
            return False


def _kind(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return "def"
    if isinstance(node, ast.ClassDef):
        return "class"
    if isinstance(node, ast.If | ast.Try | ast.TryStar):
        return "block"
    return "import" if isinstance(node, ast.Import | ast.ImportFrom) else "statement"


@dataclass
class Workshop:
    """Makes plans for sources given as text."""

    folder: Path
    vendored: list[ModulePlan] = field(default_factory=list)
    first_party: list[ModulePlan] = field(default_factory=list)

    def module(self, relative: str, source: str | bytes, *, distribution: str = "", **fields: Any) -> ModulePlan:
        content = source.encode() if isinstance(source, str) else source
        path = self.folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        name = relative.removesuffix(".py").replace("/", ".")
        values: dict[str, Any] = {
            "name": name.removesuffix(".__init__"),
            "path": path,
            "digest": hashlib.blake2b(content, digest_size=16).hexdigest(),
            "relative": relative,
            "is_package": name.endswith("__init__"),
            "distribution": distribution,
            "keep": None,
            "names": None,
            "removed": (),
            "removed_members": (),
            "exports": None,
        }
        summary = fields.pop("summary", ...)
        values["summary"] = summarize(content) if summary is ... else summary
        if "drop" in fields:
            values["keep"] = frozenset(range(len(values["summary"].parts))) - frozenset(fields.pop("drop"))
        plan = ModulePlan(**(values | fields))
        (self.vendored if distribution else self.first_party).append(plan)
        return plan

    def plan(self, layout: str = "site", strings: dict[str, frozenset[str]] | None = None) -> Plan:
        distributions = tuple(
            DistributionPlan(
                name=key.title(),
                key=key,
                version="1.0",
                verdict="extract",
                why="",
                location=self.folder,
                info="",
                files=(),
                licenses=("MIT",),
                license_files=(),
                requires=(),
                modules=tuple(module for module in self.vendored if module.distribution == key),
                data=(),
                metadata=False,
            )
            for key in sorted({module.distribution for module in self.vendored})
        )
        return Plan(
            project_name="shop",
            project_root=self.folder,
            namespace="app._vendor",
            layout=layout,  # type: ignore[arg-type]
            standard=frozenset({"json", "os", "sys"}),
            first_party=tuple(self.first_party),
            first_party_data=(),
            project_info=None,
            distributions=distributions,
            strings=tuple(sorted((strings or {}).items())),
        )

    def transform(self, layout: str = "site") -> Bundle:
        return transform(self.plan(layout))

    def bytes(self, source: str | bytes, **fields: Any) -> bytes:
        """What a first-party module becomes in the site layout, where it gets no header."""
        self.module("mod.py", source, **fields)
        return self._content(self.transform(), "mod")

    def text(self, source: str, **fields: Any) -> str:
        return self.bytes(source, **fields).decode()

    def moved(self, source: str, strings: frozenset[str] = frozenset()) -> str:
        """What a first-party module becomes where the top-level names `a` and `b` move to `app._vendor`."""
        self.module("mod.py", source)
        self.module("a/__init__.py", "", distribution="a")
        self.module("b.py", "", distribution="b")
        return self._content(transform(self.plan("package", {"mod": strings})), "mod").decode()

    def _content(self, bundle: Bundle, origin: str) -> bytes:
        content = next(file.content for file in bundle.files if file.origin == origin)
        assert isinstance(content, bytes)
        return content


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "sources")
