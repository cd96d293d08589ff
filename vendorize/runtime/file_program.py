"""What one file has around the literals: `head` before them, `end` after them."""

FILES: dict = {}
PACKED: dict = {}


# section: head
#!/usr/bin/env python3
# @name@ in one file, made by vendorize: all that it runs is here, each file of it as a literal under its path.
# Run it, or import it. Change the originals and extract again rather than edit it. Licences: the dist-info folders.
# ruff: noqa
# flake8: noqa
# fmt: off
import sys

FILES = {}
PACKED = {}


# section: end

if "_vendorize_file" not in sys.modules:
    sys.modules["_vendorize_file"] = type(sys)("_vendorize_file")
    try:
        exec(compile(FILES["_vendorize_file/__init__.py"][1:], "<vendorize>", "exec"), vars(sys.modules["_vendorize_file"]))
    except BaseException:
        del sys.modules["_vendorize_file"]
        raise
exec(sys.modules["_vendorize_file"].begin(globals(), FILES, PACKED, "@settings@"))
