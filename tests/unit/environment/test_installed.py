from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.environment.conftest import Site
    from vendorize_analysis.environment.installed import Installed


def names(installed: Installed) -> list[str]:
    return [module.name for module in installed.modules]


def test_a_distribution_owns_what_its_record_lists(site: Site) -> None:
    site.install("My-Dist", {"pkg/__init__.py": "x = 1\n", "pkg/data.txt": "abc", "other.py": ""})
    found = site.found()
    assert list(found) == ["My-Dist"]
    assert names(found["My-Dist"]) == ["other", "pkg"]
    assert found["My-Dist"].sizes["pkg/data.txt"] == 3
    assert "My_Dist-1.0.dist-info/METADATA" in found["My-Dist"].sizes


def test_rows_that_lead_out_are_not_followed(site: Site) -> None:
    (site.root.parent / "evil.py").write_text("", encoding="utf-8")
    site.install("d", {"d.py": ""}, rows=f"../evil.py,,\n../../bin/d,,\n{site.root.parent / 'evil.py'},,\n")
    assert [name for name in site.found()["d"].sizes if "info" not in name] == ["d.py"]


def test_a_namespace_split_over_distributions_has_no_module_of_its_own(site: Site) -> None:
    site.install("ns-a", {"ns/a.py": ""})
    site.install("ns-b", {"ns/b/__init__.py": ""})
    found = site.found()
    assert {name: names(installed) for name, installed in found.items()} == {"ns-a": ["ns.a"], "ns-b": ["ns.b"]}


def test_what_nobody_owns_gets_a_stand_in_for_each_top_level_name(site: Site) -> None:
    site.install("owned", {"owned/__init__.py": ""})
    site.write(
        {
            "owned/extra.py": "",
            "lone.py": "",
            "loose/__init__.py": "",
            "loose/data.txt": "",
            "space/deep/mod.py": "",
            "fast.cpython-311-x86_64-linux-gnu.so": b"",
            "images/logo.png": b"",
            "not-importable/mod.py": "",
        }
    )
    found = site.found()
    assert sorted(found) == ["fast", "lone", "loose", "owned", "space"]
    assert list(found["loose"].sizes) == ["loose/__init__.py", "loose/data.txt"]
    assert names(found["space"]) == ["space.deep.mod"]


def test_without_record_top_level_says_what_belongs(site: Site) -> None:
    head = "Metadata-Version: 1.0\nName: Old.Thing\nVersion: 3\n"
    site.install("other", {"shared/theirs.py": ""})
    site.write(
        {
            "Old.Thing-3.egg-info/PKG-INFO": head,
            "Old.Thing-3.egg-info/top_level.txt": "shared\nold\n",
            "shared/mine.py": "",
            "old.py": "",
        }
    )
    found = site.found()
    assert names(found["Old.Thing"]) == ["old", "shared.mine"]
    assert names(found["other"]) == ["shared.theirs"]


def test_without_record_and_top_level_the_name_is_looked_for(site: Site) -> None:
    site.write(
        {"Old_Dist-3.egg-info": "Metadata-Version: 1.0\nName: Old-Dist\nVersion: 3\n", "old_dist/__init__.py": ""}
    )
    found = site.found()
    assert list(found) == ["Old-Dist"]
    assert names(found["Old-Dist"]) == ["old_dist"]


def test_installed_files_are_relative_to_the_egg_info(site: Site) -> None:
    site.write(
        {
            "d-1.egg-info/PKG-INFO": "Metadata-Version: 1.0\nName: d\nVersion: 1\n",
            "d-1.egg-info/installed-files.txt": "../d/__init__.py\n../../../etc/passwd\nPKG-INFO\n",
            "d/__init__.py": "",
        }
    )
    assert sorted(site.found()["d"].sizes) == [
        "d-1.egg-info/PKG-INFO",
        "d-1.egg-info/installed-files.txt",
        "d/__init__.py",
    ]


