"""Follow the lines of a module through a patch."""

from __future__ import annotations

from difflib import SequenceMatcher

from vendorize.model.bundle import LineRun, Origin


def carried_over(origin: Origin, before: bytes, after: bytes) -> Origin:
    """Return where the lines of a patched module are from, those of the patch left out.

    Lines end as they do for `ast`: at LF, CR LF or a lone CR.
    """
    old, new = before.splitlines(), after.splitlines()
    known = _numbers(origin, len(old))
    found: list[LineRun] = []
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            line, original = block.b + offset + 1, known.get(block.a + offset + 1, 0)
            if not original:
                continue
            if found and found[-1].follows(line, original):
                found[-1] = found[-1].longer()
            else:
                found.append(LineRun(line, original, 1))
    return Origin(origin.relative, tuple(found))


def _numbers(origin: Origin, count: int) -> dict[int, int]:
    runs = (LineRun(1, 1, count),) if origin.lines is None else origin.lines
    return {run.line + index: run.original + index for run in runs for index in range(run.length)}
