"""The check of a round: its register, the files that events vouch for, and what it has pinned."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ictindex.core.errors import DocumentError, UnusableFileError
from ictindex.language.findings import Finding, Findings
from ictindex.submissions.closed.pins import read_pins
from ictindex.submissions.closed.round_folder import RoundFolder, open_round
from ictindex.submissions.closed.round_settings import RoundSettings
from ictindex.submissions.closed.season_state import fold_season


def check_round(path: str | os.PathLike[str], *, head: str = "") -> Findings:
    """Check the register of a round, its files, and whether this version knows its pins.

    Parameters
    ----------
    path : path
        The folder of the round.
    head : str
        Digest of an event that was noted elsewhere: events that are missing at the end of the
        register are found by it.

    Returns
    -------
    Findings
        Empty if everything is as it was recorded.

    Raises
    ------
    UsageError
        If the folder is not that of a round.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> settings = ict.rounds.propose_settings(
    ...     2027, economies=["XAA"], publisher="Example office"
    ... )
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = ict.rounds.new_round(settings, f"{place}/round-2027", day="2026-11-30")
    ...     sound = check_round(folder.path)
    ...     _ = folder.files.policy_file.write_text("other")
    ...     changed = check_round(folder.path)
    >>> len(sound), [finding.code for finding in changed]
    (0, ['round.file-changed'])
    """
    folder = open_round(path)
    findings = [*folder.register.verify(head)]
    if not findings:
        findings += _check_files(folder)
    try:
        findings += _check_pins(folder.read_settings())
    except DocumentError as error:
        findings += [_find(fault.code, **fault.details) for fault in error.faults or (error,)]
    return Findings(findings)


def _check_files(folder: RoundFolder) -> Iterator[Finding]:
    """Yield the files that are not as the last event about them says."""
    for name, sha256 in fold_season(folder.register.read()).files.items():
        present = folder.files.digest_of(name)
        if not present:
            yield _find("round.file-missing", file=name)
        elif present != sha256:
            yield _find("round.file-changed", file=name)


def _check_pins(settings: RoundSettings) -> Iterator[Finding]:
    """Yield the pins that this version of the library does not know."""
    try:
        read_pins(settings.pins.documents)
    except UnusableFileError as error:
        for fault in error.faults:
            yield _find(fault.code, **fault.details)


def _find(code: str, **details: object) -> Finding:
    return Finding(code, "error", details=details)
