#!/bin/sh
# botocore 1.44.8 calls methods of RuleSetStandardLibrary by the "fn" words of its endpoint-rule-set JSON files, turned from
# camel case into snake case when it runs (`booleanEquals` calls `boolean_equals`). In all of its Python code some of these
# names stand once, at their `def`: whoever removes code that nothing names breaks every S3 request.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q botocore==1.44.8
"$folder/venv/bin/python" - <<'PY'
import gzip
import re
from pathlib import Path

import botocore
from botocore.endpoint_provider import RuleSetStandardLibrary

root = Path(botocore.__file__).parent
code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py")))
words = set()
for path in root.glob("data/**/endpoint-rule-set-1.json*"):
    data = path.read_bytes()
    text = gzip.decompress(data).decode() if path.suffix == ".gz" else data.decode()
    words.update(re.findall(r'"fn"\s*:\s*"([\w.]+)"', text))


def snake(word):
    return re.sub(r"(?<!^)(?<![A-Z_.])(?=[A-Z])|\.", "_", word).lower()


named_once = sorted(
    word for word in words
    if hasattr(RuleSetStandardLibrary, snake(word)) and len(re.findall(rf"\b{snake(word)}\b", code)) == 1
)
print(len(words), "functions in the rules; methods that no Python code names:", *named_once)
assert {"booleanEquals", "stringEquals", "isSet", "getAttr", "uriEncode"} <= set(named_once), named_once
PY
