#!/bin/sh
# pydantic 2.14.4: hasattr(pydantic, "BaseSettings") raises. The module's __getattr__ (PEP 562) answers names of version 1 with
# PydanticImportError, an ImportError and no AttributeError, and hasattr, getattr with a default, and `try: except
# AttributeError` let it through. A name that never was in pydantic is answered with False, as the language reference has it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q pydantic==2.14.4
"$folder/venv/bin/python" - <<'PY'
import pydantic

print("never there:", hasattr(pydantic, "NeverThere"))
assert hasattr(pydantic, "NeverThere") is False
try:
    answer = getattr(pydantic, "BaseSettings", None)
except ImportError as error:
    print("moved out:", type(error).__name__, isinstance(error, AttributeError))
    assert type(error).__name__ == "PydanticImportError" and not isinstance(error, AttributeError)
else:
    raise SystemExit(f"getattr answered {answer!r}")
PY
