"""Aiohttp: server, client and Jinja templates."""
