"""Put the guard in place, in every Python process of the result's environment, before anything else is imported."""

from __future__ import annotations

import json
import os

from .asking import Asking, listen
from .checks import Guard, install
from .data import Data, watch
from .frames import Frames
from .loading import Compiler, hook

_SETTINGS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "settings.json")  # noqa: PTH118, PTH120, PTH100


def start() -> None:
    """Read the tables, and guard what is imported from now on, unless the environment asks for the bare result."""
    if "VENDORIZE_NO_ALIAS" in os.environ:
        return
    with open(_SETTINGS, encoding="utf-8") as stream:  # noqa: PTH123 - the start of every process passes here
        settings = json.load(stream)
    guard = Guard(Frames(settings), frozenset(settings["vocabulary"]))
    install(guard)
    hook(Compiler(guard, settings["cache"]))
    watch(Data(guard.frames, settings["data"]))
    listen(Asking(guard.frames, settings["asked"]))


start()
