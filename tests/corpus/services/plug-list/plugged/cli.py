"""Format a table by plugins."""

from __future__ import annotations

import sys

from stevedore import DriverManager, EnabledExtensionManager, ExtensionManager, NamedExtensionManager, named
from stevedore.exception import NoMatches


class Lines:
    """A formatter of this project."""

    def format(self, data: dict[str, str]) -> str:
        return ";".join(f"{key}={data[key]}" for key in sorted(data))


class Keys:
    """Another one."""

    def format(self, data: dict[str, str]) -> str:
        return ",".join(sorted(data))


def formats() -> list[str]:
    """Return the names of all formatters."""
    return sorted(ExtensionManager("plugged.formats", invoke_on_load=True).names())


def show(name: str, data: dict[str, str]) -> str:
    """Return data as a plugin has it."""
    return DriverManager("plugged.formats", name, invoke_on_load=True).driver.format(data)


def all_of(data: dict[str, str]) -> list[str]:
    """Return what all plugins that are asked for make of data."""
    manager = NamedExtensionManager("plugged.formats", ["lines", "keys"], invoke_on_load=True, name_order=True)
    return manager.map(lambda extension: extension.obj.format(data))


def examples() -> list[str]:
    """Return formatters that stevedore itself has."""
    manager = EnabledExtensionManager(
        "stevedore.example.formatter", lambda extension: extension.name != "field", invoke_on_load=False
    )
    return sorted(extension.name for extension in manager)


def missing() -> str:
    """Return what is raised for a plugin that is not there."""
    try:
        DriverManager("plugged.formats", "none")
    except NoMatches as error:
        return type(error).__name__
    return "found"


def main() -> None:
    print(show(sys.argv[1], {"a": "1"}), named.__name__)


if __name__ == "__main__":
    main()
