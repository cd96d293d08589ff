"""Compile modules of the result with checks in them; what is compiled so never reaches a cache that others use."""

from __future__ import annotations

import hashlib
import marshal
import os
import re
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import MAGIC_NUMBER
from typing import TYPE_CHECKING, Any

from .frames import CLEAR, OVERLAY, GuardedModule
from .room import with_room

if TYPE_CHECKING:
    from types import CodeType

    from .checks import Guard

_LARGEST = 3_000_000
"""Bytes; the analysis reads no file that is larger either."""
_WORD = re.compile(rb"[A-Za-z_]\w+")
_open, _replace, _join = open, os.replace, os.path.join


class Compiler:
    """Compiles modules, with checks where they are needed."""

    def __init__(self, guard: Guard, cache: str) -> None:
        self.guard = guard
        self.cache = cache
        self.words: frozenset[bytes] = frozenset()

    def code(self, loader: SourceFileLoader, source: GuardedModule) -> CodeType | None:
        """Return the code of a module; None where there is nothing to check in it."""
        text = loader.get_data(loader.path)
        kind = f"{loader.path}\0{sys.flags.optimize}\0".encode("utf-8", "surrogateescape") + MAGIC_NUMBER
        place = _join(self.cache, hashlib.blake2b(kind + text, digest_size=16).hexdigest())
        try:
            with _open(place, "rb") as stream:
                found = marshal.loads(stream.read())  # noqa: S302 - written by ourselves, in this run
        except (OSError, ValueError, EOFError, TypeError):
            try:
                found = self.compile(text, loader.path, source)
            except RecursionError:
                found = with_room(self.compile, text, loader.path, source)
            self.store(place, found)
        return found  # type: ignore[no-any-return]

    def compile(self, text: bytes, path: str, source: GuardedModule) -> CodeType | None:
        """Compile a text with checks in it."""
        from .syntax import WORDS, ending, instrument  # noqa: PLC0415 - most processes find all code in the cache

        if len(text) > _LARGEST:
            raise ValueError(f"too large: {len(text):,} bytes")
        vocabulary = self.guard.vocabulary
        if not self.words:
            self.words = frozenset(word.encode("utf-8") for word in {*WORDS, *vocabulary})
        has_table = bool(source.names or source.members or source.added)
        # Names that are not plain ASCII, or of one letter, are no reason to leave a module out.
        plain = text.isascii() and all(len(word) > 1 for word in self.words)
        if not has_table and plain and self.words.isdisjoint(_WORD.findall(text)):
            return None
        import ast  # noqa: PLC0415

        tree = ast.parse(text, path)
        found = instrument(tree, source, vocabulary)
        if has_table:
            ending(tree)
        if not (found or has_table):
            return None
        return compile(tree, path, "exec", dont_inherit=True, optimize=-1)

    def store(self, place: str, code: CodeType | None) -> None:
        """Keep code for the other processes of this run."""
        name = f"{place}-{os.getpid()}"
        try:
            with _open(name, "wb") as stream:
                stream.write(marshal.dumps(code))
            _replace(name, place)
        except OSError:
            pass


def hook(compiler: Compiler) -> None:
    """Let the import system (and `runpy`) take code from the compiler."""
    original = SourceFileLoader.get_code
    guard = compiler.guard

    def get_code(self: Any, fullname: str) -> Any:
        source = guard.frames.source(self.path)
        if source is None or source.kind == CLEAR:
            return original(self, fullname)
        if source.kind == OVERLAY:
            guard.module_loads(source)
            return original(self, fullname)
        try:
            code = compiler.code(self, source)
        except Exception as error:  # noqa: BLE001 - the program must run; the report says what was not looked at
            guard.frames.write({"unguarded": source.name, "why": f"{type(error).__name__}: {error}"})
            code = None
        return original(self, fullname) if code is None else code

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
