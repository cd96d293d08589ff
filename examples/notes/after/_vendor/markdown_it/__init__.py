# Vendored by vendorize from markdown-it-py 4.3.0: markdown_it/__init__.py (licence: MIT)
"""A Python port of Markdown-It"""

__all__ = ("MarkdownIt",)

from .main import MarkdownIt

__import__("_vendor._support", fromlist=["removed_modules"]).removed_modules('markdown-it-py 4.3.0', '_compat cli tree'); __getattr__ = __import__("_vendor._support", fromlist=["removed"]).removed('markdown_it', 'markdown-it-py 4.3.0', '__version__')
