"""Resolve references: summaries in, a program whose names can be followed out."""

from __future__ import annotations

from vendorize_analysis.linking.entities import Entity
from vendorize_analysis.linking.linked import ImportTarget, LinkedModule, link
from vendorize_analysis.linking.program import Catalogue, Known, Program

__all__ = ["Catalogue", "Entity", "ImportTarget", "Known", "LinkedModule", "Program", "link"]
