"""A server that answers commands, and a client for it."""

from __future__ import annotations

import asyncssh


class Server(asyncssh.SSHServer):
    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        return password == "secret"  # noqa: S105


async def answer(process):
    process.stdout.write(f"you said {process.command}\n")
    process.exit(3)


async def serve(keys):
    return await asyncssh.listen(
        "127.0.0.1", 0, server_factory=Server, server_host_keys=[keys], process_factory=answer, sftp_factory=True
    )


async def ask(port, command, password="secret", **more):  # noqa: S107
    async with asyncssh.connect(
        "127.0.0.1", port, username="me", password=password, known_hosts=None, config=None, **more
    ) as connection:
        done = await connection.run(command)
        return done.exit_status, done.stdout


async def fetch(port, path):
    async with asyncssh.connect(  # noqa: SIM117
        "127.0.0.1", port, username="me", password="secret", known_hosts=None, config=None
    ) as connection:
        async with connection.start_sftp_client() as sftp:
            async with sftp.open(path) as file:
                return await file.read()


def main():
    import asyncio
    import sys

    print(asyncio.run(ask(int(sys.argv[1]), sys.argv[2])))
