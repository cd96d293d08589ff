"""The configuration: read at the door, checked whole, and handed on as types."""

from __future__ import annotations

from vendorize.config.namespaces import taken_by_installed, taken_in_project
from vendorize.config.settings import check_namespace, load

__all__ = ["check_namespace", "load", "taken_by_installed", "taken_in_project"]
