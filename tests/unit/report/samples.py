"""Answers to render: a direct, a transitive, an external and an unused distribution."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from vendorize.model.graph import Graph
from vendorize.model.report import (
    Before,
    Counts,
    DistributionReport,
    ExtractedDistribution,
    Extraction,
    Report,
    ReportedHazard,
    Totals,
)
from vendorize.model.verdict import (
    Difference,
    Figure,
    Isolation,
    Leak,
    Measurements,
    RunRecord,
    TestOutcome,
    Verdict,
)
from vendorize_analysis.model.analysis import Seconds
from vendorize_analysis.model.callgraph import CallEdge, CallNode

TOTALS = Totals(Before(4, 3), Before(120, 60), Before(1400, 420), Before(30_000, 9_000), Before(3_100_000, 990_000))


def distribution(name: str, **changes: object) -> DistributionReport:
    """Return a distribution; `changes` replace its fields."""
    fields: dict[str, object] = {
        "name": name,
        "version": "1.0",
        "direct": True,
        "required_by": (),
        "verdict": "extract",
        "why": "",
        "licenses": ("MIT",),
        "native": "none",
        "modules": Counts(10, 4),
        "functions": Counts(322, 123),
        "lines": Counts(4000, 1500),
        "bytes": Counts(210_000, 98_000),
        "used_symbols": (f"{name}.get",),
    }
    return DistributionReport(**{**fields, **changes})  # type: ignore[arg-type]


def report(**changes: object) -> Report:
    """Return a report; `changes` replace its fields."""
    hazards = (
        ReportedHazard("urllib3/b.py", 7, "VZ201", "getattr with a computed name"),
        ReportedHazard("urllib3/a.py", 9, "VZ101", "imports a computed name"),
        ReportedHazard("urllib3/a.py", 3, "VZ101", "imports a computed name"),
    )
    many = tuple(f"requests.name{index}" for index in range(15))
    fields: dict[str, object] = {
        "project": "demo",
        "root": Path(PurePosixPath("demo")),
        "python": "3.11.7",
        "distributions": (
            distribution("numpy", verdict="external", why="compiled: needs numpy.core", native="required"),
            distribution("requests", used_symbols=many, capabilities=("network",)),
            distribution("urllib3", direct=False, required_by=("requests",), used_symbols=(), hazards=hazards),
            distribution("wheel", verdict="unused", why="nothing refers to it", used_symbols=()),
        ),
        "totals": TOTALS,
        "roots": ("demo.cli:main", "demo"),
        "seconds": Seconds(0.81234567, 0.1, 0.2, 0.3, 0.2),
        "files_read": 210,
        "lines_read": 40_000,
        "files_cached": 190,
    }
    return Report(**{**fields, **changes})  # type: ignore[arg-type]


def extraction(**changes: object) -> Extraction:
    """Return an extraction; `changes` replace its fields."""
    fields: dict[str, object] = {
        "out": Path("build"),
        "layout": "site",
        "distributions": (
            ExtractedDistribution(
                "requests", "2.31.0", "extract", "", Before(10, 4), Before(322, 123), Before(210_000, 98_000)
            ),
            ExtractedDistribution(
                "numpy", "2.0", "external", "compiled", Before(10, 10), Before(5, 5), Before(9_000_000, 9_000_000)
            ),
        ),
        "totals": TOTALS,
        "files": ("main.py", "a.py"),
    }
    return Extraction(**{**fields, **changes})  # type: ignore[arg-type]


def run(outcomes: dict[str, str], **changes: object) -> RunRecord:
    """Return a run of tests with these outcomes."""
    fields: dict[str, object] = {
        "outcomes": {test: TestOutcome(test, outcome) for test, outcome in outcomes.items()},
        "seconds": 0.51234,
        "exit_code": 0,
        "output": "",
    }
    return RunRecord(**{**fields, **changes})  # type: ignore[arg-type]


def same_verdict(**changes: object) -> Verdict:
    """Return a verdict without any finding; `changes` replace its fields."""
    outcomes = {"t.py::a": "passed", "t.py::b": "xfailed", "t.py::c": "skipped", "t.py::d": "xpassed"}
    fields: dict[str, object] = {
        "baseline": run(outcomes),
        "result": run(outcomes),
        "differences": (),
        "leaks": (),
        "absent": ("urllib3", "requests"),
        "baseline_bytes": 1_200_000,
        "result_bytes": 300_000,
        "baseline_startup_ms": 210.0,
        "result_startup_ms": 160.44,
        "isolation": Isolation("namespace", ("HOME", "TMPDIR"), "landlock"),
        "measurements": Measurements(
            bytes=Figure(1_200_000, 300_000),
            files=Figure(60, 20),
            distributions=Figure(3, 0),
            modules_at_start=Figure(300, 200),
            startup_ms=Figure(210.0, 160.44),
            peak_memory_bytes=Figure(None, None),
        ),
    }
    return Verdict(**{**fields, **changes})  # type: ignore[arg-type]


def different_verdict() -> Verdict:
    """Return a verdict with findings of every kind."""
    return same_verdict(
        result=run({"t.py::a": "failed"}, foreign_imports=("requests.api",), exit_code=1),
        differences=(
            Difference("t.py::z", "passed", "missing", ""),
            Difference("t.py::a", "passed", "failed", "Traceback\nAttributeError: module 'x' has no attribute 'y'"),
        ),
        leaks=(Leak("urllib3.util.x", ("demo/cli.py:3", "requests/api.py:9")),),
    )


def call_graph() -> Graph:
    """Return a call graph with each kind of edge."""
    return Graph(
        project="app",
        python="3.11.7",
        scope="first-party",
        nodes=(
            CallNode("<builtin>.print", "builtin", "", 0, reached=False),
            CallNode("app", "module", "app", 1, reached=True),
            CallNode("app.A", "class", "app", 5, reached=True),
            CallNode("app.A.close", "function", "app", 6, reached=True),
            CallNode("app.run", "function", "app", 1, reached=True),
        ),
        edges=(
            CallEdge("app", "app.A", "run", "app", 5, certain=True),
            CallEdge("app", "app.run", "call", "app", 9, certain=True),
            CallEdge("app", "app.run", "call", "app", 10, certain=True),
            CallEdge("app.run", "<builtin>.print", "call", "app", 3, certain=True),
            CallEdge("app.run", "app.A.close", "call", "app", 2, certain=False),
        ),
        open_calls=(("app.run", "app", 2),),
        paths={"app": "app.py"},
    )
