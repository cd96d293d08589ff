from __future__ import annotations

from tests.unit.reachability.programs import alive_in


def test_what_a_comment_keeps_is_alive_where_its_module_runs_with_all_that_it_needs() -> None:
    text = "def f():  # vendorize: keep (called from C)\n    return g\ndef g(): pass\ndef h(): pass\n"
    alive = alive_in({"app.py": "import dep\n", "dep/__init__.py": text, "dep/other.py": text})
    assert alive.symbols == {"dep:f", "dep:g"}
    assert next((witness.kind, witness.detail) for witness in alive.path("dep:f")) == ("keep", "called from C")


def test_a_class_is_kept_with_all_its_members() -> None:
    text = "class A:  # vendorize: keep\n    def f(self): pass\n    if x:\n        def g(self): pass\nclass B: pass\n"
    assert alive_in({"app.py": "import dep\n", "dep.py": text}).symbols == {"dep:A", "dep:A.f", "dep:A.g"}


def test_a_member_is_kept_with_its_class() -> None:
    text = "class A:\n    def f(self): pass\n    def g(self): pass  # vendorize: keep\n"
    assert alive_in({"app.py": "import dep\n", "dep.py": text}).symbols == {"dep:A", "dep:A.g"}


def test_a_kept_import_is_followed() -> None:
    files = {"app.py": "import dep\n", "dep.py": "from lib import x  # vendorize: keep\n", "lib.py": "x = [1]\n"}
    assert "lib:x" in alive_in(files).symbols


def test_an_ignored_hazard_keeps_nothing() -> None:
    text = "def f(n): return globals()[n]{}\ndef g(): pass\n"
    files = {"app.py": "import dep\ndep.f('x')\n", "dep.py": text.format("")}
    assert alive_in(files).symbols == {"dep:f", "dep:g"}
    files["dep.py"] = text.format("  # vendorize: ignore[VZ202]")
    alive = alive_in(files)
    assert (alive.symbols, alive.liveness.hazards) == ({"dep:f"}, {})


def test_the_word_of_first_party_code_counts_too() -> None:
    app = "import dep\ndef f(n): return getattr(dep, 'on_' + n){}\n"
    files = {"app.py": app.format(""), "dep.py": "def on_a(): pass\n"}
    assert alive_in(files).symbols == {"dep:on_a"}
    files["app.py"] = app.format("  # vendorize: ignore[VZ201]")
    assert alive_in(files).symbols == set()
