"""Weigh what an image would hold: by what it is made of, as an installer fills it and as a result does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.image.interpreters import interpreter_here, interpreter_in
from vendorize.image.layers import divide, weigh
from vendorize.model.image import ImagePlan, ImageShare, ImageWeight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize.image.bases import ImageBase
    from vendorize.model.extracted import Extracted
    from vendorize.model.lock import Lock
    from vendorize_analysis.model.environment import Distribution, Environment


def shares_of(made: Extracted, lock: Lock, base: ImageBase | None) -> ImagePlan:
    """Return the plan of an image of a result in memory, on a base or on none that is known."""
    environment = made.analysis.environment
    divided = divide(made.bundle.files, lock)
    weights = {name: weigh(files) for name, files in divided.items()}
    changes = tuple(_distributions(environment, made))
    before = _sum(one for _, one, _ in changes)
    after = _sum((weights["externals"], weights["vendored"]))
    program = ImageShare("program", _program(made), weights["program"])
    return ImagePlan(
        project=made.analysis.project.name,
        python=environment.interpreter.version_text,
        base="" if base is None else base.place.as_posix(),
        shares=(*_below(environment, base), ImageShare("dependencies", before, after), program),
        layers=tuple((name, weight) for name, weight in weights.items() if weight.files),
        distributions=tuple(sorted(changes, key=lambda one: (one[2].bytes - one[1].bytes, one[0]))),
    )


def _below(environment: Environment, base: ImageBase | None) -> Iterator[ImageShare]:
    """Yield what lies below the dependencies: it is the same before and after."""
    if base is None:
        interpreter = interpreter_here(environment.interpreter)
    else:
        interpreter = interpreter_in(base)
        sizes = [entry.size for entry in base.tree.entries.values() if entry.kind == "file"]
        rest = ImageWeight(len(sizes) - interpreter.files, sum(sizes) - interpreter.bytes)
        yield ImageShare("base", rest, rest)
    yield ImageShare("interpreter", interpreter, interpreter)


def _distributions(environment: Environment, made: Extracted) -> Iterator[tuple[str, ImageWeight, ImageWeight]]:
    kept: dict[str, ImageWeight] = {}
    for file in made.bundle.files:
        if file.distribution:
            weight = weigh([file])
            kept[file.distribution] = kept.get(file.distribution, ImageWeight()).plus(*weight)
    for one in environment.distributions:
        if one.key in environment.closure:
            yield one.key, _installed(one), kept.get(one.key, ImageWeight())


def _installed(distribution: Distribution) -> ImageWeight:
    """Return all that a distribution installs, without the bytecode that is made later."""
    others = [*distribution.programs, *(one.path for one in distribution.outside)]
    return ImageWeight(len(distribution.files), distribution.size).plus(*_on_disk(others))


def _program(made: Extracted) -> ImageWeight:
    """Return what is first-party: all modules of the project and what lies beside them, live or not."""
    modules = {module.path for module in made.analysis.project.modules}
    planned = {module.path for module in made.plan.first_party} | {data.path for data in made.plan.first_party_data}
    return _on_disk(modules | planned)


def _on_disk(paths: Iterable[Path]) -> ImageWeight:
    sizes = [path.stat().st_size for path in paths if path.is_file()]
    return ImageWeight(len(sizes), sum(sizes))


def _sum(weights: Iterable[ImageWeight]) -> ImageWeight:
    total = ImageWeight()
    for one in weights:
        total = total.plus(*one)
    return total
