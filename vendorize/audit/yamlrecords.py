"""Read a record that is written in YAML, as the PyPA's database keeps them: tables, lists and texts, and nothing else.

Built from the parser's events, so that no tag makes an object, no anchor blows the text up, and no text becomes a
number or a date: `fixed: 1.10` means what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.extras import needed
from vendorize_analysis.reading import each_once

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_DEPTH = 100
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""Plain texts that mean nothing (YAML 1.2, 10.2.1.1)."""


def yaml_record(content: bytes) -> Any:  # noqa: ANN401 - what JSON would be
    """Return what one document holds: as `json.loads` does, but every value that is none is a text.

    Raises `ValueError` for what is no YAML, for anchors, several documents, a key twice, and nesting without end;
    `UserError` where the extra `yaml` is not installed.
    """
    with needed("a record in YAML", "yaml"):
        import yaml  # noqa: PLC0415 - of an extra

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        events = iter(yaml.parse(content, Loader=loader))
        documents = [_value(next(events), events, 0) for event in events if isinstance(event, yaml.DocumentStartEvent)]
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error
    if len(documents) != 1:
        raise ValueError(f"{len(documents)} documents")
    return documents[0]


def _value(event: Any, events: Iterator[Any], depth: int) -> Any:  # noqa: ANN401 - events of the library
    """Return the value that begins with an event, and take the events that it is made of."""
    kind = type(event).__name__
    if depth > _MOST_DEPTH:
        raise ValueError("nested too deeply")
    if kind == "AliasEvent" or event.anchor:
        raise ValueError("anchors and aliases are not read")
    if kind == "ScalarEvent":
        return None if event.implicit[0] and event.value in _NULLS else event.value
    inner: list[Any] = []
    for one in events:
        if type(one).__name__ in {"SequenceEndEvent", "MappingEndEvent"}:
            break
        inner.append(_value(one, events, depth + 1))
    if kind == "SequenceStartEvent":
        return inner
    keys = inner[::2]
    if not all(isinstance(key, str) for key in keys):
        raise ValueError("a key that is no text")
    return each_once(list(zip(keys, inner[1::2], strict=True)))
