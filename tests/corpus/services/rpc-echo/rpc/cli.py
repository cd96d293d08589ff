"""Say words back, over gRPC."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import grpc
from google.protobuf import json_format, struct_pb2, text_format, timestamp_pb2, wrappers_pb2


class Echo(grpc.GenericRpcHandler):
    """Answers `/echo/Say` and `/echo/Count`."""

    def service(self, details):
        if details.method == "/echo/Say":
            return grpc.unary_unary_rpc_method_handler(
                self.say, wrappers_pb2.StringValue.FromString, struct_pb2.Struct.SerializeToString
            )
        if details.method == "/echo/Count":
            return grpc.unary_stream_rpc_method_handler(
                self.count, wrappers_pb2.Int32Value.FromString, wrappers_pb2.Int32Value.SerializeToString
            )
        return None

    def say(self, request, context):
        """Answer one message."""
        if not request.value:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "nothing was said")
        answer = struct_pb2.Struct()
        answer.update({"said": request.value, "length": len(request.value)})
        return answer

    def count(self, request, context):
        """Answer many."""
        for number in range(request.value):
            yield wrappers_pb2.Int32Value(value=number)


def serve():
    """Return a server, and its port."""
    server = grpc.server(ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers((Echo(),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def say(port: int, text: str) -> str:
    """Say a word; give the answer as JSON."""
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        ask = channel.unary_unary("/echo/Say", wrappers_pb2.StringValue.SerializeToString, struct_pb2.Struct.FromString)
        return json_format.MessageToJson(ask(wrappers_pb2.StringValue(value=text), timeout=10), indent=None)


def count(port: int, number: int) -> list[int]:
    """Return the numbers that a stream brings."""
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        ask = channel.unary_stream(
            "/echo/Count", wrappers_pb2.Int32Value.SerializeToString, wrappers_pb2.Int32Value.FromString
        )
        return [answer.value for answer in ask(wrappers_pb2.Int32Value(value=number), timeout=10)]


def at(text: str) -> str:
    """Return a time as protobuf's text has it."""
    moment = timestamp_pb2.Timestamp()
    moment.FromJsonString(text)
    return text_format.MessageToString(moment, as_one_line=True)


def main() -> None:
    server, port = serve()
    print(say(port, sys.argv[1]))
    server.stop(None)


if __name__ == "__main__":
    main()
