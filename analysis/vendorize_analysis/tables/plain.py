"""Names that mean nothing else than what is called so: no rule, treatment or table of capabilities asks about them.

Facts of the language (Built-in Functions, Built-in Types): whoever reads one of these gets nothing else by it.
"""

from __future__ import annotations

from typing import Final

PLAIN_BUILTINS: Final = frozenset(
    [
        "AssertionError",
        "Exception",
        "IndexError",
        "KeyError",
        "NotImplementedError",
        "RuntimeError",
        "StopIteration",
        "TypeError",
        "ValueError",
        "abs",
        "all",
        "any",
        "bool",
        "bytearray",
        "bytes",
        "dict",
        "divmod",
        "enumerate",
        "float",
        "frozenset",
        "int",
        "isinstance",
        "len",
        "list",
        "max",
        "min",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "sorted",
        "str",
        "sum",
        "tuple",
        "zip",
    ]
)
"""Built-in names."""
PLAIN_METHODS: Final = frozenset(
    [
        "add",
        "append",
        "copy",
        "count",
        "endswith",
        "extend",
        "get",
        "index",
        "insert",
        "isdigit",
        "isidentifier",
        "items",
        "keys",
        "lower",
        "lstrip",
        "partition",
        "pop",
        "removeprefix",
        "removesuffix",
        "replace",
        "rpartition",
        "rsplit",
        "rstrip",
        "setdefault",
        "sort",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "title",
        "update",
        "upper",
        "values",
    ]
)
"""Attribute names."""
