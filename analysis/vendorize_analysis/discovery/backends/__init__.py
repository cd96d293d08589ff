"""The build back ends that have settings of their own: a module for each, with where its code and its metadata are."""

from __future__ import annotations

from vendorize_analysis.discovery.backends.backend import BackEnd
from vendorize_analysis.discovery.backends.flit import FLIT
from vendorize_analysis.discovery.backends.hatch import HATCH
from vendorize_analysis.discovery.backends.maturin import MATURIN
from vendorize_analysis.discovery.backends.pdm import PDM
from vendorize_analysis.discovery.backends.poetry import POETRY
from vendorize_analysis.discovery.backends.uv import UV
from vendorize_analysis.discovery.backends.wrapping import WRAPPER, build_backend

__all__ = ["BACK_ENDS", "WRAPPER", "BackEnd", "build_backend"]

BACK_ENDS = (HATCH, POETRY, FLIT, PDM, UV, MATURIN)
"""In the order in which they are asked where the project names none."""
