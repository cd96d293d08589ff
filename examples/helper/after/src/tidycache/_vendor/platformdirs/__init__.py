# Vendored by vendorize from platformdirs 4.14.8: platformdirs/__init__.py (licence: MIT)
"""Utilities for determining application-specific dirs.

Provides convenience functions (e.g. :func:`user_data_dir`, :func:`user_config_path`), a :data:`PlatformDirs` class that
auto-detects the current platform, and the :class:`~platformdirs.api.PlatformDirsABC` base class.

See <https://github.com/platformdirs/platformdirs> for details and usage.

PYTEST_DONT_REWRITE: Applications may import platformdirs before starting pytest.

"""

from __future__ import annotations

import os
import sys

from .api import PlatformDirsABC, RuntimeDirWarning
from .version import __doc__ as _vendorize_unused
from .version import __doc__ as _vendorize_unused

TYPE_CHECKING = False


def _is_android_app() -> bool:
    # Android builds expose getandroidapilevel even when the environment is empty.
    if not hasattr(sys, "getandroidapilevel") and (
        os.getenv("ANDROID_DATA") != "/data" or os.getenv("ANDROID_ROOT") != "/system"
    ):
        return False
    if os.getenv("SHELL") or os.getenv("PREFIX"):
        return False
    from ._android import android_folder  # ruff:ignore[import-outside-top-level]  # Android-only lookup

    return android_folder() is not None


if not TYPE_CHECKING and _is_android_app():
    from .android import Android as PlatformDirs
elif sys.platform == "win32":
    from .windows import Windows as PlatformDirs
elif sys.platform == "darwin":
    from .macos import MacOS as PlatformDirs
elif sys.platform == "ios":
    pass
else:
    from .unix import Unix as PlatformDirs


def user_cache_path(  # ruff:ignore[too-many-arguments, too-many-positional-arguments]  # preserve released API
    appname: str | None = None,
    appauthor: str | Literal[False] | None = None,
    version: str | None = None,
    opinion: bool = True,  # ruff:ignore[boolean-type-hint-positional-argument, boolean-default-value-positional-argument]  # preserve positional API
    ensure_exists: bool = False,  # ruff:ignore[boolean-type-hint-positional-argument, boolean-default-value-positional-argument]  # preserve positional API
    use_site_for_root: bool = False,  # ruff:ignore[boolean-type-hint-positional-argument, boolean-default-value-positional-argument]  # preserve positional API
) -> Path:
    """:param appname: See `appname <platformdirs.api.PlatformDirsABC.appname>`.
    :param appauthor: See `appauthor <platformdirs.api.PlatformDirsABC.appauthor>`.
    :param version: See `version <platformdirs.api.PlatformDirsABC.version>`.
    :param opinion: See `opinion <platformdirs.api.PlatformDirsABC.opinion>`.
    :param ensure_exists: See `ensure_exists <platformdirs.api.PlatformDirsABC.ensure_exists>`.
    :param use_site_for_root: See `use_site_for_root <platformdirs.api.PlatformDirsABC.use_site_for_root>`.

    :returns: cache path tied to the user

    """
    return PlatformDirs(
        appname=appname,
        appauthor=appauthor,
        version=version,
        opinion=opinion,
        ensure_exists=ensure_exists,
        use_site_for_root=use_site_for_root,
    ).user_cache_path


__all__ = [
    "PlatformDirs",
    "PlatformDirsABC",
    "RuntimeDirWarning",
    "user_cache_path",
]

__import__("tidycache._vendor._support", fromlist=["removed_modules"]).removed_modules('platformdirs 4.14.8', '__main__ ios pytest_plugin testing'); __getattr__ = __import__("tidycache._vendor._support", fromlist=["removed"]).removed('platformdirs', 'platformdirs 4.14.8', 'AppDirs __lazy_modules__ __version__ __version_info__ site_applications_dir site_applications_path site_bin_dir site_bin_path site_cache_dir site_cache_path site_config_dir site_config_path site_data_dir site_data_path site_log_dir site_log_path site_runtime_dir site_runtime_path site_state_dir site_state_path user_applications_dir user_applications_path user_bin_dir user_bin_path user_cache_dir user_config_dir user_config_path user_data_dir user_data_path user_desktop_dir user_desktop_path user_documents_dir user_documents_path user_downloads_dir user_downloads_path user_fonts_dir user_fonts_path user_log_dir user_log_path user_music_dir user_music_path user_pictures_dir user_pictures_path user_preference_dir user_preference_path user_projects_dir user_projects_path user_publicshare_dir user_publicshare_path user_runtime_dir user_runtime_path user_state_dir user_state_path user_templates_dir user_templates_path user_videos_dir user_videos_path')
