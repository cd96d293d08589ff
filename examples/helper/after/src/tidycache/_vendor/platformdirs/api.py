# Vendored by vendorize from platformdirs 4.14.8: platformdirs/api.py (licence: MIT)
"""Base API."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from copy import copy
from pathlib import Path

from ._paths import create_checked_directories, make_directories


class PlatformDirsABC(ABC):  # ruff:ignore[too-many-public-methods]  # full directory API  # simplint: ignore[missing-from-all]  # preserve star imports
    """Abstract base class defining all platform directory properties, their :class:`~pathlib.Path` variants, and
    iterators.

    Platform-specific subclasses (e.g. :class:`~platformdirs.windows.Windows`, :class:`~platformdirs.macos.MacOS`,
    :class:`~platformdirs.unix.Unix`) implement the abstract properties to return the appropriate paths for each
    operating system.

    """

    def __init__(  # ruff:ignore[too-many-arguments, too-many-positional-arguments]  # preserve positional API
        self,
        appname: str | None = None,
        appauthor: str | Literal[False] | None = None,
        version: str | None = None,
        roaming: bool = False,  # ruff:ignore[boolean-type-hint-positional-argument, boolean-default-value-positional-argument]  # preserve positional API
        multipath: bool = False,  # ruff:ignore[boolean-type-hint-positional-argument, boolean-default-value-positional-argument]  # preserve positional API
        opinion: bool = True,  # ruff:ignore[boolean-type-hint-positional-argument, boolean-default-value-positional-argument]  # preserve positional API
        ensure_exists: bool = False,  # ruff:ignore[boolean-type-hint-positional-argument, boolean-default-value-positional-argument]  # preserve positional API
        use_site_for_root: bool = False,  # ruff:ignore[boolean-type-hint-positional-argument, boolean-default-value-positional-argument]  # preserve positional API
    ) -> None:
        """Create a new platform directory.

        :param appname: See `appname`.
        :param appauthor: See `appauthor`.
        :param version: See `version`.
        :param roaming: See `roaming`.
        :param multipath: See `multipath`.
        :param opinion: See `opinion`.
        :param ensure_exists: See `ensure_exists`.
        :param use_site_for_root: See `use_site_for_root`.

        """
        self.appname = appname
        self.appauthor = appauthor
        self.version = version
        self.roaming = roaming
        """Whether to use the roaming appdata directory on Windows.

        That means that for users on a Windows network setup for roaming profiles, this user data will be synced on
        login (see `here <https://technet.microsoft.com/en-us/library/cc766489(WS.10).aspx>`_).

        """
        self.multipath = multipath
        """An optional parameter which indicates that the entire list of data dirs should be returned.

        When ``False``, only the first item is returned. Affects ``site_data_dir``, ``site_config_dir`` and
        ``site_applications_dir`` on Unix and macOS, and ``site_cache_dir`` on macOS under Homebrew. All but
        ``site_applications_dir`` raise :class:`ValueError` under it when `appname` or `version` contains
        :data:`os.pathsep`.

        """
        self.opinion = opinion
        """Whether to use opinionated values.

        When enabled, appends an additional subdirectory for certain directories: e.g. ``Cache`` for cache and ``Logs``
        for logs on Windows, ``log`` for logs on Unix.

        """
        self.ensure_exists = ensure_exists
        """Create the directory a property returns, with missing parents, each time the property is read.

        Media directories qualify only when the user set them through XDG. platformdirs never creates fonts, bin,
        applications or default media directories. Off by default.

        """
        self.use_site_for_root = use_site_for_root
        """Whether to redirect ``user_*_dir`` calls to their ``site_*_dir`` equivalents when the effective uid is 0.

        Only has an effect on Unix. Disabled by default for backwards compatibility. When enabled, XDG user environment
        variables (e.g. ``XDG_DATA_HOME``) are bypassed for the redirected directories.

        """

    @property
    def appname(self) -> str | None:
        """The name of the application."""
        return self._appname

    @appname.setter
    def appname(self, value: str | None) -> None:
        _ensure_inside_base("appname", value)
        self._appname = value

    @property
    def appauthor(self) -> str | Literal[False] | None:
        """The name of the app author or distributing body for this application.

        Typically, it is the owning company name. Defaults to `appname`. You may pass ``False`` to disable it.

        .. note::

            On Windows, the directory structure is ``<base>/<appauthor>/<appname>``. When ``appauthor`` is ``None`` (the
            default), it falls back to ``appname``, resulting in ``<base>/<appname>/<appname>`` (e.g.
            ``AppData/Local/myapp/myapp``). Pass ``appauthor=False`` to omit the author directory entirely and get
            ``<base>/<appname>``.

        """
        return self._appauthor

    @appauthor.setter
    def appauthor(self, value: str | Literal[False] | None) -> None:
        _ensure_inside_base("appauthor", value)
        self._appauthor = value

    @property
    def version(self) -> str | None:
        """An optional version path element to append to the path.

        You might want to use this if you want multiple versions of your app to be able to run independently. If used,
        this would typically be ``<major>.<minor>``.

        """
        return self._version

    @version.setter
    def version(self, value: str | None) -> None:
        _ensure_inside_base("version", value)
        self._version = value

    @property
    @abstractmethod
    def user_data_dir(self) -> str:
        """Data directory tied to the user."""

    def _optionally_create_directory(
        self, path: str, *, private: bool, site: bool = False, strict: bool = False
    ) -> None:
        if not self.ensure_exists:
            return
        _ensure_home_known(path)
        self._create_directory(Path(path), private=private, site=site, strict=strict)

    def _create_directory(  # ruff:ignore[no-self-use]  # Unix override hook
        self,
        path: Path,
        *,
        private: bool,
        site: bool,  # Unix override hook
        strict: bool,
    ) -> None:
        if site or sys.platform == "win32":
            make_directories(path, private=private)
        else:
            create_checked_directories(path, private=private, policy="runtime" if strict else "user")

    @property
    def _site_data_dirs(self) -> list[str]:
        return [self.site_data_dir]

    @property
    @abstractmethod
    def site_data_dir(self) -> str:
        """Data directory shared by users."""

    @property
    @abstractmethod
    def user_config_dir(self) -> str:
        """Config directory tied to the user."""

    @property
    def _site_config_dirs(self) -> list[str]:
        return [self.site_config_dir]

    @property
    @abstractmethod
    def site_config_dir(self) -> str:
        """Config directory shared by users."""

    @property
    def user_cache_path(self) -> Path:
        """Cache path tied to the user."""
        return Path(self.user_cache_dir)

    @property
    @abstractmethod
    def user_cache_dir(self) -> str:
        """Cache directory tied to the user."""

    @property
    def _site_cache_dirs(self) -> list[str]:
        return [self.site_cache_dir]

    @property
    @abstractmethod
    def site_cache_dir(self) -> str:
        """Cache directory shared by users."""

    @property
    @abstractmethod
    def user_state_dir(self) -> str:
        """State directory tied to the user."""

    @property
    @abstractmethod
    def site_state_dir(self) -> str:
        """State directory shared by users."""

    @property
    @abstractmethod
    def user_log_dir(self) -> str:
        """Log directory tied to the user."""

    @property
    @abstractmethod
    def site_log_dir(self) -> str:
        """Log directory shared by users."""

    @property
    @abstractmethod
    def user_documents_dir(self) -> str:
        """Documents directory tied to the user."""

    @property
    @abstractmethod
    def user_downloads_dir(self) -> str:
        """Downloads directory tied to the user."""

    @property
    @abstractmethod
    def user_pictures_dir(self) -> str:
        """Pictures directory tied to the user."""

    @property
    @abstractmethod
    def user_videos_dir(self) -> str:
        """Videos directory tied to the user."""

    @property
    @abstractmethod
    def user_music_dir(self) -> str:
        """Music directory tied to the user."""

    @property
    @abstractmethod
    def user_desktop_dir(self) -> str:
        """Desktop directory tied to the user."""

    @property
    @abstractmethod
    def user_projects_dir(self) -> str:
        """Projects directory tied to the user."""

    @property
    @abstractmethod
    def user_publicshare_dir(self) -> str:
        """Public share directory tied to the user."""

    @property
    @abstractmethod
    def user_templates_dir(self) -> str:
        """Templates directory tied to the user."""

    @property
    @abstractmethod
    def user_fonts_dir(self) -> str:
        """Fonts directory tied to the user."""

    @property
    @abstractmethod
    def user_preference_dir(self) -> str:
        """Preference directory tied to the user."""

    @property
    @abstractmethod
    def user_bin_dir(self) -> str:
        """Bin directory tied to the user."""

    @property
    @abstractmethod
    def site_bin_dir(self) -> str:
        """Bin directory shared by users."""

    @property
    @abstractmethod
    def user_applications_dir(self) -> str:
        """Applications directory tied to the user."""

    @property
    def _site_applications_dirs(self) -> list[str]:
        return [self.site_applications_dir]

    @property
    @abstractmethod
    def site_applications_dir(self) -> str:
        """Applications directory shared by users."""

    @property
    @abstractmethod
    def user_runtime_dir(self) -> str:
        """Runtime directory tied to the user."""

    @property
    @abstractmethod
    def site_runtime_dir(self) -> str:
        """Runtime directory shared by users."""

    def _append_app_name_and_version(self, *base: str, private: bool, strict: bool = False) -> str:
        path = self._join_app_name_and_version(*base)
        self._optionally_create_directory(path, private=private, site=not private, strict=strict)
        return path

    def _join_app_name_and_version(self, *base: str) -> str:
        params = list(base[1:])
        if self.appname:
            params.append(self.appname)
            if self.version:
                params.append(self.version)
        return os.path.join(base[0], *params)  # ruff:ignore[os-path-join]  # preserve path separators

    def _optionally_create_media_directory(self, path: str) -> None:
        # Only called for a media directory the user configured. Media directories are often symlinks to removable or
        # network storage, so a dangling link is returned as-is, like before ensure_exists covered them.
        try:
            self._optionally_create_directory(path, private=False)
        except FileExistsError:
            if not (directory := Path(path)).is_symlink() or directory.exists():
                raise

    def _select_site_dirs(self, dirs: list[str]) -> str:
        # Site lists are built without touching the disk, so ensure_exists only creates what the caller gets back.
        selected = dirs if self.multipath else dirs[:1]
        if self.multipath and any(os.pathsep in path for path in selected):
            # Callers split the joined string on os.pathsep, so a separator inside one entry reads as two directories.
            msg = f"multipath cannot join site directories that contain {os.pathsep!r}, got {selected!r}"
            raise ValueError(msg)
        for path in selected:
            self._optionally_create_directory(path, private=False, site=True)
        return os.pathsep.join(selected)

    @property
    def _use_site(self) -> bool:
        # Only Unix redirects root's user dirs to the site ones. The iterators then skip the user dir, since under
        # multipath it is the joined site string that _unique cannot match against any single entry.
        return False

    __import__("tidycache._vendor._support", fromlist=["removed_members"]).removed_members('platformdirs.api.PlatformDirsABC', 'platformdirs 4.14.8', '_create_as_yielded _find_files _find_runtime_files _first_site_dir_as_path _iter_cache_dirs _iter_config_dirs _iter_data_dirs _iter_log_dirs _iter_runtime_dirs _iter_state_dirs _place_file find_cache_file find_cache_files find_config_file find_config_files find_data_file find_data_files find_log_file find_log_files find_runtime_file find_runtime_files find_state_file find_state_files iter_cache_dirs iter_cache_paths iter_config_dirs iter_config_paths iter_data_dirs iter_data_paths iter_log_dirs iter_log_paths iter_runtime_dirs iter_runtime_paths iter_state_dirs iter_state_paths place_cache_file place_config_file place_data_file place_log_file place_runtime_file place_state_file site_applications_path:property site_bin_path:property site_cache_path:property site_config_path:property site_data_path:property site_log_path:property site_runtime_path:property site_state_path:property user_applications_path:property user_bin_path:property user_config_path:property user_data_path:property user_desktop_path:property user_documents_path:property user_downloads_path:property user_fonts_path:property user_log_path:property user_music_path:property user_pictures_path:property user_preference_path:property user_projects_path:property user_publicshare_path:property user_runtime_path:property user_state_path:property user_templates_path:property user_videos_path:property')


def _ensure_inside_base(name: str, value: str | Literal[False] | None) -> None:
    if not value:
        return
    # os.path.join discards the base when a later component has a root or a drive, and ``..`` climbs out of it.
    drive, tail = os.path.splitdrive(value)
    if drive or tail.startswith(("/", "\\")) or ".." in tail.replace("\\", "/").split("/"):
        msg = f"{name} must stay inside the base directory, got {value!r}"
        raise ValueError(msg)


def _ensure_home_known(path: str) -> None:
    # expanduser leaves "~" when the home is unknown, and creating it would make a "~" directory in the cwd.
    if path.startswith("~"):
        msg = f"could not determine the home directory, refusing to create {path!r}"
        raise RuntimeError(msg)


class RuntimeDirWarning(UserWarning):  # simplint: ignore[missing-from-all]  # preserve star imports
    """Emitted when the Unix or macOS ``user_runtime_dir`` cannot use ``$XDG_RUNTIME_DIR``."""

__getattr__ = __import__("tidycache._vendor._support", fromlist=["removed"]).removed('platformdirs.api', 'platformdirs 4.14.8', 'TYPE_CHECKING __lazy_modules__ _unique')
