from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.unit.planning.projects import analysis_of
from vendorize.planning.verdicts import verdict_of

if TYPE_CHECKING:
    from pathlib import Path


def test_what_stays_for_compiled_code_says_which_layout_takes_it(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, {"app.py": "import dep\n", "dep/__init__.py": ""}, external=["dep"])
    (dep,) = analysis.environment.distributions
    analysis = replace(analysis, compiled={dep.key: "its compiled module dep.fast is reached"})
    verdict, why = verdict_of(analysis, dep)
    assert verdict == "external"
    assert why.endswith("its compiled module dep.fast is reached (the layout site takes it along)")
