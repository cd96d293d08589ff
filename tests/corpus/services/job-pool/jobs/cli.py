"""Count letters in worker processes, and remember what was counted."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

from joblib import Memory, Parallel, delayed, dump, load, parallel_config


def count(word: str) -> tuple[str, int]:
    """Return the most common letter of a word, and how often it is there."""
    return Counter(word).most_common(1)[0]


def count_all(words: list[str], *, backend: str = "loky") -> list[tuple[str, int]]:
    """Count in two workers."""
    with parallel_config(backend=backend, n_jobs=2):
        return Parallel()(delayed(count)(word) for word in words)


def workers() -> set[int]:
    """Return the processes that did some work."""
    return set(Parallel(n_jobs=2)(delayed(os.getpid)() for _ in range(8)))


def squares(folder: Path) -> tuple[int, int]:
    """Return a square, and how often it was computed for two askings."""
    calls = []

    def square(number: int) -> int:
        calls.append(number)
        return number * number

    remembered = Memory(folder, verbose=0).cache(square)
    return remembered(7) + remembered(7), len(calls)


def keep(value: object, path: Path) -> object:
    """Write a value, and read it again."""
    dump(value, path, compress=("gzip", 3))
    return load(path)


def main() -> None:
    print(count_all(sys.argv[1:]))


if __name__ == "__main__":
    main()
