# Vendored by vendorize from urllib3 2.8.0: urllib3/__init__.py (licence: MIT)
"""
Python HTTP library with thread-safe connection pooling, file post support, user friendly, and more
"""

from __future__ import annotations

# Set default logging handler to avoid "No handler found" warnings.
import logging
import sys
import typing
import warnings
from logging import NullHandler

from . import exceptions
from ._base_connection import __doc__ as _vendorize_unused
from ._collections import HTTPHeaderDict
from ._version import __version__
from .connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from .filepost import encode_multipart_formdata
from .poolmanager import PoolManager
from .response import BaseHTTPResponse, HTTPResponse
from .util.request import __doc__ as _vendorize_unused
from .util.retry import Retry
from .util.timeout import Timeout

# Ensure that Python is compiled with OpenSSL 1.1.1+
# If the 'ssl' module isn't available at all that's
# fine, we only care if the module is available.
try:
    import ssl
except ImportError:
    pass
else:
    if not ssl.OPENSSL_VERSION.startswith("OpenSSL "):  # Defensive:
        warnings.warn(
            "urllib3 v2 only supports OpenSSL 1.1.1+, currently "
            f"the 'ssl' module is compiled with {ssl.OPENSSL_VERSION!r}. "
            "See: https://github.com/urllib3/urllib3/issues/3020",
            exceptions.NotOpenSSLWarning,
        )
    elif ssl.OPENSSL_VERSION_INFO < (1, 1, 1):  # Defensive:
        raise ImportError(
            "urllib3 v2 only supports OpenSSL 1.1.1+, currently "
            f"the 'ssl' module is compiled with {ssl.OPENSSL_VERSION!r}. "
            "See: https://github.com/urllib3/urllib3/issues/2168"
        )

__all__ = (
    "HTTPConnectionPool",
    "HTTPHeaderDict",
    "HTTPSConnectionPool",
    "PoolManager",
    "HTTPResponse",
    "Retry",
    "Timeout",
    "encode_multipart_formdata",
    "BaseHTTPResponse",
)

logging.getLogger(__import__("linkcheck._vendor._support", fromlist=["original"]).original(__name__)).addHandler(NullHandler())


# ... Clean up.
del NullHandler


# All warning filters *must* be appended unless you're really certain that they
# shouldn't be: otherwise, it's very hard for users to use most Python
# mechanisms to silence them.
# SecurityWarning's always go off by default.
warnings.simplefilter("always", exceptions.SecurityWarning, append=True)
# InsecurePlatformWarning's don't vary between requests, so we keep it default.
warnings.simplefilter("default", exceptions.InsecurePlatformWarning, append=True)


_DEFAULT_POOL = PoolManager()

__import__("linkcheck._vendor._support", fromlist=["removed_modules"]).removed_modules('urllib3 2.8.0', 'contrib'); __getattr__ = __import__("linkcheck._vendor._support", fromlist=["removed"]).removed('urllib3', 'urllib3 2.8.0', 'ProxyManager _TYPE_BODY _TYPE_FIELDS __author__ __license__ add_stderr_logger connection_from_url disable_warnings make_headers proxy_from_url request')
