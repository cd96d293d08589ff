# Vendored by vendorize from rich 15.0.0: rich/__init__.py (licence: MIT)
"""Rich text and beautiful formatting in the terminal."""

__import__("expenses._vendor._support", fromlist=["removed_modules"]).removed_modules('rich 15.0.0', '__main__ _inspect _stack _timer bar columns diagnose filesize json layout logging markdown progress progress_bar prompt syntax traceback tree'); import os
from typing import IO, TYPE_CHECKING, Any, Callable, Optional, Union

from ._extension import __doc__ as _vendorize_unused  # noqa: F401

__all__ = ["get_console"]

# Global console used by alternative print
_console: Optional["Console"] = None

try:
    _IMPORT_CWD = os.path.abspath(os.getcwd())
except FileNotFoundError:
    pass


def get_console() -> "Console":
    """Get a global :class:`~rich.console.Console` instance. This function is used when Rich requires a Console,
    and hasn't been explicitly given one.

    Returns:
        Console: A console instance.
    """
    global _console
    if _console is None:
        from .console import Console

        _console = Console()

    return _console

__getattr__ = __import__("expenses._vendor._support", fromlist=["removed"]).removed('rich', 'rich 15.0.0', '_IMPORT_CWD inspect load_ipython_extension print print_json reconfigure')
