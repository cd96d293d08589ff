import asyncio
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
import jobs
import msgpack
import pytest
import zmq


def test_jobs_are_done():
    answers, event = jobs.run([[1, 2], [3, 4]])
    assert answers == [3, 7] and event in {"LISTENING", "ACCEPTED"}


def test_async():
    assert asyncio.run(jobs.publish(["a", {"b": 1}])) == ["a", {"b": 1}]


def test_errors():
    with zmq.Context() as context, context.socket(zmq.REQ) as socket, pytest.raises(zmq.ZMQError) as caught:
        socket.bind("nonsense")
    assert caught.value.errno == zmq.EINVAL or caught.value.errno == zmq.EPROTONOSUPPORT  # noqa: PLR1714
    with pytest.raises(msgpack.UnpackException):
        msgpack.unpackb(b"\xc1")


def test_program():
    done = subprocess.run([sys.executable, "jobs.py"], capture_output=True, text=True, cwd=Path(jobs.__file__).parent)  # noqa: PLW1510
    assert done.stdout.splitlines()[1] == "['a', 'b']", done.stderr
