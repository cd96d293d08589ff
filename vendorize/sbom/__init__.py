"""Say as CycloneDX what a result really holds: its files are read, and the lock says where they are from."""

from __future__ import annotations

from vendorize.sbom.contents import Contents, of_bundle, of_folder
from vendorize.sbom.document import SPEC_VERSIONS, bill_of_materials

__all__ = ["SPEC_VERSIONS", "Contents", "bill_of_materials", "of_bundle", "of_folder"]
