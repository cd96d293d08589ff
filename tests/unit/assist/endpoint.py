"""An OpenAI-compatible server on loopback that answers as a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
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
        self.url = ""

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
                raw = json.dumps(chat(answer) if "messages" in body else responses(answer)).encode()
            self.send_response(answer.get("status", 200))
            self.send_header("content-type", answer.get("type", "application/json"))
            self.send_header("content-length", str(len(raw) + answer.get("missing", 0)))
            for name, value in answer.get("headers", {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()


def chat(answer: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer.get("text"), "refusal": answer.get("refusal")}
    choice = {"index": 0, "message": message, "finish_reason": answer.get("finish", "stop")}
    usage = {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": answer.get("tokens", 20)}
    return {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def responses(answer: dict[str, Any]) -> dict[str, Any]:
    content = [{"type": "output_text", "text": answer.get("text"), "annotations": []}]
    output = [{"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": content}]
    return {
        "id": "r", "object": "response", "created_at": 1, "model": "m", "status": answer.get("ended", "completed"),
        "output": output, "parallel_tool_calls": False, "tool_choice": "none", "tools": [],
        "usage": {
            "input_tokens": 10, "output_tokens": 10, "total_tokens": 20,
            "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0},
        },
    }  # fmt: skip
