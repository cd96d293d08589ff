"""Statements that raise while the module is imported, as code for two Pythons has them."""

try:
    unicode  # noqa: B018 - it is asked whether there is such a name
except NameError:
    KIND = "text"
else:
    KIND = "unicode"

try:
    old = spare = unichr(spare)
except NameError:
    old = "no unichr"
