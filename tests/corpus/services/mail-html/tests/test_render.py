import pytest
from mailhtml.render import inline, linked


def test_styles_are_inlined():
    done = inline("<h1>Hello</h1><p class='note'>x</p>")
    assert '<h1 style="color:red">Hello</h1>' in done
    assert "font-weight:bold" in done and "margin:0 1px" in done


def test_links_are_absolute():
    done = linked("<a href='/x'>y</a><img src='a.png'>", "http://example.org/")
    assert 'href="http://example.org/x"' in done and 'src="http://example.org/a.png"' in done


def test_bad_css_is_logged(capsys):
    from premailer import Premailer

    done = Premailer("<html><head><style>p {colr: 1; ;;}</style></head><body><p>x</p></body></html>").transform()
    assert "<p" in done


def test_empty_text_is_refused():
    with pytest.raises(Exception) as caught:  # noqa: PT011, PT012
        linked(None, "::") if False else inline("")
        from premailer import Premailer

        Premailer("").transform()
    assert type(caught.value).__name__ in {"XMLSyntaxError", "ParserError", "AttributeError"}
