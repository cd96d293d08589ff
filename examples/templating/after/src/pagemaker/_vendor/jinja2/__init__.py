# Vendored by vendorize from Jinja2 3.1.6: jinja2/__init__.py (licence: BSD License)
"""Jinja is a template engine written in pure Python. It provides a
non-XML syntax that supports inline expressions and an optional
sandboxed environment.
"""

__import__("pagemaker._vendor._support", fromlist=["removed_modules"]).removed_modules('Jinja2 3.1.6', 'ext meta nativetypes sandbox'); from .bccache import __doc__ as _vendorize_unused
from .bccache import __doc__ as _vendorize_unused
from .bccache import __doc__ as _vendorize_unused
from .environment import Environment as Environment
from .environment import Template as Template
from .exceptions import TemplateAssertionError as TemplateAssertionError
from .exceptions import TemplateError as TemplateError
from .exceptions import TemplateNotFound as TemplateNotFound
from .exceptions import TemplateRuntimeError as TemplateRuntimeError
from .exceptions import TemplatesNotFound as TemplatesNotFound
from .exceptions import TemplateSyntaxError as TemplateSyntaxError
from .exceptions import UndefinedError as UndefinedError
from .loaders import BaseLoader as BaseLoader
from .loaders import __doc__ as _vendorize_unused
from .loaders import __doc__ as _vendorize_unused
from .loaders import FileSystemLoader as FileSystemLoader
from .loaders import __doc__ as _vendorize_unused
from .loaders import ModuleLoader as ModuleLoader
from .loaders import __doc__ as _vendorize_unused
from .loaders import __doc__ as _vendorize_unused
from .runtime import ChainableUndefined as ChainableUndefined
from .runtime import DebugUndefined as DebugUndefined
from .runtime import make_logging_undefined as make_logging_undefined
from .runtime import StrictUndefined as StrictUndefined
from .runtime import Undefined as Undefined
from .utils import __doc__ as _vendorize_unused
from .utils import __doc__ as _vendorize_unused
from .utils import pass_context as pass_context
from .utils import pass_environment as pass_environment
from .utils import pass_eval_context as pass_eval_context
from .utils import select_autoescape as select_autoescape

__getattr__ = __import__("pagemaker._vendor._support", fromlist=["removed"]).removed('jinja2', 'Jinja2 3.1.6', 'BytecodeCache ChoiceLoader DictLoader FileSystemBytecodeCache FunctionLoader MemcachedBytecodeCache PackageLoader PrefixLoader __version__ clear_caches is_undefined')
