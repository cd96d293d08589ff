"""Fit a decay to measured points, and say when half of it is gone."""

from __future__ import annotations

import argparse
import json
import sys

import numpy as np
from scipy.optimize import brentq, curve_fit


def decay(time: np.ndarray, start: float, rate: float) -> np.ndarray:
    """Return what is left at each time."""
    return start * np.exp(-rate * time)


def fit(points: list[tuple[float, float]]) -> dict[str, float]:
    """Return start, rate and half-life of the decay that is nearest to the points."""
    times, values = np.asarray(points, dtype=float).T
    (start, rate), _ = curve_fit(decay, times, values, p0=(values[0], 0.1))
    half = brentq(lambda time: float(decay(np.asarray(time), start, rate)) - start / 2, 0, 1e6)
    return {"start": round(float(start), 6), "rate": round(float(rate), 6), "half_life": round(half, 6)}


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="curve-fit", description="Points come as JSON on standard input.")
    parser.parse_args(words)
    print(json.dumps(fit(json.load(sys.stdin))))


if __name__ == "__main__":
    main()
