"""Have a language model propose smaller functions, and let through what proof lets through."""

from __future__ import annotations

from vendorize.assist.endpoint import Endpoint
from vendorize.assist.running import Outcome, RewriteOptions, rewrite
from vendorize.assist.suggesting import Suggestion, suggest

__all__ = ["Endpoint", "Outcome", "RewriteOptions", "Suggestion", "rewrite", "suggest"]
