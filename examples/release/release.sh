#!/bin/sh
# From the application to what is handed out, in one command: wheel, bill of materials, VEX, signed provenance.
#   release.sh DIST KEY [OPTIONS OF PIP WHEEL]
# KEY.pem signs, KEY.pub is what others verify with. Ends with an error where an advisory reaches the code, or anything differs.
set -eu
mkdir -p "$1"
dist=$(cd "$1" && pwd)
key=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
shift 2
cd "$(dirname "$0")"
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || echo 315532800)}"
export SOURCE_DATE_EPOCH

[ -f "$key.pem" ] || openssl genpkey -algorithm ed25519 -out "$key.pem"
[ -f "$key.pub" ] || openssl pkey -in "$key.pem" -pubout -out "$key.pub"

python -m pip wheel --quiet --no-deps --wheel-dir "$dist" "$@" .
wheel=$(ls "$dist"/tally-*.whl)
python -m zipfile -e "$wheel" "$dist/.unpacked"
cp "$dist"/.unpacked/*.dist-info/sboms/vendorize.cdx.json "$wheel.cdx.json"
rm -r "$dist/.unpacked"

vendorize audit . --osv advisories --vex "$wheel.vex.json" --output "$wheel.audit.txt"
vendorize provenance "$wheel" --sign-with "$key.pem" --output "$wheel.provenance.json"
vendorize check "$wheel" --provenance "$wheel.provenance.json" --key "$key.pub"
