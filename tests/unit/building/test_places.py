"""The lock of a wheel lists all that is in it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tests.end_to_end.command import write
from vendorize.build.places import WheelPlaces, completed
from vendorize.model.lock import Lock, LockedFile, LockedProject

if TYPE_CHECKING:
    from pathlib import Path


def test_every_file_of_a_wheel_is_listed_with_its_source_if_it_has_one(tmp_path: Path) -> None:
    write(tmp_path, {"src/app/data.txt": "data", "src/app/changed.txt": "before"})
    contents = {"app/a.py": b"", "app/data.txt": b"data", "app/changed.txt": b"after", "app-1.dist-info/METADATA": b"m"}
    known = LockedFile("app/a.py", hashlib.sha256(b"").hexdigest(), "src/app/a.py")
    lock = Lock("1", "package", "app/_vendor", "3.11", "linux", "", (), LockedProject("app", (), (), (known,)), ())
    made = completed(lock, WheelPlaces(("src/",)), contents, tmp_path)
    assert made.complete
    assert {one.path: one.source for one in made.project.files} == {
        "app/a.py": "src/app/a.py",
        "app/data.txt": "src/app/data.txt",
        "app/changed.txt": "",
        "app-1.dist-info/METADATA": "",
    }
    assert completed(made, WheelPlaces(("src/",)), contents, tmp_path) == made
