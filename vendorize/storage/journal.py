"""The journal of a change of several files: what each was and becomes, and which way to go."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from dataclasses import replace as with_other
from typing import TYPE_CHECKING, Any, Literal

from vendorize.storage.atomic import replace, sync_folder, write_durably
from vendorize.storage.names import JOURNAL
from vendorize_analysis.digests import blake2b
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

_BACK = "journal-back.json"
Way = Literal["forward", "back"]
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file is."""

    sha256: str
    mode: int
    """Permission bits."""


@dataclass(frozen=True, slots=True)
class JournalStep:
    """One file; None stands for no file."""

    relative: str
    """POSIX path in the folder that is changed."""
    before: Seen | None
    after: Seen | None


@dataclass(frozen=True, slots=True)
class Journal:
    """All of a change."""

    way: Way
    steps: tuple[JournalStep, ...]
    made: tuple[str, ...] = ()
    """Folders that the change makes: they go again on the way back."""
    emptied: tuple[str, ...] = ()
    """Folders that go on the way forward, if nothing is left in them."""


def write_journal(folder: Path, journal: Journal) -> None:
    """Put the journal on the disk in one step, from then on it counts; and beside it the one of the way back."""
    _write(folder / _BACK, other_way(journal))
    part = folder / f"{JOURNAL}.part"
    _write(part, journal)
    sync_folder(folder)
    replace(part, folder / JOURNAL)
    sync_folder(folder)


def turn_round(folder: Path) -> None:
    """Let the way back count; that needs no room on the disk, which may be full."""
    if (folder / _BACK).exists():
        replace(folder / _BACK, folder / JOURNAL)
        sync_folder(folder)


def other_way(journal: Journal) -> Journal:
    """Return the journal of the opposite way."""
    return with_other(journal, way="back" if journal.way == "forward" else "forward")


def _write(file: Path, journal: Journal) -> None:
    content = json.dumps(asdict(journal), sort_keys=True)
    whole = {"schema": _SCHEMA, "sum": _sum(content), "journal": content}
    write_durably(file, json.dumps(whole, indent=1).encode("ascii"))


def read_journal(folder: Path) -> Journal | None:
    """Return the journal in a folder; None where there is none.

    Raises `UserError` for one that cannot be read: then nobody knows what to do, and the folder has all that is left.
    """
    file = folder / JOURNAL
    try:
        whole = json.loads(file.read_bytes())
        if whole["schema"] == _SCHEMA and whole["sum"] == _sum(whole["journal"]):
            return _journal(json.loads(whole["journal"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise UserError(
        f"{file} is damaged, or of another version of vendorize",
        hint=f"{folder / 'old'} has a copy of every file that was to change: compare, then remove {folder}",
    )


def _journal(content: dict[str, Any]) -> Journal:
    steps = tuple(JournalStep(one["relative"], _seen(one["before"]), _seen(one["after"])) for one in content["steps"])
    return Journal(content["way"], steps, tuple(content["made"]), tuple(content["emptied"]))


def _seen(content: dict[str, Any] | None) -> Seen | None:
    return None if content is None else Seen(content["sha256"], content["mode"])


def _sum(content: str) -> str:
    return blake2b(content.encode("ascii"), digest_size=16).hexdigest()
