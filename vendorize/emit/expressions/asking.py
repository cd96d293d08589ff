"""Have the analysed interpreter compile the regular expressions of a result, and write them as part of its support."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from vendorize.emit.children import ask, on_disk, run_children, write_scripts
from vendorize.ending import ended_by_signals, temporary_folder
from vendorize.runtime import read_sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import DistributionPlan

_CHILD = "child.py"
_OWN = "vendorize.emit.expressions"
_HINT = "extract without --fast-start"


def prepared_source(
    python: Path, code: Bundle, *, namespace: str, support: str, stays: Iterable[DistributionPlan] = ()
) -> bytes:
    """Return the end of the support module of a result that starts fast: its expressions, and what hands them out.

    `code` are the modules as they are written, those that moved below `namespace`; `support` is the name by which they
    ask; `stays` are distributions whose modules ask for none, so that who imports them does. The text runs on Python
    3.8+. Raises `UserError` for an interpreter that does not answer.
    """
    with ended_by_signals(), temporary_folder("vendorize-expressions-") as folder:
        write_scripts(_OWN, (_CHILD, "vendorize_constants.py", "vendorize_reading.py"), folder)
        modules = [*(each for one in stays for each in _installed(one)), *_modules(code, support, folder)]
        place = ask(folder, {"namespace": namespace, "modules": modules})
        [answer] = run_children(python, folder / _CHILD, [place], hint=_HINT)
    return (read_sections("prepared.py")["prepared"] + "".join(_tables(answer))).encode()


def _modules(code: Bundle, support: str, folder: Path) -> Iterator[Mapping[str, object]]:
    """Yield what is asked of each module of the result."""
    name = support.encode()
    for number, file in enumerate(code.files):
        if not file.origin or not file.relative.endswith(".py"):
            continue
        text = file.content if isinstance(file.content, bytes) else b""
        asks = name in text and b").prepared(" in text
        path = on_disk(file, folder / f"{number}.py")
        package = PurePosixPath(file.relative).name == "__init__.py"
        yield {"name": file.origin, "path": str(path), "package": package, "asks": asks}


def _installed(distribution: DistributionPlan) -> Iterator[Mapping[str, object]]:
    """Yield the same of each module of a distribution that stays as it is installed."""
    for relative in distribution.files:
        path = PurePosixPath(relative)
        name = (path.parent if path.stem == "__init__" else path.with_suffix("")).as_posix().replace("/", ".")
        if path.suffix == ".py" and all(map(str.isidentifier, name.split("."))):
            place = str(distribution.location / relative)
            yield {"name": name, "path": place, "package": path.stem == "__init__", "asks": False}


def _tables(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield the text of what the runtime looks things up in, in ASCII."""
    yield f"\n\n_BUILT_FOR = {tuple(answer['version'])!a}\n_EXPRESSIONS = {{\n"
    for name, expressions in sorted(answer["expressions"].items()):
        rows = "".join(f"        {_row(one)},\n" for one in expressions)
        yield f"    {name!a}: (\n{rows}    ),\n"
    yield "}\n_NEEDED = {\n"
    for name, needed in sorted(answer["needed"].items()):
        if needed:
            yield f"    {name!a}: {tuple(needed)!a},\n"
    yield f"}}\n_LATE = {tuple(answer['late'])!a}\n_WAITING = []\n"


def _row(told: Sequence[Any]) -> str:
    """Return the text of what `_sre` makes one expression from, as the runtime takes it apart.

    Numbers are quicker to load from bytecode than digits are to read; without blanks they take as much room.
    """
    text, flags, every, code, groups, index, names = told
    rest = (groups, tuple(map(tuple, index)), tuple(names))
    cells = ascii(ast.literal_eval(text)), flags, every, f"({code.replace(' ', ',')},)", *map(ascii, rest)
    return f"({', '.join(map(str, cells))})"
