"""The tests on every Python that the project promises, and the audit: ``nox``, or ``nox -s tests-3.13``."""

from __future__ import annotations

import nox

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
nox.options.sessions = ["tests"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The whole suite, or what is given: ``nox -s tests-3.11 -- tests/rules``; a missing Python is skipped."""
    session.install("-e", ".[dev]")
    session.run("pytest", *session.posargs)


@nox.session
def audit(session: nox.Session) -> None:
    """Known vulnerabilities of what an installation brings along."""
    session.install(".[audit]")
    session.run("python", "-m", "tools.audit")
