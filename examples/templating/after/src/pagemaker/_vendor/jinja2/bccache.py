# Vendored by vendorize from Jinja2 3.1.6: jinja2/bccache.py (licence: BSD License)
"""The optional bytecode cache system. This is useful if you have very
complex template situations and the compilation of all those templates
slows down your application too much.

Situations where this is useful are often forking web applications that
are initialized on the first request.
"""

import errno
import fnmatch
import marshal
import os
import pickle
import stat
import sys
import tempfile
import typing as t
from hashlib import sha1
from io import BytesIO
from types import CodeType


bc_version = 5
# Magic bytes to identify Jinja bytecode cache files. Contains the
# Python major and minor version to avoid loading incompatible bytecode
# if a project upgrades its Python version.
bc_magic = (
    b"j2"
    + pickle.dumps(bc_version, 2)
    + pickle.dumps((sys.version_info[0] << 24) | sys.version_info[1], 2)
)

__getattr__ = __import__("pagemaker._vendor._support", fromlist=["removed"]).removed('jinja2.bccache', 'Jinja2 3.1.6', 'Bucket BytecodeCache FileSystemBytecodeCache MemcachedBytecodeCache')
