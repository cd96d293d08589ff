"""Every call that happens is a certain edge of the call graph."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from tests.cases.graphs import graph_of
from tests.properties.callers import callers
from tests.properties.tracing import compare, trace


@pytest.mark.slow
@given(callers())
def test_every_call_that_happens_is_certain(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "program")
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        calls = trace(folder, Path(scratch))
        edges = graph_of(folder).edges
        found = compare(
            calls,
            {(edge.caller, edge.callee) for edge in edges if edge.kind == "call" and edge.certain},
            {(edge.caller, edge.callee) for edge in edges if not edge.certain},
        )
        if "VENDORIZE_COUNTS" in os.environ:
            with Path(os.environ["VENDORIZE_COUNTS"]).open("a", encoding="utf-8") as file:
                file.write(f"{found.exact} {len(found.missing)} {len(found.extra)} {found.extra}\n")
        assert not calls.error, files["main.py"]
        assert not found.missing, files["main.py"]
        assert not found.unseen, files["main.py"]
