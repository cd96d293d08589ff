from titles import title


def test_a_long_line_is_cut_at_a_word():
    assert title("# A title that is far too long") == "A title that"


def test_a_short_line_stays():
    assert title("## Short") == "Short"
    assert title("") == ""
