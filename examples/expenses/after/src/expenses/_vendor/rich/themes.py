# Vendored by vendorize from rich 15.0.0: rich/themes.py (licence: MIT)
from .default_styles import DEFAULT_STYLES
from .theme import Theme


DEFAULT = Theme(DEFAULT_STYLES)
