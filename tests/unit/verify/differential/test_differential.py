from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.samples import make_request, write
from vendorize.verify import differential as package
from vendorize.verify import verify
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.verify import VerifyRequest

CORE = """\
import os
{imports}

def main():
    print(lib.greet("you"))
    lib.greet(os.path.abspath(__file__))
"""
TEST = "import app.core\n\ndef test_main():\n    app.core.main()\n"


def request_for(tmp_path: Path, layout: str, lib: str) -> VerifyRequest:
    """Return a project whose one test looks at nothing, with a result whose library has this text."""
    request = make_request(tmp_path, layout, replay=True, fuzz=10.0, boundary=("lib.greet",))
    (shipped,) = request.result.rglob("lib.py")
    shipped.write_text(lib, encoding="utf-8")
    write(tmp_path / "project", {"src/app/core.py": CORE.format(imports="import lib"), "tests/test_app.py": TEST})
    own, imports = {"site": ("app", "import lib"), "package": ("src/app", "from app._vendor import lib")}[layout]
    write(request.result, {f"{own}/core.py": CORE.format(imports=imports)})
    if layout == "package":
        write(request.result, {"tests/test_app.py": TEST})
    return request


class Heard(Silent):
    """Remembers how far each stage was."""

    def __init__(self) -> None:
        self.stage = ""
        self.steps: dict[str, list[tuple[int, int, str]]] = {}

    def stage_started(self, name: str) -> None:
        self.stage = name

    def progressed(self, done: int, total: int, what: str) -> None:
        self.steps.setdefault(self.stage, []).append((done, total, what))


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", pytest.param("package", marks=pytest.mark.release)])
def test_the_same_code_is_the_same_wherever_it_lies(tmp_path: Path, layout: str) -> None:
    heard = Heard()
    found = verify(request_for(tmp_path, layout, "def greet(name): return f'Hello {name}'\n"), heard)
    assert found.same
    assert heard.steps["verify: replay"] == [(number, 6, "lib.greet") for number in range(6)]
    assert heard.steps["verify: fuzz"] == [(0, 1, "lib.greet")]
    assert heard.steps["verify: record"][-1][:2] == (1, 1)
    assert found.differential is not None
    assert found.differential.replay is not None
    assert found.differential.fuzz is not None
    assert (found.differential.replay.recorded, found.differential.replay.compared) == (2, 2)
    assert found.differential.fuzz.examples > 50


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_what_no_test_looks_at_is_found_by_both_ways(tmp_path: Path, layout: str) -> None:
    found = verify(request_for(tmp_path, layout, "def greet(name): return f'Hello, {name}'\n"))
    assert found.differences == ()
    assert found.differential is not None
    assert found.differential.replay is not None
    assert found.differential.fuzz is not None
    assert "call lib.greet('you')" in {one.test for one in found.differential.replay.differences}
    assert len(found.differential.fuzz.differences) == 1
    assert not found.same


@pytest.mark.slow
def test_the_bare_result_is_asked_not_what_the_tests_run_on(tmp_path: Path) -> None:
    request = request_for(tmp_path, "site", "def greet(name): return f'Hello {name}'\n")
    overlay = tmp_path / "overlay"
    write(overlay, {"lib.py": "def greet(name): return 'Hello'\n", "app/__init__.py": ""})
    for name in ("core.py", "__main__.py", "who.txt"):
        text = (request.result / "app" / name).read_text(encoding="utf-8")
        write(overlay, {f"app/{name}": text})
    assert verify(replace(request, overlay=overlay)).same


def test_hypothesis_is_asked_for_before_anything_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "find_spec", lambda _: None)
    with pytest.raises(UserError, match="--fuzz needs hypothesis"):
        verify(make_request(tmp_path, "site", fuzz=1.0))
