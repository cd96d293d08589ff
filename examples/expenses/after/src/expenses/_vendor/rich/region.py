# Vendored by vendorize from rich 15.0.0: rich/region.py (licence: MIT)
from typing import NamedTuple

__getattr__ = __import__("expenses._vendor._support", fromlist=["removed"]).removed('rich.region', 'rich 15.0.0', 'Region')
