"""The slow files come first, so that all workers end at about the same time.

Where a tool is missing its tests skip with a word; with IEUM_TEST_NO_SKIP=1 they fail instead.

So that a clean clone passes with nothing but `pip install -e '.[test]'`, while CI, which installs
everything, notices a browser or a database that quietly went missing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

NO_SKIP = os.environ.get("IEUM_TEST_NO_SKIP") == "1"
#: Markers of what takes long, the longest first.
LONG = ("slow", "browser", "platform", "postgres")
#: What no installation can mend: the kernel or the container does not allow it.
NOT_OURS = ("not permitted here", "cannot be made read-only here")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: much of what takes long is waiting for other processes."""
    return len(os.sched_getaffinity(0)) + 1


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole files: what their tests share is made once (`--dist loadfile`)."""
    ranks: dict[Path, int] = {}
    for item in items:
        rank = next((n for n, name in enumerate(LONG) if item.get_closest_marker(name)), len(LONG))
        ranks[item.path] = min(rank, ranks.get(item.path, rank))
    items.sort(key=lambda item: ranks[item.path])
