"""Change a project in place: its own files, with a record of the originals, by which it is taken back too."""

from __future__ import annotations

from vendorize.emit.inplace.originals import Originals
from vendorize.emit.inplace.session import InPlace, change_files, finish, in_place, recorded
from vendorize.emit.inplace.writing import take_back, write_in_place

__all__ = ["InPlace", "Originals", "change_files", "finish", "in_place", "recorded", "take_back", "write_in_place"]
