"""A workflow that records its calls and answers with samples: no stage runs in the tests of the command line."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from tests.unit.report.samples import call_graph, extraction, report, same_verdict
from vendorize.model.report import Explanation
from vendorize.model.takenback import TakenBack

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize.model.request import Request

SOMEWHERE = Path("somewhere")


class FakeWorkflow(ModuleType):
    """Stands in for `vendorize.workflow`."""

    def __init__(self) -> None:
        super().__init__("vendorize.workflow")
        self.calls: list[tuple[str, Request, dict[str, object]]] = []
        self.answers: dict[str, object] = {
            "analyze": report(),
            "why": Explanation("a.b", kept=True, steps=()),
            "graph": call_graph(),
            "extract": extraction(),
            "take_back": TakenBack(Path("project"), ("app.py", "lib/x.py")),
            "verify": same_verdict(),
        }
        self.before: Callable[[], None] = lambda: None

    def answer(self, name: str, request: Request, details: dict[str, object]) -> object:
        self.calls.append((name, request, details))
        self.before()
        return self.answers[name]

    @property
    def request(self) -> Request:
        """Return the request of the last call."""
        return self.calls[-1][1]

    @property
    def details(self) -> dict[str, object]:
        """Return the other arguments of the last call, without the listener."""
        return {key: value for key, value in self.calls[-1][2].items() if key != "progress"}

    def analyze(self, request: Request, progress: object) -> object:
        return self.answer("analyze", request, {"progress": progress})

    def analyze_to_remember(self, request: Request, progress: object) -> object:
        return self.analyze(request, progress), lambda *_: ((),)

    def why(self, request: Request, symbol: str, *, every: bool, calls: bool, progress: object) -> object:
        return self.answer("why", request, {"symbol": symbol, "every": every, "calls": calls, "progress": progress})

    def graph(self, request: Request, *, scope: str, progress: object) -> object:
        return self.answer("graph", request, {"scope": scope, "progress": progress})

    def extract(self, request: Request, **details: object) -> object:
        return self.answer("extract", request, details)

    def take_back(self, request: Request, **details: object) -> object:
        return self.answer("take_back", request, details)

    def verify(self, request: Request, **details: object) -> object:
        return self.answer("verify", request, details)

    def record_file(self, request: Request) -> Path | None:
        return request.verify.record
