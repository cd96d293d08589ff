"""Work over sockets."""

import asyncio
import threading

import msgpack
import zmq
import zmq.asyncio
from zmq.utils.monitor import recv_monitor_message


def worker(context, address):
    socket = context.socket(zmq.REP)
    socket.connect(address)
    while True:
        job = msgpack.unpackb(socket.recv(), raw=False)
        if job is None:
            socket.send(b"")
            break
        socket.send(msgpack.packb({"answer": sum(job["numbers"]), "of": msgpack.Timestamp(1, 2)}))
    socket.close()


def run(jobs):
    with zmq.Context() as context:
        socket = context.socket(zmq.REQ)
        monitor = socket.get_monitor_socket()
        port = socket.bind_to_random_port("tcp://127.0.0.1")
        thread = threading.Thread(target=worker, args=(context, f"tcp://127.0.0.1:{port}"))
        thread.start()
        answers = []
        for job in jobs:
            socket.send(msgpack.packb({"numbers": job}))
            answers.append(msgpack.unpackb(socket.recv())["answer"])
        socket.send(msgpack.packb(None))
        socket.recv()
        thread.join()
        event = recv_monitor_message(monitor)
        socket.disable_monitor()
        monitor.close()
        socket.close()
    return answers, zmq.Event(event["event"]).name


async def publish(words):
    context = zmq.asyncio.Context()
    sender, receiver = context.socket(zmq.PUSH), context.socket(zmq.PULL)
    port = sender.bind_to_random_port("tcp://127.0.0.1")
    receiver.connect(f"tcp://127.0.0.1:{port}")
    for word in words:
        await sender.send_json(word)
    got = [await receiver.recv_json() for _ in words]
    sender.close()
    receiver.close()
    context.term()
    return got


if __name__ == "__main__":
    print(run([[1, 2], [3]]))
    print(asyncio.run(publish(["a", "b"])))
