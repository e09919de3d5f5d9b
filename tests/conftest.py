"""Where a tool is missing its tests skip with a word; with IEUM_TEST_NO_SKIP=1 they fail instead.

So that a clean clone passes with nothing but `pip install -e '.[test]'`, while CI, which installs
everything, notices a browser or a database that quietly went missing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

NO_SKIP = os.environ.get("IEUM_TEST_NO_SKIP") == "1"
#: What no installation can mend: the kernel or the container does not allow it.
NOT_OURS = ("not permitted here", "cannot be made read-only here")


def forbidden(report: pytest.TestReport | pytest.CollectReport) -> bool:
    if not NO_SKIP or not report.skipped or hasattr(report, "wasxfail"):
        return False
    return not any(words in str(report.longrepr) for words in NOT_OURS)


def turned(report: pytest.TestReport | pytest.CollectReport) -> None:
    if forbidden(report):
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped here (IEUM_TEST_NO_SKIP=1): {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[pytest.TestReport]:
    report = yield
    turned(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[pytest.CollectReport]:
    report = yield
    turned(report)
    return report
