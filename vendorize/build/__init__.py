"""A build back end around another one: wheels and sdists hold the result, and the project stays as it is.

`build-backend = "vendorize.build"` names this module. A front end calls its functions in the folder of the project,
each in a process of its own (PEP 517 and PEP 660 say what for). Editable builds are those of the wrapped back end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    Given = Mapping[str, Any] | None
    """The front end's `config_settings`, which only the wrapped back end reads."""

# What a hook needs is imported in it: a front end that asks what to install has not installed it yet.


def get_requires_for_build_wheel(config_settings: Given = None) -> list[str]:
    """Return what must be installed to build a wheel: what the wrapped back end needs, and what the project does."""
    from vendorize.build.hooks import requirements  # noqa: PLC0415

    return requirements("get_requires_for_build_wheel", config_settings)


def get_requires_for_build_sdist(config_settings: Given = None) -> list[str]:
    """Return what must be installed to build an sdist: the same as for a wheel."""
    from vendorize.build.hooks import requirements  # noqa: PLC0415

    return requirements("get_requires_for_build_sdist", config_settings)


def get_requires_for_build_editable(config_settings: Given = None) -> list[str]:
    """Return what the wrapped back end needs for an editable build."""
    from vendorize.build.hooks import requirements  # noqa: PLC0415

    return requirements("get_requires_for_build_editable", config_settings, program=False)


def build_wheel(wheel_directory: str, config_settings: Given = None, metadata_directory: str | None = None) -> str:
    """Build a wheel of the result, and return its file name."""
    from vendorize.build.hooks import build_wheel as build  # noqa: PLC0415

    del metadata_directory  # There is none: see below.
    return build(wheel_directory, config_settings)


def build_sdist(sdist_directory: str, config_settings: Given = None) -> str:
    """Build an sdist of the result, and return its file name."""
    from vendorize.build.hooks import build_sdist as build  # noqa: PLC0415

    return build(sdist_directory, config_settings)


def build_editable(wheel_directory: str, config_settings: Given = None, metadata_directory: str | None = None) -> str:
    """Have the wrapped back end build an editable wheel of the project as it is."""
    from vendorize.build.hooks import editable  # noqa: PLC0415

    return editable("build_editable", wheel_directory, config_settings, metadata_directory)


def __getattr__(name: str) -> object:
    """Offer the metadata of editable builds where the wrapped back end does.

    There is no `prepare_metadata_for_build_wheel`: what a wheel requires is known when it is built, and a front end
    that asks builds it then, once.
    """
    if name == "prepare_metadata_for_build_editable":
        from vendorize.build.hooks import wrapped_hook  # noqa: PLC0415

        return wrapped_hook(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
