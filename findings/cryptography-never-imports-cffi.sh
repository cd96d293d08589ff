#!/bin/sh
# Whoever installs cryptography 50.0.2 gets cffi 2.1.1 and pycparser 3.12, and of these it runs one compiled file alone:
# `_cffi_backend`. Keys, signatures, certificates, encrypted keys of SSH, PKCS #12 and Fernet work with both Python
# packages taken out; all of cffi is for whoever builds cryptography. What points the other way are words in files:
# the backend names a capsule "cffi", as the Python package is called, and most text in cryptography's own module is its
# symbol table, in which any short name is found.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --only-binary :all: cryptography==50.0.2 cffi==2.1.1 pycparser==3.12
cat > "$folder/use.py" <<'PY'
import datetime
import sys

from cryptography import x509
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

assert Fernet(key := Fernet.generate_key()).decrypt(Fernet(key).encrypt(b"text")) == b"text"
curve = ec.generate_private_key(ec.SECP256R1())
curve.public_key().verify(curve.sign(b"text", ec.ECDSA(hashes.SHA256())), b"text", ec.ECDSA(hashes.SHA256()))
edwards = ed25519.Ed25519PrivateKey.generate()
edwards.public_key().verify(edwards.sign(b"text"), b"text")
private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "name")])
now = datetime.datetime(2026, 1, 1)
made = x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number(), now, now.replace(year=2027))
certificate = made.sign(private, hashes.SHA256())
certificate.verify_directly_issued_by(certificate)
lock = serialization.BestAvailableEncryption(b"word")
packed = pkcs12.serialize_key_and_certificates(b"name", private, certificate, None, lock)
assert pkcs12.load_key_and_certificates(packed, b"word")[1] == certificate
text = edwards.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
assert serialization.load_ssh_private_key(text, None).sign(b"text") == edwards.sign(b"text")
tops = {one.partition(".")[0] for one in sys.modules}
print("loaded:", *sorted(tops & {"_cffi_backend", "cffi", "cryptography", "pycparser"}))
PY
run() { "$folder/venv/bin/python" -I "$folder/use.py"; }
places=$("$folder/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
with=$(run)
echo "as installed, $with"
du -sk "$places/cffi" "$places/pycparser" | sed "s#$places/#  kB of #"
rm -r "$places/cffi" "$places/pycparser"
without=$(run)
echo "with both packages taken out, $without"
[ "$with" = "loaded: _cffi_backend cryptography" ] && [ "$without" = "$with" ]
