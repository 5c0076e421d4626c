"""The edition that publishing returns."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from ictindex.core import arguments
from ictindex.core.records import Record, read_only


@read_only
class Edition(Record, arguments.ReadOnly):
    """An edition or a data release that was published.

    :func:`ictindex.publish` and :func:`ictindex.editions.release_data` return it.

    Parameters
    ----------
    id : str
        Its id, such as ``"idi-2024-reconstruction"``.
    path : pathlib.Path
        Its folder.
    root : str
        Its root digest, with which anybody can check whether a byte was changed.
    kind : str
        ``"official"``, ``"reconstruction"`` or ``"demonstration"``.
    index : str
        ``"idi"`` or ``"ipb"``; empty for a data release.
    edition, year : int
        The edition, and the year of its data.
    released : datetime.date
        The stated date of release.
    publisher : str
        The publisher; empty if it is not stated.
    number : int
        Number of its record in the register.
    head : str
        Head of the register at its publication, which can be pinned.

    Examples
    --------
    >>> edition = Edition(
    ...     id="idi-2024", path=Path("a") / "idi-2024", root="sha256:" + 64 * "0", kind="official",
    ...     index="idi", edition=2024, year=2022, released=dt.date(2024, 6, 27), publisher="Office",
    ...     number=0, head="sha256:" + 64 * "1",
    ... )
    >>> edition, Path(edition).name
    (<Edition idi-2024 sha256:000000000000>, 'idi-2024')
    """

    id: str
    path: Path
    root: str
    kind: str
    index: str
    edition: int
    year: int
    released: dt.date
    publisher: str
    number: int
    head: str

    def __fspath__(self) -> str:
        # A function that takes the path of an edition also takes the edition.
        return os.fspath(self.path)

    def __repr__(self) -> str:
        return f"<Edition {self.id} {self.root[:19]}>"
