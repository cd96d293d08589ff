# Vendored by vendorize from rich 15.0.0: rich/emoji.py (licence: MIT)
import sys
from typing import TYPE_CHECKING, Literal, Optional, Union

from ._emoji_replace import _emoji_replace
from .jupyter import JupyterMixin
from .segment import Segment
from .style import Style


EmojiVariant = Literal["emoji", "text"]

__getattr__ = __import__("expenses._vendor._support", fromlist=["removed"]).removed('rich.emoji', 'rich 15.0.0', 'Columns Console EMOJI Emoji NoEmoji columns console sys')
