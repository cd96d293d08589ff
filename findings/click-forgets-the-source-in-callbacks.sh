#!/bin/sh
# click 8.4.0: inside the callback of an option Context.get_parameter_source(its name) is None, where releases before and after
# say COMMANDLINE or DEFAULT; after parsing 8.4.0 knows it, too. A callback that passes over defaults takes each for given,
# or, if it asks for COMMANDLINE, takes nothing for given: no error in either case.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
for version in 8.3.1 8.4.0 8.4.1; do
  "$folder/venv/bin/python" -m pip install -q "click==$version"
  "$folder/venv/bin/python" - "$version" <<'PY'
import sys

import click

seen = []


def note(ctx, param, value):
    seen.append(ctx.get_parameter_source(param.name))
    return value


@click.command()
@click.option("--form", default="text", callback=note)
@click.pass_context
def main(ctx, form):
    seen.append(ctx.get_parameter_source("form"))


main(["--form", "json"], standalone_mode=False)
names = [getattr(one, "name", None) for one in seen]
print(sys.argv[1], "in the callback:", names[0], "- afterwards:", names[1])
assert names == ([None, "COMMANDLINE"] if sys.argv[1] == "8.4.0" else ["COMMANDLINE", "COMMANDLINE"]), names
PY
done
