"""Run the checks in environments of their own: `nox`, or `nox -s tests`."""

from __future__ import annotations

import nox

nox.options.sessions = ["lint", "types", "tests"]


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Run the test suite."""
    session.install("-e", ".[all,dev]")
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and the arrows between packages."""
    session.install("-e", ".[all,dev]")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Check types."""
    session.install("-e", ".[all,dev]")
    session.run("mypy")
