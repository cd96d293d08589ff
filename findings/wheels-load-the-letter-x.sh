#!/bin/sh
# Libraries that a wheel carries in its NAME.libs have had the names in them changed, some of them several times. Each change
# moves the string table to a new segment and fills the former place with the letter X, which stays loaded and belongs to no
# section: of SciPy 1.14.1's `libscipy_openblas` 1.2 MB in four segments are mapped into every process for nothing, of one of its
# two copies of `libgfortran` 180 kB (manylinux, x86-64). `objcopy --strip-debug` (GNU Binutils 2.40) empties these, so that the
# file changes in what it loads, though nothing but debugging information was to go: who compares loaded bytes to prove that a
# library was stripped without harm has to know of them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --only-binary :all: pyelftools==0.32
"$folder/venv/bin/python" -m pip download -q --no-deps --only-binary :all: --python-version 3.11 --implementation cp \
  --platform manylinux_2_17_x86_64 --dest "$folder/wheels" scipy==1.14.1
"$folder/venv/bin/python" - "$folder" <<'PY'
import io
import sys
import zipfile
from pathlib import Path

from elftools.elf.elffile import ELFFile

ALLOC = 2
(wheel,) = Path(sys.argv[1], "wheels").glob("*.whl")
found = {}
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if not name.startswith("scipy.libs/") or name.endswith("/"):
            continue
        file = ELFFile(io.BytesIO(archive.read(name)))
        sections = [one for one in file.iter_sections() if one["sh_flags"] & ALLOC and one["sh_type"] != "SHT_NOBITS"]
        dead, filled, segments = 0, 0, 0
        for segment in file.iter_segments("PT_LOAD"):
            first, last = segment["p_offset"], segment["p_offset"] + segment["p_filesz"]
            held = sum(
                min(last, one["sh_offset"] + one["sh_size"]) - max(first, one["sh_offset"])
                for one in sections
                if one["sh_offset"] < last and one["sh_offset"] + one["sh_size"] > first
            )
            # Headers and padding are small; what is left by a change is more than half of its segment.
            if last > first and held < (last - first) / 2:
                dead, segments = dead + (last - first) - held, segments + 1
                filled += segment.data().count(b"X")
        found[name.partition("/")[2]] = dead
        print(f"{name}: {dead:,} bytes in {segments} loaded segments belong to no section, {filled:,} bytes there are X")
        assert filled > dead * 0.9 or dead < 10_000, (name, filled, dead)
blas = next(dead for name, dead in found.items() if "openblas" in name)
fortran = max(dead for name, dead in found.items() if "gfortran" in name)
assert blas > 1_200_000 and fortran > 150_000, found
assert sum("gfortran" in name for name in found) == 2, "there are two copies of libgfortran, one changed twice"
PY
