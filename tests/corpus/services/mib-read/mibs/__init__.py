"""Folders of Python files that are run as data: the MIBs of pysnmp."""
