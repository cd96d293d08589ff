"""Print digests of the results of some programs: `python -m tests.properties.digests LAYOUT HOW_MANY`."""

# ruff: noqa: T201 - a script for a child process

from __future__ import annotations

import hashlib
import json
import random
import sys

from tests.end_to_end.command import contents
from tests.properties.programs import make_program
from tests.properties.worlds import world_of
from tests.properties.writing import Dice


def digest(seed: int, layout: str) -> str:
    """Return the digest of the result of the program that a seed stands for."""
    with world_of(make_program(Dice(random.Random(seed).randrange))) as world:  # noqa: S311 - no secret
        files = contents(world.extract(layout))
    return hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()


if __name__ == "__main__":
    print(json.dumps([digest(seed, sys.argv[1]) for seed in range(int(sys.argv[2]))]))
