"""Setuptools: distutils-precedence.pth, commands by entry points."""
