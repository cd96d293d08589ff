"""An OpenAI-compatible server on loopback that answers as a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Script:
    """What is answered, one after the other (the last one again and again), and what was asked."""

    def __init__(self, *answers: str | dict[str, Any]) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.sent = 0
        """Bytes of the last answer that the client took, or that its system holds."""
        self.url = ""
        self.over = threading.Event()

    def next(self) -> str | dict[str, Any]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def proposal(source: str) -> str:
    return json.dumps({"source": source, "notes": "smaller"})


@contextmanager
def serving(script: Script) -> Iterator[Script]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            script.asked.append(body)
            script.keys.append(self.headers.get("authorization", ""))
            said = script.next()
            answer = {"text": said} if isinstance(said, str) else said
            time.sleep(answer.get("sleep", 0))
            raw = answer.get("raw")
            if raw is None:
                whole = chat(answer) if "messages" in body else responses(answer)
                raw = streamed(whole) if answer.get("stream") else json.dumps(whole).encode()
            self.send_response(answer.get("status", 200))
            kind = "text/event-stream; charset=utf-8" if answer.get("stream") else "application/json"
            self.send_header("content-type", answer.get("type", kind))
            # Many streams have no length and end with the connection; some never end.
            if not answer.get("stream"):
                self.send_header("content-length", str(len(raw) + answer.get("missing", 0) + answer.get("huge", 0)))
            for name, value in answer.get("headers", {}).items():
                self.send_header(name, value)
            self.end_headers()
            cut = len(raw) - answer.get("cut", 0)
            self.wfile.write(raw[:cut])
            self.wfile.flush()
            with suppress(OSError):
                for _ in range(answer.get("huge", 0) >> 16):
                    self.wfile.write(b" " * (1 << 16))
                    script.sent += 1 << 16
            if answer.get("open"):
                script.over.wait(20)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        script.over.set()
        server.shutdown()
        server.server_close()


def chat(answer: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer.get("text"), "refusal": answer.get("refusal")}
    choice = {"index": 0, "message": message, "finish_reason": answer.get("finish", "stop")}
    usage = {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": answer.get("tokens", 20)}
    return {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def responses(answer: dict[str, Any]) -> dict[str, Any]:
    content = [{"type": "output_text", "text": answer.get("text"), "annotations": []}]
    if answer.get("refusal"):
        content = [{"type": "refusal", "refusal": answer["refusal"]}]
    thought = {"type": "reasoning", "id": "t", "summary": []}
    message = {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": content}
    return {
        "id": "r", "object": "response", "created_at": 1, "model": "m", "status": answer.get("ended", "completed"),
        "incomplete_details": {"reason": answer["reason"]} if "reason" in answer else None,
        "output": [thought, message], "parallel_tool_calls": False, "tool_choice": "none", "tools": [],
        "usage": {
            "input_tokens": 10, "output_tokens": 10, "total_tokens": answer.get("tokens", 20),
            "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0},
        },
    }  # fmt: skip


def streamed(whole: dict[str, Any]) -> bytes:
    """Return an answer as events, a few letters each, with comments and line ends as servers have them."""
    if "choices" in whole:
        (choice,) = whole["choices"]
        text, refusal = choice["message"]["content"] or "", choice["message"]["refusal"]
        deltas: list[dict[str, Any]] = [{"content": text[at : at + 7]} for at in range(0, len(text), 7)]
        deltas += [{"refusal": refusal}] if refusal else []
        ends = [None] * len(deltas) + [choice["finish_reason"]]
        events = [
            {"choices": [{"index": 0, "delta": delta, "finish_reason": end}]}
            for delta, end in zip([*deltas, {}], ends, strict=True)
        ]
        lines = [json.dumps(one) for one in [*events, {"choices": [], "usage": whole["usage"]}]]
        return (": hello\n\n" + "".join(f"data: {line}\n\n" for line in [*lines, "[DONE]"])).encode()
    kind = f"response.{whole['status']}"
    said = [{"type": "response.created"}, {"type": "response.output_text.delta", "delta": "x"}]
    lines = [json.dumps(one) for one in [*said, {"type": kind, "response": whole}]]
    return "".join(f"event: {json.loads(line)['type']}\r\ndata: {line}\r\n\r\n" for line in lines).encode()
