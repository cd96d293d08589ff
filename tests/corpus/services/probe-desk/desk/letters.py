"""Letters made from text that Tempita evaluates: what it calls is named nowhere else."""

import inflection
import yaml
from tempita import Template

PLAIN = Template(
    "Dear {{name}}, {{count}} {{words.pluralize(what)}} of yours {{if count == 1}}is{{else}}are{{endif}} here."
)
TITLE = "{{py: from inflection import titleize}}{{titleize(text)}}"


def letter(source: str) -> str:
    """Return the letter that a record in YAML asks for; neither library is among the requirements."""
    return PLAIN.substitute({**yaml.safe_load(source), "words": inflection})


def title(text: str) -> str:
    """Return a title; the import stands in the text that is evaluated."""
    return Template(TITLE).substitute(text=text)
