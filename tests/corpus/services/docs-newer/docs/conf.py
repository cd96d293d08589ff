project = "shapes"
extensions = ["sphinx.ext.autodoc", "sphinx_autodoc_typehints"]
html_theme = "alabaster"
