from __future__ import annotations

import ast

import pytest

from vendorize_analysis.summarizing.syntax.string_domain import fold


def pattern(text: str) -> str:
    return fold(ast.parse(text, mode="eval").body).text


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("'a.b'", "a.b"),
        ("'a' 'b'", "ab"),
        ("'a.' + x", "a.*"),
        ("x + '_impl'", "*_impl"),
        ("'a' + x + 'b' + 'c'", "a*bc"),
        ("'a' + 'b'", "ab"),
        ("f'a.{x}'", "a.*"),
        ("f'a.{x}.b'", "a.*.b"),
        ("f'{\"a\"}.b'", "a.b"),
        ("f'{x!r}'", "*"),
        ("f'{\"a\"!r}'", "*"),
        ("f'{\"a\":>9}'", "*"),
        ("'a.%s' % x", "a.*"),
        ("'%s.%s' % ('a', x)", "a.*"),
        ("'%s.%s' % pair", "*"),
        ("'%s_b' % 'a'", "a_b"),
        ("'%5s_b' % 'a'", "*_b"),
        ("'100%%_%s' % x", "100%_*"),
        ("'%(n)s_b' % table", "*_b"),
        ("'%*d_%s' % (3, 4, 'a')", "*"),
        ("'%s_%s' % (*a, 'b')", "*"),
        ("'a.{}'.format(x)", "a.*"),
        ("'{}.{}'.format('a', x)", "a.*"),
        ("'{1}.{0}'.format(x, 'a')", "a.*"),
        ("'{n}.{}'.format('a', n=x)", "*.a"),
        ("'{0.name}.b'.format(x)", "*.b"),
        ("'{:>5}.{}'.format('a', 'b')", "*.b"),
        ("'{{a}}.{}'.format('b')", "{a}.b"),
        ("'{}{}'.format(*a, 'b')", "*"),
        ("'{:{}}.b'.format(x, 'a')", "*.b"),
        ("'.'.join(('a', x, 'b'))", "a.*.b"),
        ("'.'.join(['a', 'b'])", "a.b"),
        ("'.'.join(names)", "*"),
        ("__name__ + '.a'", "<name>.a"),
        ("f'{__package__}.{x}'", "<package>.*"),
        ("__spec__.parent + '.a'", "<package>.a"),
        ("cls.__name__ + '.a'", "*.a"),
        ("x", "*"),
        ("1", "*"),
        ("b'a'", "*"),
        ("x if y else 'a'", "*"),
    ],
)
def test_what_is_known_of_a_computed_string(text: str, known: str) -> None:
    assert pattern(text) == known


@pytest.mark.parametrize(
    "text",
    [
        "'a.%s.b' % x",
        "'%s%%%s' % (x, 'z')",
        "'{}-{{}}-{}'.format(x, 'z')",
        "'{0}{0}{1}'.format('q', x)",
        "f'a{x}b{x}c'",
        "'-'.join(['a', x, 'c'])",
        "'a' + x + 'c'",
    ],
)
@pytest.mark.parametrize("value", ["", "v", "a.b"])
def test_the_pattern_holds_for_what_the_code_gives(text: str, value: str) -> None:
    prefix, _, suffix = pattern(text).partition("*")
    given = eval(text, {"x": value})  # noqa: S307 (our own text)
    assert given.startswith(prefix)
    assert given.endswith(suffix)
    assert len(prefix) + len(suffix) <= len(given) or not value
