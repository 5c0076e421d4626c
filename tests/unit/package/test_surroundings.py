"""The suite in another world than that of the lock: another Python, newer packages."""

import warnings

import pytest
from locked import is_locked

ANNOUNCEMENTS = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)


def announce(kind: type[Warning], module: str) -> None:
    """Warn as a package does whose caller is a line of a module."""
    warnings.warn_explicit("will go in a later release", kind, "file.py", 1, module=module)


@pytest.mark.parametrize("kind", ANNOUNCEMENTS)
def test_what_another_package_announces_fails_no_test(kind: type[Warning]) -> None:
    with warnings.catch_warnings():  # not shown in the summary
        warnings.showwarning = lambda *_: None
        announce(kind, "somebody.elses.package")


@pytest.mark.skipif(not is_locked(), reason="Python or packages are not those of the lock")
@pytest.mark.parametrize("kind", ANNOUNCEMENTS)
@pytest.mark.parametrize("module", ["ictindex.engine.plan", "test_engine"])
def test_in_the_world_of_the_lock_it_is_an_error_on_a_line_of_ours(
    kind: type[Warning], module: str
) -> None:
    with pytest.raises(kind, match="will go"):
        announce(kind, module)


def test_other_warnings_are_errors_wherever_they_come_from() -> None:
    for kind in (RuntimeWarning, UserWarning, ResourceWarning):
        with pytest.raises(kind):
            announce(kind, "somebody.elses.package")


def test_a_newer_python_or_package_is_another_world() -> None:
    pinned = dict.fromkeys(("numpy", "pandas"), "9999.0")
    assert not is_locked(version=lambda name: pinned.get(name, "1.0"))
    assert not is_locked(python=(3, 99))
