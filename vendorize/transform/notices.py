"""Notices of rights in text that goes: which comments stay, and what becomes a comment."""

from __future__ import annotations

import re

RIGHTS = re.compile(
    rb"(?i)copyright|\xc2\xa9|\(c\)|licen[cs]|spdx|all rights reserved|public domain|permission is|written by|vendorize"
    rb"|distributed under|permission to use|\bGNU\b|\bA?L?GPL|\"AS IS\"|'AS IS'|redistribut"
)
"""What makes a comment stay: rights, and what our own code reads (functions that a language model wrote say so)."""
AT_HEAD = re.compile(
    RIGHTS.pattern + rb"|authors?\b|part of|warrant|patent|contribut(?:ed|ors?)\b|@\w|\b(?:19|20)\d\d\b"
)
"""What makes one stay above the first statement, where notices are."""
NOTICE = re.compile(
    rb"(?i)copyright|\xc2\xa9|\\xa9|\(c\)|spdx|all rights reserved|licen[cs]ed under|licen[cs]e:|public domain"
    rb"|permission is hereby|permission to use|distributed under|released under|\bGNU\b|\bA?L?GPL"
    rb"|\\?[\"']AS IS\\?[\"']"
)
"""What makes a text that goes stay as a comment."""
_QUOTES = re.compile(rb"[rRuUbB]*(\"\"\"|'''|\"|')")
_PARAGRAPHS = re.compile(rb"\n[ \t]*\r?\n")


def as_comment(text: bytes, indent: bytes, newline: bytes) -> bytes:
    """Return what a text says of rights, from the paragraph on where it begins to, as comments."""
    quotes = _QUOTES.match(text)
    inner = text[quotes.end() : -len(quotes[1])] if quotes else text
    # What goes before a notice is another paragraph; what comes behind may be more of it.
    paragraphs = _PARAGRAPHS.split(inner)
    first = next((at for at, one in enumerate(paragraphs) if NOTICE.search(one)), 0)
    kept = b"\n".join(paragraphs[first:])
    lines = (b"# " + line.strip() for line in kept.splitlines() if line.strip())
    return (newline + indent).join(lines)
