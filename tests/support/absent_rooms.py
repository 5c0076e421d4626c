"""A plugin of pytest for a copy without analysis and publishing: a test that asks for them is left.

No room below can ask for them itself: an import contract forbids it. What is left are names that a
function looks up while it runs: of a test with parameters, the first case alone shows them.
"""

from __future__ import annotations

import doctest
from collections.abc import Generator, Iterator

import pytest

from ictindex.core import higher_rooms
from ictindex.core.errors import IctindexError

_name = higher_rooms.name_absent_room  # a test replaces it
_REASON = "asks for a room that this copy does not have"


def is_absent(error: object) -> bool:
    """Tell whether an exception says that a room is absent."""
    if isinstance(error, doctest.UnexpectedException):
        return is_absent(error.exc_info[1])
    if isinstance(error, ModuleNotFoundError):
        try:
            _name(error, "")
        except IctindexError:
            return True
    return isinstance(error, IctindexError) and error.code == "room.absent"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the first case of each test with parameters, and every other test."""
    first = {item.nodeid.partition("[")[0]: item for item in reversed(items)}
    kept = {*first.values()}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Leave a file that imports one of them."""
    report = yield
    if report.failed and any(
        f"No module named 'ictindex.{room}" in str(report.longrepr)
        for room in ("analysis", "publishing")
    ):
        report.outcome, report.longrepr = "skipped", (str(collector.path), 0, _REASON)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave a test or an example that fails for want of one of them."""
    report = yield
    if report.failed and call.excinfo and any(map(is_absent, _errors(call.excinfo.value))):
        report.outcome, report.longrepr = "skipped", (str(item.path), 0, _REASON)
    return report


def _errors(error: BaseException) -> Iterator[BaseException]:
    yield error
    yield from getattr(error, "failures", ())


@pytest.fixture(autouse=True)
def _commands_of_absent_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave a test of a command that ends with the message; this goes through all handlers."""

    def name(error: ModuleNotFoundError, name: str) -> None:
        try:
            _name(error, name)
        except IctindexError:
            pytest.skip(_REASON)

    monkeypatch.setattr(higher_rooms, "name_absent_room", name)
