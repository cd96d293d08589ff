"""What is installed, asked for by listed names."""

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

MODULES = ("rich", "structlog.twisted", "inflection", "markdown_it", "no_such_module", "tempita")
DISTRIBUTIONS = ["structlog", "rich", "Tempita", "inflection", "no-such-distribution"]


def modules() -> dict[str, bool]:
    """Return which of the modules can be found."""
    return {name: find_spec(name) is not None for name in MODULES}


def versions() -> dict[str, str]:
    """Return the versions of what is installed."""
    found = {}
    for name in DISTRIBUTIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "-"
    return found
