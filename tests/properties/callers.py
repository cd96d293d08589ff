"""Small programs in which every function is called with all that it is ever given: a trace tells who calls whom.

A program is a chain of steps. Each takes callables that earlier steps have made, sends them through one feature of the
language, and calls or passes on what comes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

STEPS = (
    # A name for what comes out, and one or two callables without arguments that go in.
    "{new} = {a}",
    "{new}, _ = {a}, {b}",
    "(_, [{new}, *_]) = {b}, [{a}, {b}]",
    "*_, {new} = {b}, {a}",
    "{new} = [{b}, {a}][1]",
    "{new} = [{b}, {a}][-1]",
    "{new} = [{b}, {a}][1:][0]",
    "{new} = ([{b}] + [{a}])[1]",
    "{new} = {{'x': {a}, 'y': {b}}}['x']",
    "{new} = {{**{{'x': {b}}}, 'y': {a}}}['y']",
    "{new} = dict(x={b}, y={a})['y']",
    "{new} = dict([('k', {a})])['k']",
    "{new} = {{('p', 1): {a}, ('p', 2): {b}}}['p', 1]",
    "table{n} = {{}}\ntable{n}['f' + 'x'] = {a}\n{new} = table{n}['fx']",
    "{new} = lambda: {a}()",
    "{new} = (lambda f=({a}): f())",
    "{new} = (lambda *fs, **k: fs[0])({a}, g={b})",
    "{new} = (lambda *, g: g)(**{{'g': {a}}})",
    "def make{n}(f):\n    def inner(): return f()\n    return inner\n{new} = make{n}({a})",
    "def pick{n}(x, y=None): return x\n{new} = pick{n}({a}, y={b})",
    "def spread{n}(x, *rest, **k): return rest[0]\n{new} = spread{n}(*[{b}, {a}])",
    "def deco{n}(f):\n    def wrap(*a): return f(*a)\n    return wrap\n@deco{n}\ndef {new}(): {a}()",
    "class A{n}:\n    def __init__(self, f): self.f = f\n    def go(self): return self.f()\n{new} = A{n}({a}).go",
    "class C{n}:\n    def __init__(self, f): self.f = f\n    def __call__(self): return self.f()\n{new} = C{n}({a})",
    "class B{n}:\n    def go(self): {a}()\nclass D{n}(B{n}):\n    def go(self): super().go()\n{new} = D{n}().go",
    "class P{n}:\n    @property\n    def x(self): return {a}\n{new} = P{n}().x",
    "class S{n}:\n    run = staticmethod({a})\n{new} = S{n}.run",
    "class G{n}:\n    def __getattr__(self, name): return {a}\n{new} = G{n}().anything",
    "class I{n}:\n    def __getitem__(self, key): return {a}\n{new} = I{n}()[0]",
    "class O{n}:\n    def __add__(self, other): return {a}\n{new} = O{n}() + 1",
    "class W{n}:\n    def __enter__(self): return {a}\n    def __exit__(self, *e): pass\nwith W{n}() as {new}: pass",
    "class E{n}(Exception): pass\ntry: raise E{n}\nexcept E{n} as e{n}: {new} = {a}",
    "def gen{n}():\n    yield {a}\n{new} = next(gen{n}())",
    "def deep{n}():\n    yield from [{a}]\nfor {new} in deep{n}(): pass",
    "def sent{n}():\n    got = yield\n    yield got\ng{n} = sent{n}()\nnext(g{n})\n{new} = g{n}.send({a})",
    "{new} = [f for f in [{a}]][0]",
    "{new} = {{k: f for k, f in [('k', {a})]}}['k']",
    "{new} = list(map(lambda f: f, [{a}]))[0]",
    "{new} = functools.partial(lambda f: f(), {a})",
    "{new} = functools.reduce(lambda x, y: y, [{b}, {a}])",
    "@functools.wraps({b})\ndef {new}(): {a}()",
    "{new} = getattr(types.SimpleNamespace(run={a}), 'r' + 'un')",
    "class N{n}:\n    def on_x(self): return {a}()\n{new} = getattr(N{n}(), f\"on_{{'x'}}\")",
    "def glob{n}(): {a}()\n{new} = globals()['glob{n}']",
    "def o{n}():\n    f = {b}\n    def g():\n        nonlocal f\n        f={a}\n    g()\n    return f\n{new} = o{n}()",
    "def match{n}(x):\n    match x:\n        case {{'f': f}}: return f\n{new} = match{n}({{'f': {a}}})",
    "if {new} := {a}: pass",
    "helper.hold({a})\n{new} = helper.give()",
)
HELPER = "held = None\ndef hold(f):\n    global held\n    held = f\ndef give(): return held\n"


@st.composite
def callers(draw: DrawFn) -> dict[str, str]:
    """Return the files of a program."""
    lines = ["import functools, types, helper", "def first(): pass", "def second(): pass"]
    known = ["first", "second"]
    for number in range(draw(st.integers(2, 7))):
        step = draw(st.sampled_from(STEPS))
        a, b = draw(st.sampled_from(known)), draw(st.sampled_from(known))
        new = f"v{number}"
        lines.append(step.format(n=number, new=new, a=a, b=b))
        known.append(new)
    lines += [f"{name}()" for name in known]
    return {"main.py": "\n".join(lines) + "\n", "helper.py": HELPER}
