"""Read the rewrites of a project; a file that says anything else than it should is an error, never passed over."""

from __future__ import annotations

import json
import keyword
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name

from vendorize.emit.paths import inside, is_safe
from vendorize.model.rewrite import REWRITES, SCHEMA, Gate, Rewrite, Upstream
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import asked_about, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 1 << 20
_HINT = "make it anew with `vendorize rewrite`, or take both files away"


def find_rewrites(root: Path) -> tuple[Rewrite, ...]:
    """Return the rewrites of a project, sorted by path.

    Raises `UserError` for one that was edited after it was proved, has no sidecar, or lies elsewhere by a link.
    """
    folder = root / REWRITES
    asked_about(folder)
    if not folder.is_dir():
        return ()
    found = []
    for one in sorted(folder.iterdir()):
        if one.is_dir():
            files = sorted(path for path in one.iterdir() if path.suffix in {".py", ".json"})
            found += [_read(path, root) for path in files if path.suffix == ".py"]
            alone = [path for path in files if path.suffix == ".json" and not path.with_suffix(".py").exists()]
            if alone:
                raise UserError(f"{alone[0]}: the rewrite beside it is missing", hint=_HINT)
    return tuple(found)


def paths_for(symbol: str, distribution: str) -> tuple[str, str]:
    """Return the POSIX paths of source and sidecar of a rewrite in the project."""
    stem = f"{REWRITES}/{distribution}/{symbol.replace(':', '.')}"
    return f"{stem}.py", f"{stem}.json"


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a text, whatever line ends a checkout has given it."""
    return sha256(text.replace("\r\n", "\n").encode("utf-8")).hexdigest()


def sidecar_text(rewrite: Rewrite) -> str:
    """Return the sidecar of a rewrite as JSON."""
    said = {
        "schema": SCHEMA,
        "symbol": rewrite.symbol,
        "distribution": rewrite.distribution,
        "version": rewrite.version,
        "source-sha256": digest_of_text(rewrite.source),
        "model": rewrite.model,
        "prompt-sha256": rewrite.prompt_sha256,
        **({"uses": list(rewrite.uses)} if rewrite.uses else {}),
        "upstream": [one._asdict() for one in rewrite.upstream],
        "gates": [one._asdict() for one in rewrite.gates],
    }
    return json.dumps(said, indent=2, ensure_ascii=True) + "\n"


def _read(path: Path, root: Path) -> Rewrite:
    source, sidecar = _text(path, root), path.with_suffix(".json")
    if not sidecar.exists():
        raise UserError(f"{path}: there is no {sidecar.name} beside it that says what proved it", hint=_HINT)
    try:
        said = json.loads(_text(sidecar, root))
        rewrite = _made(said, source, path.relative_to(root).as_posix())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(f"{sidecar}: not what `vendorize rewrite` writes ({error})", hint=_HINT) from error
    if said["source-sha256"] != digest_of_text(source):
        raise UserError(f"{path} was edited after it was proved", hint=_HINT)
    if paths_for(rewrite.symbol, rewrite.distribution)[0] != rewrite.place:
        raise UserError(f"{path}: its sidecar is about {rewrite.symbol} of {rewrite.distribution}", hint=_HINT)
    return rewrite


def _made(said: dict[str, Any], source: str, place: str) -> Rewrite:
    if said["schema"] != SCHEMA:
        raise ValueError(f"schema {said['schema']!r}")
    upstream = tuple(
        Upstream(_word(one["distribution"]), _word(one["file"]), _word(one["sha256"])) for one in said["upstream"]
    )
    gates = tuple(
        Gate(_word(one["name"]), one["passed"] is True, _word(one["evidence"]), one["compared"] is True)
        for one in said["gates"]
    )
    uses = tuple(map(_symbol, said.get("uses", ())))
    if canonicalize_name(_word(said["distribution"])) != said["distribution"]:
        raise ValueError(f"distribution {said['distribution']!r}")
    if not upstream or not gates or not all(is_safe(one.file) for one in upstream):
        raise ValueError("it says of no file, or of no gate, what it was proved by")
    if not all(one.passed or not one.compared for one in gates):
        raise ValueError("a gate has not let it through")
    return Rewrite(
        symbol=_symbol(said["symbol"]),
        distribution=said["distribution"],
        version=_word(said["version"]),
        source=source,
        model=_word(said["model"]),
        prompt_sha256=_word(said["prompt-sha256"]),
        upstream=upstream,
        gates=gates,
        place=place,
        uses=uses,
    )


def _symbol(value: object) -> str:
    module, _, name = _word(value).partition(":")
    if not all(word.isidentifier() and not keyword.iskeyword(word) for word in (*module.split("."), name)):
        raise ValueError(f"symbol {value!r}")
    return f"{module}:{name}"


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _text(path: Path, root: Path) -> str:
    try:
        real = inside(path, root, REWRITES)
        if path.stat().st_size > _MOST_BYTES:
            raise UserError(f"{path}: too large for a rewrite", hint=_HINT)
        return read_bytes(real).decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: {error}", hint=_HINT) from error
