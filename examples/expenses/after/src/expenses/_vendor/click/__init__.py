# Vendored by vendorize from click 8.5.1: click/__init__.py (licence: BSD-3-Clause)
"""
Click is a simple Python module inspired by the stdlib optparse to make
writing command line scripts fun. Unlike other modules, it's based
around a simple API that does not come with too much magic and is
composable.
"""

from __future__ import annotations

from .core import Argument as Argument
from .core import Command as Command
from .core import __doc__ as _vendorize_unused
from .core import Context as Context
from .core import Group as Group
from .core import Option as Option
from .core import Parameter as Parameter
from .core import ParameterSource as ParameterSource
from .decorators import argument as argument
from .decorators import command as command
from .decorators import __doc__ as _vendorize_unused
from .decorators import __doc__ as _vendorize_unused
from .decorators import group as group
from .decorators import help_option as help_option
from .decorators import __doc__ as _vendorize_unused
from .decorators import option as option
from .decorators import __doc__ as _vendorize_unused
from .decorators import __doc__ as _vendorize_unused
from .decorators import __doc__ as _vendorize_unused
from .decorators import version_option as version_option
from .exceptions import Abort as Abort
from .exceptions import BadArgumentUsage as BadArgumentUsage
from .exceptions import BadOptionUsage as BadOptionUsage
from .exceptions import BadParameter as BadParameter
from .exceptions import ClickException as ClickException
from .exceptions import FileError as FileError
from .exceptions import MissingParameter as MissingParameter
from .exceptions import NoSuchCommand as NoSuchCommand
from .exceptions import NoSuchOption as NoSuchOption
from .exceptions import UsageError as UsageError
from .formatting import HelpFormatter as HelpFormatter
from .formatting import wrap_text as wrap_text
from .globals import get_current_context as get_current_context
from .termui import __doc__ as _vendorize_unused
from .termui import confirm as confirm
from .termui import __doc__ as _vendorize_unused
from .termui import __doc__ as _vendorize_unused
from .termui import __doc__ as _vendorize_unused
from .termui import __doc__ as _vendorize_unused
from .termui import __doc__ as _vendorize_unused
from .termui import __doc__ as _vendorize_unused
from .termui import __doc__ as _vendorize_unused
from .termui import prompt as prompt
from .termui import secho as secho
from .termui import style as style
from .termui import __doc__ as _vendorize_unused
from .types import BOOL as BOOL
from .types import Choice as Choice
from .types import __doc__ as _vendorize_unused
from .types import __doc__ as _vendorize_unused
from .types import FLOAT as FLOAT
from .types import __doc__ as _vendorize_unused
from .types import INT as INT
from .types import IntRange as IntRange
from .types import ParamType as ParamType
from .types import Path as Path
from .types import STRING as STRING
from .types import Tuple as Tuple
from .types import UNPROCESSED as UNPROCESSED
from .types import __doc__ as _vendorize_unused
from .utils import echo as echo
from .utils import format_filename as format_filename
from .utils import __doc__ as _vendorize_unused
from .utils import __doc__ as _vendorize_unused


def __getattr__(name: str) -> object:
    import warnings

    if name == "BaseCommand":
        from .core import _BaseCommand

        warnings.warn(
            "'BaseCommand' is deprecated and will be removed in Click 9.0. Use"
            " 'Command' instead.",
            DeprecationWarning,
            stacklevel=2,
        )
        return _BaseCommand

    if name == "MultiCommand":
        from .core import _MultiCommand

        warnings.warn(
            "'MultiCommand' is deprecated and will be removed in Click 9.0. Use"
            " 'Group' instead.",
            DeprecationWarning,
            stacklevel=2,
        )
        return _MultiCommand

    if name == "OptionParser":
        from .parser import _OptionParser

        warnings.warn(
            "'OptionParser' is deprecated and will be removed in Click 9.0. The"
            " old parser is available in 'optparse'.",
            DeprecationWarning,
            stacklevel=2,
        )
        return _OptionParser

    if name == "__version__":
        import importlib.metadata

        warnings.warn(
            "The '__version__' attribute is deprecated and will be removed in"
            " Click 9.1. Use feature detection or"
            " 'importlib.metadata.version(\"click\")' instead.",
            DeprecationWarning,
            stacklevel=2,
        )
        return importlib.metadata.version("click")

    if name == "get_binary_stream":
        from .utils import _get_binary_stream

        warnings.warn(
            "'get_binary_stream' is deprecated and will be removed in Click 9.0.",
            DeprecationWarning,
            stacklevel=2,
        )
        return _get_binary_stream

    if name == "get_text_stream":
        from .utils import _get_text_stream

        warnings.warn(
            "'get_text_stream' is deprecated and will be removed in Click 9.0.",
            DeprecationWarning,
            stacklevel=2,
        )
        return _get_text_stream

    raise AttributeError(name)

__import__("expenses._vendor._support", fromlist=["removed_modules"]).removed_modules('click 8.5.1', '_termui_impl testing'); __getattr__ = __import__("expenses._vendor._support", fromlist=["removed"]).removed('click', 'click 8.5.1', 'CommandCollection DateTime File FloatRange UUID clear confirmation_option custom_version_option echo_via_pager edit get_app_dir get_pager_file getchar launch make_pass_decorator open_file pass_context pass_obj password_option pause progressbar unstyle')
