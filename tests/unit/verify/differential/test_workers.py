"""What a process of a variant says is read no further than an answer may go."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from vendorize.verify.differential import workers
from vendorize.verify.differential.boundary import CallHost

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ANSWERS = """
import json, sys
for line in sys.stdin:
    print(json.dumps({'end': 'x' * json.loads(line)['size']}), flush=True)
"""


def test_an_answer_that_is_too_long_is_lost_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_LONGEST", 1000)
    script = tmp_path / "answers.py"
    script.write_text(ANSWERS, encoding="utf-8")
    host = CallHost((sys.executable,), {}, tmp_path, "", (), ())
    with workers.Worker(host, script, tmp_path / "none", 10.0) as worker:
        assert worker.ask({"size": 5})["end"] == "xxxxx"
        assert worker.ask({"size": 2000})["end"] == "lost"
        assert worker.ask({"size": 5})["end"] == "xxxxx"
