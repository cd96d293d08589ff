# Vendored by vendorize from rich 15.0.0: rich/pager.py (licence: MIT)
from abc import ABC, abstractmethod
from typing import Any


class Pager(ABC):
    """Base class for a pager."""

    @abstractmethod
    def show(self, content: str) -> None:
        """Show content in pager.

        Args:
            content (str): Content to be displayed.
        """


class SystemPager(Pager):
    """Uses the pager installed on the system."""

    def _pager(self, content: str) -> Any:  #  pragma: no cover
        return __import__("pydoc").pager(content)

    def show(self, content: str) -> None:
        """Use the same pager used by pydoc."""
        self._pager(content)

__getattr__ = __import__("expenses._vendor._support", fromlist=["removed"]).removed('rich.pager', 'rich 15.0.0', 'Console console make_test_card')
