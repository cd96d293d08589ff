"""One program, one set of advisories on disk, and what each tool says: `python benchmarks/audit_peers.py --work DIR`.

The programs, their packages (pinned), the peers and the fixed releases come from the index; the records are those
below, in the OSV format. pip-audit, which reads none from disk, gets them from a server on loopback; depreach gets its
database made of them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from packaging.version import Version

REPOSITORY = Path(__file__).resolve().parents[1]
PEERS = ("pip-audit==2.10.1", "depreach==0.2.0")
PINNED = {"requests": "2.30.0", "urllib3": "1.26.16", "jinja2": "3.1.2"}
FIXED = (
    "requests==2.31.0", "requests==2.32.3", "requests==2.32.4", "urllib3==1.26.17", "urllib3==1.26.18",
    "urllib3==1.26.19", "urllib3==2.5.0", "jinja2==3.1.3", "jinja2==3.1.4", "jinja2==3.1.5", "jinja2==3.1.6",
)  # fmt: skip
PROGRAMS = {
    "fetch": (
        "import sys\n\nimport requests\nfrom jinja2 import Template\n\n\ndef main():\n"
        '    text = requests.get(sys.argv[1], timeout=5).text\n    print(Template("{{ it }}").render(it=len(text)))'
        '\n\n\nif __name__ == "__main__":\n    main()\n'
    ),
    "parse": (
        "import sys\n\nfrom jinja2 import Template\nfrom urllib3.util import parse_url\n\n\ndef main():\n"
        '    print(Template("{{ host }}").render(host=parse_url(sys.argv[1]).host))'
        '\n\n\nif __name__ == "__main__":\n    main()\n'
    ),
}


class Advisory(NamedTuple):
    """What is known of one: GitHub's number, the distribution, what mends it, the symbols where it names some."""

    cve: str
    ghsa: str
    name: str
    introduced: str
    fixed: str
    symbols: tuple[str, ...] = ()


ADVISORIES = (
    Advisory("CVE-2023-32681", "GHSA-j8r2-6x86-q33q", "requests", "2.3.0", "2.31.0",
             ("requests.sessions:SessionRedirectMixin.rebuild_proxies",)),
    Advisory("CVE-2024-35195", "GHSA-9wx4-h78v-vm56", "requests", "0", "2.32.0"),
    Advisory("CVE-2024-47081", "GHSA-9hjg-9r4m-mvj7", "requests", "0", "2.32.4", ("requests.utils:get_netrc_auth",)),
    Advisory("CVE-2023-43804", "GHSA-v845-jxx5-vc9f", "urllib3", "0", "1.26.17"),
    Advisory("CVE-2023-45803", "GHSA-g4mx-q9vg-27p4", "urllib3", "0", "1.26.18"),
    Advisory("CVE-2024-37891", "GHSA-34jh-p97f-mpxf", "urllib3", "0", "1.26.19"),
    Advisory("CVE-2025-50181", "GHSA-pq67-6m6q-mj2v", "urllib3", "0", "2.5.0", ("urllib3:PoolManager.__init__",)),
    Advisory("CVE-2024-22195", "GHSA-h5c8-rqwp-cp95", "jinja2", "0", "3.1.3", ("jinja2.filters:do_xmlattr",)),
    Advisory("CVE-2024-34064", "GHSA-h75v-3vvj-5mfj", "jinja2", "0", "3.1.4"),
    Advisory("CVE-2024-56201", "GHSA-gmj6-6f8f-6699", "jinja2", "3.0.0", "3.1.5"),
    Advisory("CVE-2024-56326", "GHSA-q2x7-8rv6-6q7h", "jinja2", "0", "3.1.5",
             ("jinja2.sandbox:SandboxedEnvironment.call",)),
    Advisory("CVE-2025-27516", "GHSA-cpwx-vrp4-4pq7", "jinja2", "0", "3.1.6"),
)  # fmt: skip
MENDS = {
    "CVE-2023-32681": (
        {"type": "FIX", "url": "https://github.com/psf/requests/commit/74ea7cf7a6a27a4eeb2ae24e162bcc942a6706d5"},
    )
}
"""Commits that mend, where depreach has knowledge of its own about one."""


