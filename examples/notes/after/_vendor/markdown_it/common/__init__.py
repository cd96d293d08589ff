# Vendored by vendorize from markdown-it-py 4.3.0: markdown_it/common/__init__.py (licence: MIT)
