"""Container images: what goes into their layers, what they are put on, and what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

LayerName = Literal["base", "externals", "vendored", "program"]
Compression = Literal["gzip", "zstd"]
PREFIX = "/app"
"""Folder of the program in an image, unless the user names another."""


class ImageWeight(NamedTuple):
    """How much there is of something."""

    files: int = 0
    bytes: int = 0
    """Uncompressed."""

    def plus(self, files: int, count: int) -> ImageWeight:
        """Return the weight with some more files of together this many bytes."""
        return ImageWeight(self.files + files, self.bytes + count)


@dataclass(frozen=True, slots=True)
class ImageShare:
    """One row of a plan: a part of an image as pip would fill it, and as we would."""

    name: str
    before: ImageWeight
    after: ImageWeight


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """What an image would hold."""

    project: str
    python: str
    """Version of the analysed interpreter, `3.11.7`."""
    base: str
    """What was given as base; empty for none."""
    shares: tuple[ImageShare, ...]
    """`base` (where one was given), `interpreter`, `dependencies`, `program`, in this order."""
    layers: tuple[tuple[LayerName, ImageWeight], ...]
    """Those that a build would add to the base, in this order; none is empty."""
    distributions: tuple[tuple[str, ImageWeight, ImageWeight], ...]
    """Of the closure: key, before, after; the largest saving first."""


@dataclass(frozen=True, slots=True, order=True)
class ImagePlatform:
    """What an image runs on, in the words of the OCI image index (`GOOS`, `GOARCH`, variant of the processor)."""

    os: str
    architecture: str
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(filter(None, (self.os, self.architecture, self.variant)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramOptions:
    """How a program lies in an image, and what starts it."""

    prefix: str = PREFIX
    """POSIX path of the program's folder in the image."""
    entry: str = ""
    """A console script, `module`, or `module:function`; empty: the only one that the project has."""
    result: Path | None = None
    """The folder that extraction has written; None: extract now."""
    force: bool = False
    """Replace what was written before even where somebody has changed it."""
    whole: bool = False
    """Every distribution as it is installed, to compare with: nothing is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageOptions(ProgramOptions):
    """How an image is built."""

    base: Path
    """An OCI layout, the folder of a root file system, or a tar archive of one."""
    base_reference: str = ""
    """Which image of an OCI layout, by its `org.opencontainers.image.ref.name`; empty: the only one."""
    arguments: tuple[str, ...] = ()
    """What is passed to it unless who runs the image says otherwise (`Cmd`)."""
    compression: Compression = "gzip"
    reference: str = "latest"
    """Name of the image in its layout."""
    user: str = ""
    """Who runs it, `1000` or `1000:1000`; empty: as in the base."""
    bill: Path | None = None
    """A bill of materials that is attached to the image."""


Installer = Literal["pip", "uv", "poetry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DockerfileOptions:
    """How a Dockerfile is written."""

    installer: Installer | None = None
    """What installs the dependencies; None: what the project's files say."""
    base: str = ""
    """Image that both stages begin with; empty: the official one of the analysed Python."""
    prefix: str = PREFIX
    entry: str = ""
    arguments: tuple[str, ...] = ()
    user: str = ""
    force: bool = False
    """Replace files that are there already."""


@dataclass(frozen=True, slots=True)
class WrittenLayers:
    """Folders that were written, each for a layer."""

    out: Path
    layers: tuple[tuple[LayerName, ImageWeight], ...]
    """None is empty."""
    command: tuple[str, ...]
    """What is given to an interpreter, to start the program once the folders lie over each other at the prefix."""


@dataclass(frozen=True, slots=True)
class ImageLayer:
    """One layer as it was written."""

    name: LayerName
    media_type: str
    digest: str
    """`sha256:…` of the blob."""
    size: int
    """Bytes of the blob."""
    diff_id: str
    """`sha256:…` of the uncompressed archive."""
    weight: ImageWeight
    blob: Path
    """Where the blob lies before the image is written."""


@dataclass(frozen=True, slots=True)
class BuiltImage:
    """What was written."""

    out: Path
    """The folder of its OCI layout."""
    digest: str
    """Of the image's manifest."""
    reference: str
    platform: ImagePlatform
    entrypoint: tuple[str, ...]
    layers: tuple[ImageLayer, ...]
    """Those that were written; those of an OCI layout below them were taken as they are."""
