# Vendored by vendorize from rich 15.0.0: rich/abc.py (licence: MIT)
from abc import ABC

__getattr__ = __import__("expenses._vendor._support", fromlist=["removed"]).removed('rich.abc', 'rich 15.0.0', 'Foo RichRenderable Text f t')
