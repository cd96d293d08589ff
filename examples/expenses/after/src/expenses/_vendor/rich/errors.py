# Vendored by vendorize from rich 15.0.0: rich/errors.py (licence: MIT)
class ConsoleError(Exception):
    """An error in console operation."""


class StyleError(Exception):
    """An error in styles."""


class StyleSyntaxError(ConsoleError):
    """Style was badly formatted."""


class MissingStyle(StyleError):
    """No such style."""


class NotRenderableError(ConsoleError):
    """Object is not renderable."""


class MarkupError(ConsoleError):
    """Markup was badly formatted."""

__getattr__ = __import__("expenses._vendor._support", fromlist=["removed"]).removed('rich.errors', 'rich 15.0.0', 'LiveError NoAltScreen StyleStackError')
