"""Make a container image of a result: layers, an OCI layout, a Dockerfile; no daemon, and the same bytes each time."""

from __future__ import annotations

from vendorize.image.bases import ImageBase, open_base
from vendorize.image.building import ImageContents, build
from vendorize.image.dockerfile import BuildContext, dockerfile_of
from vendorize.image.documents import About
from vendorize.image.entries import ImageStart, StartOptions, start_of
from vendorize.image.fitting import check_fit
from vendorize.image.interpreters import find_interpreter
from vendorize.image.layers import divide, laid_apart, weigh
from vendorize.image.shares import shares_of

__all__ = [
    "About",
    "BuildContext",
    "ImageBase",
    "ImageContents",
    "ImageStart",
    "StartOptions",
    "build",
    "check_fit",
    "divide",
    "dockerfile_of",
    "find_interpreter",
    "laid_apart",
    "open_base",
    "shares_of",
    "start_of",
    "weigh",
]
