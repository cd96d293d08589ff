# Vendored by vendorize from markdown-it-py 4.3.0: markdown_it/common/entities.py (licence: MIT)
"""HTML5 entities map: { name -> characters }."""

import html.entities

entities = {name.rstrip(";"): chars for name, chars in html.entities.html5.items()}
