# Vendored by vendorize from markdown-it-py 4.3.0: markdown_it/rules_core/state_core.py (licence: MIT)
from __future__ import annotations

from typing import TYPE_CHECKING

from ..ruler import StateBase
from ..token import Token
from ..utils import __doc__ as _vendorize_unused


class StateCore(StateBase):
    def __init__(
        self,
        src: str,
        md: MarkdownIt,
        env: EnvType,
        tokens: list[Token] | None = None,
    ) -> None:
        self.src = src
        self.md = md  # link to parser instance
        self.env = env
        self.tokens: list[Token] = tokens or []
        self.inlineMode = False

__getattr__ = __import__("_vendor._support", fromlist=["removed"]).removed('markdown_it.rules_core.state_core', 'markdown-it-py 4.3.0', 'EnvType')
