from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from openai import AsyncOpenAI, OpenAI

from digest import assistant, main


def completion(content: str | None, **more: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, **more}
    choice = {"index": 0, "finish_reason": "tool_calls" if "tool_calls" in more else "stop", "message": message}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def event(data: dict[str, Any]) -> str:
    return f"event: {data.get('type', 'message')}\ndata: {json.dumps(data)}\n\n"


def chunk(content: str) -> str:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": None}
    data = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(data)}\n\n"


def test_a_file_is_summarised(fake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake.says(completion('{"title": "Bread", "points": ["flour", "water"]}'))
    (tmp_path / "a.txt").write_text("Take flour.")
    assert main.main([str(tmp_path / "a.txt")]) == 0
    assert capsys.readouterr().out == "Bread: flour; water\n"
    ((method, path, sent),) = fake.asked
    assert (method, path) == ("POST", "/v1/chat/completions")
    assert sent["response_format"]["json_schema"]["name"] == "Summary"
    assert sent["response_format"]["json_schema"]["schema"]["additionalProperties"] is False
    assert fake.keys == {"Bearer k"}


def test_too_many_requests_are_tried_again_and_told(
    fake: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.says({"error": {"message": "slow down"}}, 429, **{"retry-after-ms": "1"})
    fake.says({"error": {"message": "slow down"}}, 429, **{"retry-after": "7"})
    (tmp_path / "a.txt").write_text("Take flour.")
    assert main.main([str(tmp_path / "a.txt")]) == 1
    assert capsys.readouterr().err == "a.txt: too many requests, wait 7 s\n"


def test_an_error_is_told(fake: Any) -> None:
    fake.says({"error": {"message": "no such model", "code": "model_not_found"}}, 404, **{"x-request-id": "r7"})
    with pytest.raises(assistant.Failure, match=r"404: .*no such model.* \(r7\)"):
        assistant.summarize(OpenAI(), "a")


def test_a_refusal_is_told(fake: Any) -> None:
    fake.says(completion(None, refusal="I may not"))
    with pytest.raises(assistant.Failure, match="refused: I may not"):
        assistant.summarize(OpenAI(), "a")


def test_no_server_is_told() -> None:
    with pytest.raises(assistant.Failure, match="no connection"):
        assistant.summarize(OpenAI(api_key="k", base_url="http://127.0.0.1:9/v1", max_retries=0), "a")


def test_words_come_one_by_one(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    fake.says([chunk("Hel"), chunk(""), chunk("lo"), "data: [DONE]\n\n"])
    assert main.main(["--ask", "Who?"]) == 0
    assert capsys.readouterr().out == "Hello\n"


def test_pieces_come_one_by_one(fake: Any) -> None:
    response: dict[str, Any] = {"id": "r", "object": "response", "created_at": 1, "model": "m", "output": []}
    response |= {"parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "status": "in_progress"}
    place = {"item_id": "i", "output_index": 0, "content_index": 0}
    item: dict[str, Any] = {"id": "i", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
    part: dict[str, Any] = {"type": "output_text", "text": "", "annotations": []}
    done = response | {"status": "completed", "output": [item | {"content": [part | {"text": "Hi!"}]}]}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": response},
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        {"type": "response.content_part.added", **place, "part": part},
        {"type": "response.output_text.delta", **place, "delta": "Hi", "logprobs": []},
        {"type": "response.output_text.delta", **place, "delta": "!", "logprobs": []},
        {"type": "response.completed", "response": done},
    ]
    fake.says([event(each | {"sequence_number": number}) for number, each in enumerate(events)])

    async def ask() -> list[str]:
        async with AsyncOpenAI() as client:
            return [piece async for piece in assistant.pieces(client, "Who?")]

    assert asyncio.run(ask()) == ["Hi", "!"]


def test_tools_are_called(fake: Any) -> None:
    call = {"id": "t1", "type": "function", "function": {"name": "Weather", "arguments": '{"place": "Bern"}'}}
    fake.says(completion(None, tool_calls=[call]))
    fake.says(completion("It rains."))
    told = assistant.converse(OpenAI(), "Umbrella?", {"Weather": lambda place, days: [place, days, "rain"]})
    assert told == "It rains."
    asked = fake.asked[1][2]["messages"]
    assert asked[1]["tool_calls"][0]["function"]["name"] == "Weather"
    assert asked[2] == {"role": "tool", "tool_call_id": "t1", "content": '["Bern", 1, "rain"]'}
    assert fake.asked[0][2]["tools"][0]["function"]["strict"] is True


def test_the_nearest_text_is_found(fake: Any) -> None:
    vectors = [[1.0, 0.0], [0.0, 1.0], [0.9, 0.1]]
    data = [{"object": "embedding", "index": i, "embedding": vector} for i, vector in enumerate(vectors)]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    fake.says({"object": "list", "model": "m", "data": data, "usage": usage})
    assert assistant.nearest(OpenAI(), "king", ["tree", "queen"]) == "queen"


def test_models_are_listed(fake: Any, capsys: pytest.CaptureFixture[str]) -> None:
    each = {"object": "model", "created": 1, "owned_by": "o"}
    fake.says({"object": "list", "data": [{"id": "b", **each}, {"id": "a", **each}]})
    assert main.main(["--models"]) == 0
    assert capsys.readouterr().out == "a\nb\n"


def test_no_key_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert main.main([]) == 2
    assert "credentials" in capsys.readouterr().err.lower()