def test_an_editable_install_lives_where_its_pth_leads(site: Site, tmp_path: Path) -> None:
    source = tmp_path / "lib" / "src"
    (source / "lib").mkdir(parents=True)
    (source / "lib" / "__init__.py").write_text("x", encoding="utf-8")
    (source / "docs").mkdir()
    (source / "docs" / "conf.py").write_text("", encoding="utf-8")
    info = site.install("lib", {"_lib.pth": f"# where it is\n{source}\nnowhere\n"})
    found = site.found(source)
    assert list(found) == ["lib"]
    lib = found["lib"]
    assert (lib.editable, lib.location, list(lib.sizes)) == (True, source, ["lib/__init__.py"])
    assert lib.metadata is not None
    assert lib.metadata.folder == info


def test_the_mapping_of_a_setuptools_finder_is_read_and_never_run(site: Site, tmp_path: Path) -> None:
    source = tmp_path / "tree"
    (source / "code").mkdir(parents=True)
    for name in ("code/__init__.py", "code/part.py", "single.py"):
        (source / name).write_text("", encoding="utf-8")
    mapping = {"renamed": str(source / "code"), "single": str(source / "single"), "bad name": "/x", "relative": "x"}
    finder = (
        "import pathlib\n"
        f"pathlib.Path({str(tmp_path / 'was-run')!r}).touch()\n"
        f"MAPPING: dict[str, str] = {mapping!r}\nNAMESPACES: dict[str, list[str]] = {{}}\n"
    )
    site.install(
        "t",
        {
            "__editable__.t-1.0.pth": "import __editable___t_1_0_finder; __editable___t_1_0_finder.install()",
            "__editable___t_1_0_finder.py": finder,
        },
    )
    found = site.found()
    assert [(module.name, module.relative) for module in found["t"].modules] == [
        ("renamed", "code/__init__.py"),
        ("renamed.part", "code/part.py"),
        ("single", "single.py"),
    ]
    assert not (tmp_path / "was-run").exists()


def test_a_redirector_of_editables_is_read(site: Site, tmp_path: Path) -> None:
    (tmp_path / "tree" / "pkg").mkdir(parents=True)
    init = tmp_path / "tree" / "pkg" / "__init__.py"
    init.touch()
    site.install(
        "t",
        {
            "_t.pth": "import _t",
            "_t.py": f"from editables.redirector import Finder as F\nF.install()\nF.map_module('pkg', {str(init)!r})\n",
        },
    )
    assert names(site.found()["t"]) == ["pkg"]


def test_a_pth_may_add_a_folder_inside_site_packages(site: Site) -> None:
    site.install("win", {"win.pth": "win32\nwin32/lib\n", "win32/api.so": b"", "win32/lib/con.py": ""})
    found = site.found(site.root / "win32", site.root / "win32" / "lib")
    assert list(found) == ["win"]
    assert {"api", "con", "win32.api"} <= set(names(found["win"]))
    assert not found["win"].editable


def test_a_search_path_reads_no_pth(site: Site, tmp_path: Path) -> None:
    (tmp_path / "src" / "lib").mkdir(parents=True)
    (tmp_path / "src" / "lib" / "__init__.py").touch()
    site.install("lib", {"lib.pth": str(tmp_path / "src")})
    assert names(site.found(sites=False)["lib"]) == []


def test_a_source_tree_with_egg_info_offers_only_its_own(site: Site, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name in ("pkg/__init__.py", "tests/test_x.py", "setup.py"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).touch()
    (tree / "d.egg-info").mkdir()
    (tree / "d.egg-info" / "PKG-INFO").write_text("Metadata-Version: 1.0\nName: d\nVersion: 1\n", encoding="utf-8")
    (tree / "d.egg-info" / "top_level.txt").write_text("pkg\n", encoding="utf-8")
    found = site.found(tree)
    assert list(found) == ["d"]
    assert found["d"].editable
    assert names(found["d"]) == ["pkg"]


def test_nothing_stands_in_for_the_projects_own_code(site: Site, tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "setup.py").touch()
    assert site.found(root, mine=frozenset({root})) == {}