def record(one: Advisory) -> dict[str, object]:
    """Return the record in the OSV format: as most about Python, without symbols."""
    events = [{"introduced": one.introduced}, {"fixed": one.fixed}]
    affected = {
        "package": {"ecosystem": "PyPI", "name": one.name, "purl": f"pkg:pypi/{one.name}"},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
        # What databases of today list beside ranges, and depreach's database goes by.
        "versions": [PINNED[one.name]],
    }
    advisory = f"https://github.com/advisories/{one.ghsa}"
    return {
        "schema_version": "1.6.0", "id": one.ghsa, "aliases": [one.cve], "modified": "2025-01-01T00:00:00Z",
        "published": "2025-01-01T00:00:00Z", "summary": f"{one.name}: {one.cve}", "details": one.cve,
        "references": [{"type": "ADVISORY", "url": advisory}, *MENDS.get(one.cve, ())], "affected": [affected],
    }  # fmt: skip


def run(*command: object, folder: Path, **variables: str) -> tuple[int, str]:
    """Run a command, and return its exit code and all that it says."""
    done = subprocess.run(
        [str(one) for one in command], cwd=folder, env={**os.environ, **variables}, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=1200,
    )  # fmt: skip
    return done.returncode, done.stdout


def must(*command: object, folder: Path, **variables: str) -> str:
    """Run a command that has to succeed."""
    code, said = run(*command, folder=folder, **variables)
    if code:
        sys.exit(f"{' '.join(map(str, command))}: {code}\n{said}")
    return said


class Prepared(NamedTuple):
    """What all tools read: programs with their environments, records and fixed releases; and the peers."""

    work: Path

    @classmethod
    def make(cls, work: Path) -> Prepared:
        """Install and write what is not there yet."""
        for number, one in enumerate(ADVISORIES):
            (work / "osv").mkdir(parents=True, exist_ok=True)
            (work / "osv" / f"{number:02}.json").write_text(json.dumps(record(one), indent=1))
        tables = (
            f'[[advisory]]\nid = "{one.cve}"\nsymbols = {json.dumps(list(one.symbols))}\n'
            for one in ADVISORIES
            if one.symbols
        )
        (work / "symbols.toml").write_text("\n".join(tables))
        if not (work / "peers").exists():
            must(sys.executable, "-m", "venv", work / "peers", folder=work)
            must(work / "peers/bin/pip", "install", "-q", *PEERS, folder=work)
            for one in FIXED:
                must(work / "peers/bin/pip", "download", "-q", "--no-deps", "-d", work / "fixed", one, folder=work)
        for name, source in PROGRAMS.items():
            if not (folder := work / name).exists():
                folder.mkdir()
                (folder / "app.py").write_text(source)
                (folder / "requirements.txt").write_text("".join(f"{key}=={one}\n" for key, one in PINNED.items()))
                must(sys.executable, "-m", "venv", folder / ".venv", folder=folder)
                must(folder / ".venv/bin/pip", "install", "-q", "-r", "requirements.txt", folder=folder)
        return cls(work)

    def packages(self, program: str) -> Path:
        """Return the folder with what a program needs."""
        return next((self.work / program / ".venv/lib").glob("python*/site-packages"))


def ours(prepared: Prepared, program: str, *more: object) -> list[str]:
    """Return what `vendorize audit` says, a line for each advisory."""
    folder, path = prepared.work / program, os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "analysis")])
    audit = (sys.executable, "-P", "-m", "vendorize", "audit", "app.py", "--python", folder / ".venv/bin/python")
    output = ("--osv", prepared.work / "osv", *more, "--output-format", "json")
    code, said = run(*audit, *output, folder=folder, PYTHONPATH=path)
    if code not in (0, 1):
        return [f"ended with {code}: {said.strip()}"]
    found = json.loads(said)["advisories"]
    return sorted(_line(one) for one in found)


