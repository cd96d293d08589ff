#!/bin/sh
# cyclonedx-python-lib 11.12.0 writes most collections of a document in sorted order, so that one inventory gives one text, but
# the occurrences of a component's evidence as they lie in a set: the same document comes out with its lines in another order
# under another PYTHONHASHSEED, which Python draws anew for every process. A bill of materials that is compared byte for byte,
# or signed, has to order them itself.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q cyclonedx-python-lib==11.12.0
cat > "$folder/write.py" <<'PY'
import json

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion

seen = [Occurrence(location=f"part{number}.py", line=number) for number in range(1, 9)]
components = [
    Component(name="one", version="1", evidence=ComponentEvidence(occurrences=seen)),
    *(Component(name=f"other{number}", version="1") for number in range(8)),
]
text = make_outputter(Bom(components=components), OutputFormat.JSON, SchemaVersion.V1_6).output_as_string()
written = json.loads(text)["components"]
one = next(item for item in written if item["name"] == "one")
print(*(item["name"] for item in written), "|", *(item["line"] for item in one["evidence"]["occurrences"]))
PY
for seed in 1 2 3 4; do
  PYTHONHASHSEED=$seed "$folder/venv/bin/python" "$folder/write.py" | tee -a "$folder/lines"
done
components=$(cut -d '|' -f 1 "$folder/lines" | sort -u | wc -l)
occurrences=$(cut -d '|' -f 2 "$folder/lines" | sort -u | wc -l)
echo "orders of the components: $components; of the occurrences: $occurrences"
[ "$components" -eq 1 ] && [ "$occurrences" -gt 1 ]
