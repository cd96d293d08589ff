import pytest
from docsite import build

INDEX = """# Title

:::{note}
Careful
:::

```{toctree}
more
```

::::{grid} 2
:::{grid-item-card} One
text
:::
::::

```{code-block} python
def f(): return 1
```

$a^2$

{octicon}`report;1em` {bdg-primary}`badge`
"""
MORE = """
More
====

.. automodule:: textwrap
   :members: dedent

.. tab-set::

    .. tab-item:: A

        inside

.. code-block:: yaml

   a: 1

.. math:: x

.. list-table::

   * - a
     - b
"""


@pytest.fixture
def source(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src/index.md").write_text(INDEX)
    (tmp_path / "src/more.rst").write_text(MORE)
    return tmp_path / "src"


def test_html(source, tmp_path):
    assert build(source, tmp_path / "out") == 0
    text = (tmp_path / "out/index.html").read_text()
    for word in ("furo", "admonition", "sd-card", "highlight-python", "math notranslate", "sd-octicon", "sd-badge"):
        assert word in text, word
    more = (tmp_path / "out/more.html").read_text()
    assert "textwrap.dedent" in more and "sd-tab-set" in more and "highlight-yaml" in more
    assert (tmp_path / "out/_static/styles/furo.css").exists() and (tmp_path / "out/_static/pygments.css").exists()
    assert (tmp_path / "out/_modules/textwrap.html").exists()
    assert (tmp_path / "out/searchindex.js").exists()


@pytest.mark.parametrize(
    ("builder", "file"),
    [
        ("text", "more.txt"),
        ("latex", "things.tex"),
        ("man", "things.1"),
        ("xml", "index.xml"),
        ("dirhtml", "more/index.html"),
        ("epub", "Things.epub"),
    ],
)
def test_other_builders(source, tmp_path, builder, file):
    assert build(source, tmp_path / "out", builder) == 0
    assert (tmp_path / "out" / file).stat().st_size > 10