def _line(one: dict[str, Any]) -> str:
    judged = [each["state"] for each in one["symbols"]]
    ways = any(each["steps"] and each["name"].rpartition(":")[2] for each in one["symbols"])
    said = "reachable for certain" if one["certain"] else "may be reachable"
    exposure = said if one["exposure"] == "reachable" else one["exposure"]
    told = f"symbols from {one['origin']}: {judged.count('reachable')} of {len(judged)} reached"
    return f"{one['aliases'][0]} {one['distribution']}: {exposure}; {told}{', with the way to one' if ways else ''}"


def pip_audit(prepared: Prepared, program: str) -> list[str]:
    """Return what pip-audit says, first with records on disk alone, then with a server of them."""
    command = (prepared.work / "peers/bin/pip-audit", "--progress-spinner", "off", "--path", prepared.packages(program))
    lines = []
    code, said = run(*command, "-s", "osv", "--osv-url", (prepared.work / "osv").as_uri(), folder=prepared.work)
    lines.append(f"records on disk: ended with {code}: {said.strip().splitlines()[-1]}")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Records) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/v1/query"
        code, said = run(*command, "-s", "osv", "--osv-url", url, folder=prepared.work)
        server.shutdown()
    return [*lines, f"records on loopback: ended with {code}", *said.strip().splitlines()]


class _Records(BaseHTTPRequestHandler):
    """Answers a query of a name and a version, as osv.dev does."""

    def do_POST(self) -> None:
        """Answer with the records whose range has the version."""
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name, version = query["package"]["name"].lower(), Version(query["version"])
        found = [
            record(one) for one in ADVISORIES
            if one.name == name and Version(one.introduced) <= version < Version(one.fixed)
        ]  # fmt: skip
        body = json.dumps({"vulns": found} if found else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


STORE = """\
import json, pathlib, sys
from vdb.lib import config, db6
from vdb.lib.osv import OSVSource
source = OSVSource()
records = [json.loads(path.read_text()) for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json"))]
source.store([each for record in records for each in source.convert(record)])
db6.optimize_and_close_all()
"""


def depreach(prepared: Prepared, program: str) -> list[str]:
    """Return what depreach says, with its database made of the records."""
    folder, peers = prepared.work / program, prepared.work / "peers/bin"
    variables = {"VDB_HOME": str(prepared.work / "vdb"), "VDB_CACHE": str(prepared.work / "vdb"), "COLUMNS": "200"}
    if not (prepared.work / "vdb").exists():
        must(peers / "python", "-c", STORE, prepared.work / "osv", folder=prepared.work, **variables)
    packages = prepared.packages(program)
    sources = [f"--package-source=pkg:pypi/{name}@{version}={packages}" for name, version in PINNED.items()]
    code, said = run(
        peers / "depreach", "-i", ".", "-o", "report.json", "--skip-update", *sources, folder=folder, **variables
    )
    file = next((folder / "reports").rglob("report.json"), None)
    if file is None:
        return [f"ended with {code}", *said.strip().splitlines()[-5:]]
    found = [(one, one["reachability"]) for one in json.loads(file.read_text())]
    return [
        f"ended with {code}",
        *(f"{one['cve']} {one['package']}: {each['status']} ({', '.join(each['reasons'])})" for one, each in found),
    ]


def main() -> None:
    """Prepare what is not there, and print what each tool says of each program."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for programs, records, releases and peers")
    prepared = Prepared.make(parser.parse_args().work.resolve())
    for program in PROGRAMS:
        told = ("--symbols", prepared.work / "symbols.toml", "--artefacts", prepared.work / "fixed")
        for head, lines in (
            ("vendorize audit", ours(prepared, program)),
            ("vendorize audit --symbols --artefacts", ours(prepared, program, *told)),
            ("pip-audit", pip_audit(prepared, program)),
            ("depreach", depreach(prepared, program)),
        ):
            print(f"\n{program}: {head}\n    " + "\n    ".join(lines), flush=True)


if __name__ == "__main__":
    main()
