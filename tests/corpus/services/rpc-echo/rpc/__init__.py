"""Grpcio with messages of protobuf, made at run time."""
