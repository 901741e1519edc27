"""Tests that need something outside Python are marked; where it is missing they are skipped, and the end says so."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

from tests import machine

os.environ["KOMPETENSLYFT_LANGUAGE"] = (
    "sv"  # the command line speaks Swedish whatever the terminal of the tester
)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser driver runs an event loop of its own

# The same examples on every machine, and as much time as they take. To look for new ones: --hypothesis-profile=default.
settings.register_profile(
    "everywhere",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("everywhere")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for aid in machine.AIDS:
            if item.get_closest_marker(aid.marker) and not machine.has(aid.marker):
                item.add_marker(pytest.mark.skip(reason=f"needs {aid.name}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    if not skipped:
        return
    terminalreporter.section("not run on this machine")
    for said, count in sorted(skipped.items()):
        reason = said.removeprefix("Skipped: ")
        aid = next((aid for aid in machine.AIDS if reason == f"needs {aid.name}"), None)
        remedy = f" To run: {aid.remedy}." if aid else ""
        terminalreporter.write_line(f"{count} skipped: {reason}.{remedy}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With NOTHING_SKIPPED=1 (as in CI) a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("NOTHING_SKIPPED") == "1" and exitstatus == 0 and reporter.stats.get("skipped"):
        session.exitstatus = 1
