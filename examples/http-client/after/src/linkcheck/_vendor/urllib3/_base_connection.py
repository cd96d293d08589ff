# Vendored by vendorize from urllib3 2.8.0: urllib3/_base_connection.py (licence: MIT)
from __future__ import annotations

import typing

from .util.connection import __doc__ as _vendorize_unused
from .util.timeout import _DEFAULT_TIMEOUT
from .util.url import Url


class ProxyConfig(typing.NamedTuple):
    ssl_context: ssl.SSLContext | None
    use_forwarding_for_https: bool
    assert_hostname: None | str | typing.Literal[False]
    assert_fingerprint: str | None


class _ResponseOptions(typing.NamedTuple):
    # TODO: Remove this in favor of a better
    # HTTP request/response lifecycle tracking.
    request_method: str
    request_url: str
    preload_content: bool
    decode_content: bool
    enforce_content_length: bool

__getattr__ = __import__("linkcheck._vendor._support", fromlist=["removed"]).removed('urllib3._base_connection', 'urllib3 2.8.0', '_TYPE_BODY _TYPE_SOCKET_OPTIONS _TYPE_TIMEOUT')
