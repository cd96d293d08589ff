"""Shared libraries in the layout `site`: those stay that a file which stays loads, or that something may open."""

from vendorize.planning.libraries.deciding import UNLOADED, with_loaded_libraries

__all__ = ["UNLOADED", "with_loaded_libraries"]
