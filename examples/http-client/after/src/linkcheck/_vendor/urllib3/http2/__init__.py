# Vendored by vendorize from urllib3 2.8.0: urllib3/http2/__init__.py (licence: MIT)
from __future__ import annotations

from importlib.metadata import version

__all__ = []

import typing

__import__("linkcheck._vendor._support", fromlist=["removed_modules"]).removed_modules('urllib3 2.8.0', 'connection'); __getattr__ = __import__("linkcheck._vendor._support", fromlist=["removed"]).removed('urllib3.http2', 'urllib3 2.8.0', 'extract_from_urllib3 inject_into_urllib3 orig_HTTPSConnection')
