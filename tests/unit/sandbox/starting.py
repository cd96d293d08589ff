"""Starts of processes, of which the sandbox allows three in all, this one included; prints what came of five tries."""

from __future__ import annotations

import os
import sys
import threading


def forks() -> str:
    """Return how many of five processes could be made, and whether a place that is free again is given again."""
    inlet, outlet = os.pipe()
    made, why = 0, ""
    for _ in range(5):
        try:
            child = os.fork()
        except OSError as error:
            why = type(error).__name__
            continue
        if not child:
            os.close(outlet)
            os.read(inlet, 1)
            os._exit(0)
        made += 1
    os.close(outlet)
    for _ in range(made):
        os.wait()
    again = os.fork()
    if not again:
        os._exit(0)
    return f"{made} {why} {os.waitpid(again, 0)[1]}"


def orphans() -> str:
    """Return how many of five processes could be made whose parents have left them and their session."""
    inlet, outlet = os.pipe()
    kept, written = os.pipe()
    for _ in range(5):
        try:
            child = os.fork()
        except OSError:
            continue
        if not child:
            os.setsid()
            try:
                left = os.fork()
            except OSError:
                os._exit(1)
            if not left:
                os.close(written)
                os.write(outlet, b"x")
                os.read(kept, 1)
            os._exit(0)
        os.waitpid(child, 0)
    os.close(outlet)
    os.set_blocking(inlet, False)
    return str(len(os.read(inlet, 9)))


def threads() -> str:
    """Return how many of five threads could be made."""
    end = threading.Event()
    made = 0
    for _ in range(5):
        try:
            threading.Thread(target=end.wait).start()
        except RuntimeError:
            continue
        made += 1
    end.set()
    return str(made)


def without_supervisor() -> str:
    """Return what can be started once who counts is gone; nothing is left to return it, if all is well."""
    os.kill(os.getppid(), 9)
    return "OUT" if os.fork() >= 0 else ""


if __name__ == "__main__":
    sys.stdout.write(globals()[sys.argv[1]]())
