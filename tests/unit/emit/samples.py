"""Small projects and installed distributions, written by hand."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vendorize.emit import Surroundings
from vendorize.model.bundle import Bundle, BundleFile
from vendorize.model.plan import DataFile, DistributionPlan, ModulePlan, Plan
from vendorize_analysis.model.project import Project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SUPPORT = b'"""Support."""\n'


@dataclass
class Told:
    warnings: list[str] = field(default_factory=list)

    def stage_started(self, name: str) -> None:
        pass

    def progressed(self, done: int, total: int, what: str) -> None:
        pass

    def warned(self, message: str) -> None:
        self.warnings.append(message)


def put(folder: Path, files: Mapping[str, str]) -> Path:
    for relative, text in files.items():
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return folder


def module(path: Path, relative: str, distribution: str = "") -> ModulePlan:
    name = relative.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return ModulePlan(
        name=name,
        path=path,
        digest=hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest(),
        relative=relative,
        is_package=relative.endswith("__init__.py"),
        distribution=distribution,
        summary=None,
        keep=None,
        names=None,
        removed=(),
        removed_members=(),
        exports=None,
    )


def install(site: Path, name: str, files: Mapping[str, str], **options: object) -> DistributionPlan:
    """Write an installed distribution by hand; give what a plan says about it."""
    version, requires = str(options.get("version", "1.0")), tuple(options.get("requires", ()))
    verdict = options.get("verdict", "extract")
    key = name.lower()
    info = f"{key}-{version}.dist-info"
    head = [f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\nSummary: About {name}\nLicense-File: LICENSE"]
    head += [f"Requires-Dist: {one}" for one in requires]
    own = {
        f"{info}/METADATA": "\n".join(head) + "\n\nA long description.\n",
        f"{info}/RECORD": "stale,,\n",
        f"{info}/licenses/LICENSE": f"Licence of {name}\n",
        **{f"{info}/{file}": text for file, text in dict(options.get("info", {})).items()},
    }
    put(site, {**files, **own})
    code = [file for file in files if file.endswith(".py")]
    extracted = verdict == "extract"
    return DistributionPlan(
        name=name,
        key=key,
        version=version,
        verdict=verdict,
        why="",
        location=site,
        info=info,
        files=tuple(sorted({*files, *own})),
        licenses=("MIT",),
        license_files=(f"{info}/licenses/LICENSE",),
        requires=tuple(options.get("needs", ())),
        modules=tuple(module(site / file, file, key) for file in code) if extracted else (),
        data=tuple(DataFile(site / file, file, key) for file in files if file not in code) if extracted else (),
        metadata=True,
    )


def make_plan(root: Path, *distributions: DistributionPlan, layout: str = "site", base: str = "") -> Plan:
    """Plan for a project whose package `app` is in `root`; everything in it is kept."""
    home = root / base
    files = sorted(path for path in home.joinpath("app").rglob("*") if path.is_file())
    code = [path for path in files if path.suffix == ".py"]
    return Plan(
        project_name="app",
        project_root=root,
        namespace="app._vendor",
        layout=layout,
        first_party=tuple(module(path, path.relative_to(home).as_posix()) for path in code),
        first_party_data=tuple(
            DataFile(path, path.relative_to(home).as_posix(), "") for path in files if path not in code
        ),
        project_info=None,
        distributions=tuple(sorted(distributions, key=lambda one: one.key)),
        strings=(),
        standard=frozenset(sys.stdlib_module_names),
    )


def code_of(plan: Plan, changed: Mapping[str, bytes] | None = None) -> Bundle:
    """Do what the stage before does, without cutting anything."""
    files = []
    for one in (*plan.first_party, *(one for dist in plan.distributions for one in dist.modules)):
        moved = plan.layout == "package" and one.distribution
        place = f"{plan.namespace.replace('.', '/')}/{one.relative}" if moved else one.relative
        content = (changed or {}).get(one.name, one.path.read_bytes())
        files.append(BundleFile(place, content, one.distribution, one.name))
    return Bundle(tuple(sorted(files, key=lambda file: file.relative)))


def around(plan: Plan, *requirements: str, **changes: object) -> Surroundings:
    out = changes.pop("out", None)
    project = Project(
        name="app",
        version="3.1",
        root=plan.project_root,
        kind="project",
        source_roots=(plan.project_root,),
        top_level=("app",),
        modules=(),
        entry_points=(),
        requirements=requirements,
        extras=(),
        requires_python=">=3.9",
        tests=(),
    )
    return Surroundings(replace(project, **changes), SUPPORT, out)


def texts(bundle: Bundle) -> dict[str, str]:
    return {
        file.relative: (file.content if isinstance(file.content, bytes) else file.content.read_bytes()).decode("utf-8")
        for file in bundle.files
    }
