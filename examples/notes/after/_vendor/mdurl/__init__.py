# Vendored by vendorize from mdurl 0.1.2: mdurl/__init__.py (licence: MIT)
__all__ = (
    "decode",
    "DECODE_DEFAULT_CHARS",
    "encode",
    "ENCODE_DEFAULT_CHARS",
    "format",
    "parse",
    "URL",
)

from _vendor.mdurl._decode import DECODE_DEFAULT_CHARS, decode
from _vendor.mdurl._encode import ENCODE_DEFAULT_CHARS, encode
from _vendor.mdurl._format import format
from _vendor.mdurl._parse import url_parse as parse
from _vendor.mdurl._url import URL

__getattr__ = __import__("_vendor._support", fromlist=["removed"]).removed('mdurl', 'mdurl 0.1.2', 'DECODE_COMPONENT_CHARS ENCODE_COMPONENT_CHARS __version__')
