#!/bin/sh
# `import requests` (2.32.3, with urllib3 2.2.3) compiles 79 regular expressions, and half of the code that comes out belongs
# to ten of urllib3.util.url: four of them have the grammar of IPv6 addresses written out. It is done again in each process:
# `pickle` stores the text of a compiled expression alone, and compiles where it is loaded (CPython 3.11 and newer).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q requests==2.32.3 urllib3==2.2.3 idna==3.10 certifi==2024.8.30 charset-normalizer==3.4.0
cat > "$folder/count.py" <<'PY'
import collections
import pickle
import re
import re._compiler as compiler
import sys

words = collections.Counter()
expressions = collections.Counter()
compile_ = compiler._code


def counting(pattern, flags):
    made = compile_(pattern, flags)
    frame = sys._getframe(1)
    while frame.f_globals["__name__"].partition(".")[0] == "re":
        frame = frame.f_back
    words[frame.f_globals["__name__"]] += len(made)
    expressions[frame.f_globals["__name__"]] += 1
    return made


compiler._code = counting
import requests

name = "urllib3.util.url"
print("import requests:", sum(expressions.values()), "expressions,", sum(words.values()), "words of code")
print(f"of {name}:", expressions[name], "expressions,", words[name], "words of code")
most = words.most_common(1)[0][0]
share = words[name] / sum(words.values())

import urllib3.util.url as url

grammar = [one for one in vars(url).values() if isinstance(one, re.Pattern) and one.pattern.count("[0-9A-Fa-f]{1,4}") > 8]
print("with the grammar of IPv6 written out:", len(grammar))

before = sum(expressions.values())
stored = pickle.dumps(grammar)
re.purge()
assert pickle.loads(stored) == grammar
again = sum(expressions.values()) - before
print("compiled anew where they are unpickled:", again)
sys.exit(not (most == name and share > 0.4 and len(grammar) == 4 and again == len(grammar)))
PY
"$folder/venv/bin/python" "$folder/count.py"
