"""Answers of commands whose work costs too much for unit tests: samples with every field, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vendorize.assist import Outcome, Suggestion
from vendorize.assist.prompt import Prompt
from vendorize.cli.rewrite import _plain
from vendorize.executed import executed_object
from vendorize.model.ability import Way
from vendorize.model.audit import AffectedSymbol, Audit, AuditedAdvisory
from vendorize.model.executed import Executed, ExecutedCode
from vendorize.model.image import (
    BuiltImage,
    ImageLayer,
    ImagePlan,
    ImagePlatform,
    ImageShare,
    ImageWeight,
    WrittenLayers,
)
from vendorize.model.inlined import Inlined, MovedFrom, Obstacle, TestRuns
from vendorize.model.report import Before, Step
from vendorize.model.rewrite import Gate
from vendorize.model.takenback import TakenBack
from vendorize.model.update import DistributionChange, HazardChange, PatchChange, SymbolChange, Update
from vendorize.model.verdict import Difference
from vendorize.report.auditforms import audit_object
from vendorize.report.extraction import taken_back_object
from vendorize.report.image import built_object, files_object, layers_object, plan_object
from vendorize.report.inlined import inlined_object
from vendorize.report.json import dump
from vendorize.report.updated import update_object

STEP = Step("a.b", "a.py", 3, "reference", certain=True)
BLOB = f"sha256:{'0' * 64}"
SOME = ImageWeight(2, 30)


def _audit() -> Audit:
    symbols = (
        AffectedSymbol("dep:load", "reachable", "dep.py", 3, (STEP,), (STEP,)),
        AffectedSymbol("dep:dump", "absent", reason="it was cut"),
    )
    names = ("PYSEC-1", ("CVE-1",), "a weakness", "HIGH", ("https://example.org",), "Dep", "dep", "1.0", "1.1")
    one = AuditedAdvisory(*names, "reachable", component=True, origin="record", symbols=symbols, reason="it is called")
    return Audit("app", "1.0", (one,), records=3, distributions=2, notes=("a note",))


def updated() -> Update:
    """Return an update that changed something."""
    symbols = (SymbolChange("dep.load", "changed", "(a)", "(a, b)", used_as="dep.load", places=("app.py:1",)),)
    change = DistributionChange(
        "Dep", "dep", ("1.0", "1.1"), ("extract", "extract"), (("MIT",), ()), Before(10, 20), Before(1, 2), symbols,
        capabilities_gained=(("network", Way("dep", (STEP,))), ("files", None)), capabilities_lost=("subprocess",),
        hazards=(HazardChange("dep.py", 3, "VZ101", "computed"),), hazards_gone=1, is_new_code=True,
    )  # fmt: skip
    return Update(
        Path("out"), in_place=False, dry_run=False, layout="site", distributions=(change,), unchanged=1,
        bytes=Before(10, 20), files=(("changed", "dep.py"),), patches=(PatchChange("a.patch", "carried over"),),
        inputs=("app.py",), warnings=("a warning",),
    )  # fmt: skip


def _inlined() -> Inlined:
    runs = TestRuns((1, 0), (0, 1), (Difference("t.py::a", "passed", "failed", "no"),))
    return Inlined(
        "dep.load", "app.own", ("dep.load",), ("import os",), (MovedFrom("Dep", "1.0", ("MIT",), "dep.py"),),
        {"app/own.py": (None, b"")}, b"--- a\n", 1, (Obstacle("app.py", 1, "why"),), ("a note",), runs,
    )  # fmt: skip


def _plan() -> ImagePlan:
    return ImagePlan(
        "app", "3.11.7", "", (ImageShare("interpreter", SOME, SOME),), (("vendored", SOME),), (("dep", SOME, SOME),)
    )


def _built() -> BuiltImage:
    layer = ImageLayer("vendored", "application/x", BLOB, 12, BLOB, SOME, Path("blob"))
    return BuiltImage(Path("image"), BLOB, "latest", ImagePlatform("linux", "amd64"), ("python", "-m", "app"), (layer,))


def _rewritten() -> dict[str, Any]:
    gates = ((Gate("tests", passed=True, evidence="same"),),)
    return _plain(Outcome("dep:load", accepted=True, prompt=Prompt("s", "u"), gates=gates, files=("rewrites/a.py",)))


def sampled() -> dict[str, Any]:
    """Return for each name of a schema an answer as it is printed."""
    return {name: json.loads(dump(answer)) for name, answer in _objects().items()}


def _objects() -> dict[str, dict[str, Any]]:
    ran = Executed(
        frozenset({ExecutedCode("dep", "dep.py", "load"), ExecutedCode("", "app.py", "<module>")}),
        frozenset({("dep", "1.0")}), frozenset({"3.11"}), frozenset({"linux"}),
    )  # fmt: skip
    return {
        "audit": audit_object(_audit()),
        "update": update_object(updated()),
        "inline": inlined_object(_inlined()),
        "trace": executed_object(ran),
        "image-plan": plan_object(_plan()),
        "image-build": built_object(_built()),
        "image-layers": layers_object(WrittenLayers(Path("out"), (("program", SOME),), ("-m", "app"))),
        "image-dockerfile": files_object({"Dockerfile": "FROM x"}, Path("out")),
        "rewrite": {"schema": 1, "rewrites": [_rewritten()]},
        "rewrite-suggest": {"schema": 1, "suggestions": [asdict(Suggestion("dep:load", 12, 1, typed=True))]},
        "extract-undo": taken_back_object(TakenBack(Path("app"), ("app.py",))),
    }
