# Vendored by vendorize from rich 15.0.0: rich/_extension.py (licence: MIT)
from typing import Any

__getattr__ = __import__("expenses._vendor._support", fromlist=["removed"]).removed('rich._extension', 'rich 15.0.0', 'load_ipython_extension')
