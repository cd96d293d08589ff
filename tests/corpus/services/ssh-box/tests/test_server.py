import asyncio

import asyncssh
import pytest
from sshbox.server import ask, fetch, serve


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"])
def test_a_command_is_answered(kind):
    async def main():
        server = await serve(asyncssh.generate_private_key(kind))
        try:
            return await ask(server.get_port(), "hello")
        finally:
            server.close()

    assert asyncio.run(main()) == (3, "you said hello\n")


@pytest.mark.parametrize("cipher", ["aes256-ctr", "aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com"])
@pytest.mark.parametrize("kex", ["curve25519-sha256", "ecdh-sha2-nistp256", "diffie-hellman-group14-sha256"])
def test_algorithms(cipher, kex):
    async def main():
        server = await serve(asyncssh.generate_private_key("ssh-ed25519"))
        try:
            return await ask(
                server.get_port(), "x", encryption_algs=[cipher], kex_algs=[kex], compression_algs=["zlib@openssh.com"]
            )
        finally:
            server.close()

    assert asyncio.run(main())[0] == 3


def test_a_wrong_password():
    async def main():
        server = await serve(asyncssh.generate_private_key("ssh-ed25519"))
        try:
            await ask(server.get_port(), "x", password="no")
        finally:
            server.close()

    with pytest.raises(asyncssh.PermissionDenied):
        asyncio.run(main())


def test_a_file(tmp_path):
    (tmp_path / "f").write_text("text")

    async def main():
        server = await serve(asyncssh.generate_private_key("ssh-ed25519"))
        try:
            return await fetch(server.get_port(), str(tmp_path / "f"))
        finally:
            server.close()

    assert asyncio.run(main()) == "text"


def test_keys_written():
    key = asyncssh.generate_private_key("ssh-ed25519")
    text = key.export_private_key("pkcs8-pem", passphrase="x", pbe_version=2)
    assert asyncssh.import_private_key(text, "x").get_fingerprint() == key.get_fingerprint()
