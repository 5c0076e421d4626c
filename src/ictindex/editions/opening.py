"""Opening: a verified edition becomes the result that it was on the day, read-only.

Whatever is handed out was read once, held to the digests of the manifest, and is computed from
exactly these bytes: what is altered is not opened.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.core import arguments
from ictindex.core.decimals import parse
from ictindex.core.errors import DamagedArchiveError, IctindexError
from ictindex.core.records import read_only
from ictindex.data.cell_text import visible
from ictindex.data.checks import NUMBERS
from ictindex.data.io.csv import path_of
from ictindex.data.io.layouts import COLUMNS, PROVENANCE
from ictindex.data.observations import Observations, make
from ictindex.editions.figures import results
from ictindex.editions.ipb import open as baskets
from ictindex.editions.ipb.open import PublishedBaskets
from ictindex.editions.opened import Noticed, Opened
from ictindex.editions.read_files import content_of, methodology_in, plain, record_in
from ictindex.editions.storage.commit import is_being_published, recover, roots_in_stages
from ictindex.editions.storage.disk import is_free
from ictindex.editions.storage.format import MANIFEST, REGISTER, encoded, read_manifest
from ictindex.editions.storage.register import PUBLISHING, Register, read_register
from ictindex.editions.verification import verify
from ictindex.editions.verification_report import Report
from ictindex.findings import Finding
from ictindex.idi.compute import compute_scores
from ictindex.idi.result import Result
from ictindex.results.group_figures import make_score_groups
from ictindex.results.methodology import Methodology

if TYPE_CHECKING:
    import pandas as pd

OBSERVATIONS = "inputs/observations.csv"
_MOST_NAMED = 10


@read_only
class PublishedResult(Opened, Result):
    """An edition that was opened: the result of the day, and where it comes from.

    Not made directly: :func:`ictindex.open_edition` makes it. Whatever is done to the folder
    afterwards, and whatever is done to a frame that was handed out, it stays what was published.

    Parameters
    ----------
    **parts
        The attributes, those of :class:`ictindex.Result` among them.

    Attributes
    ----------
    path : pathlib.Path
        The folder that it was read from.
    root : str
        Root digest: names every byte of it.
    released : datetime.date
        The stated date of release.
    publisher : str
        Who published it; empty where that is not stated.
    report : Report
        What verifying found.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> annex, idi = ict.sample_data("idi-2024-annex.csv"), ict.methodology("idi", edition=2024)
    >>> table = ict.read_observations(annex)
    >>> receipt = ict.accept(
    ...     table, ict.validate(table, idi), role="compiler", transcribed="IDI 2024, Annex 2"
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edition = ict.publish(
    ...         ict.compute(idi, receipt.observations), folder, released="2024-06-27",
    ...         receipts=receipt, submissions=annex,
    ...     )
    ...     opened = ict.open_edition(edition.path, root=edition.root)
    >>> opened.id, opened.kind, float(opened.values.loc["BRA", "idi"]), opened.report.verdict
    ('idi-2024-reconstruction', 'reconstruction', 82.0, 'intact-pinned')
    >>> opened.root == edition.root, opened.released.isoformat(), opened.publisher
    (True, '2024-06-27', '')
    >>> opened.vintage, opened.manifest["edition"], opened.path.name
    ('idi-2024', 2024, 'idi-2024-reconstruction')
    >>> opened.read("table.csv")[:31]
    b'economy,idi,universal-connectiv'
    >>> opened.groups("ldc").query("node == 'idi'")["group"].tolist()
    ['ldc', 'all']
    """

    @property
    def values(self) -> pd.DataFrame:
        """The scores as published: economies x nodes in reading order, float; NaN: none."""
        return self.scores

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        *,
        vintage: str | None = None,
        on: str = "recomputed",
    ) -> pd.DataFrame:
        """Return group figures as :meth:`ictindex.Result.groups` does, by the groups of the day.

        Parameters
        ----------
        by : str or mapping
            A grouping that is frozen in the edition, another one of the catalogue, or a mapping
            of ISO3 codes to names of groups.
        vintage : str, optional
            Vintage of the grouping; by default the frozen one.
        on : str
            ``"recomputed"``; an edition has no other figures beside its own.

        Returns
        -------
        pandas.DataFrame
            Columns group, node, count, mean, median.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping or vintage is unknown.
        """
        frozen = self._groupings.get(by) if isinstance(by, str) else None
        if frozen is None or vintage not in (None, self.vintage):
            return super().groups(by, vintage=vintage, on=on)
        frame = make_score_groups(self, frozen, None, on, self.vintage)
        frame.attrs.update(grouping=by, vintage=self.vintage)
        return frame


class DataRelease(Noticed, arguments.ReadOnly):
    """A data release that was opened: validated observations without an index.

    Not made directly: :func:`ictindex.open_edition` makes it.

    Parameters
    ----------
    **parts
        The attributes.

    Attributes
    ----------
    id, kind : str
        Its id; ``official``, ``reconstruction`` or ``demonstration``.
    path : pathlib.Path
        The folder that it was read from.
    root : str
        Root digest.
    released : datetime.date
        The stated date of release.
    publisher : str
        Who published it; empty where that is not stated.
    observations : Observations
        What was released; confidential values are missing.
    report : Report
        What verifying found.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> annex = ict.sample_data("idi-2024-annex.csv")
    >>> table = ict.read_observations(annex)
    >>> receipt = ict.accept(
    ...     table, ict.validate(table, year=2022), role="compiler", transcribed="IDI 2024, Annex 2"
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edition = ict.editions.release_data(
    ...         receipt, folder, name="annex", released="2024-06-27", submissions=annex
    ...     )
    ...     release = ict.open_edition(edition.path)
    >>> release, len(release.observations), release.read("receipts.json")[:12]
    (<DataRelease data-2024-annex-reconstruction>, 229, b'{"records":[')
    """

    id: str
    kind: str
    path: Path
    root: str
    released: dt.date
    publisher: str
    observations: Observations
    report: Report

    def __init__(self, **parts: object) -> None:
        self._set(**parts)

    def read(self, file: str) -> bytes:
        """Return the bytes of a file of the release, as they were verified.

        Parameters
        ----------
        file : str
            Its path, such as ``"receipts.json"``.

        Returns
        -------
        bytes
            The content.

        Raises
        ------
        UsageError
            If there is no such file.
        """
        return content_of(self.report, file)

    def __reduce__(self) -> tuple[object, ...]:
        return (_remade, (dict(self.__dict__),))

    def __repr__(self) -> str:
        return f"<DataRelease {self.id}>"


def _remade(parts: dict[str, object]) -> DataRelease:
    return DataRelease(**parts)


Whole = PublishedResult | PublishedBaskets | DataRelease


def open_edition(
    path: str | os.PathLike[str],
    *,
    root: str | None = None,
    register: str | os.PathLike[str] | None = None,
    head: str | None = None,
) -> Whole:
    """Verify an edition and give it back as it was on the day.

    Parameters
    ----------
    path : path
        The folder of the edition.
    root : str, optional
        The root digest that it must have, as in :func:`ictindex.verify`.
    register : path, optional
        The folder of the register; by default the one beside the edition.
    head : str, optional
        A head of the register, from elsewhere.

    Returns
    -------
    PublishedResult, PublishedBaskets or DataRelease
        A result with everything that the result of the day had: scores, arrays, explanations,
        groups. Of a data release, its observations.

    Raises
    ------
    DamagedArchiveError
        If it is not what was published: nothing of it is shown. The message names the files.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         ict.open_edition(folder)
    ...     except ict.errors.DamagedArchiveError as error:
    ...         error.code
    'archive.not-intact'
    """
    place = path_of(path, "path")
    complete(place)
    report = verify(place, root, register, head)
    return opened(report)


def complete(place: Path) -> None:
    """Let what a publisher who died has committed get its name, as far as that is possible here."""
    # Whoever may only read is told that the edition is incomplete.
    with suppress(IctindexError, OSError):
        if not is_free(place) or not (place.parent / REGISTER).is_dir():
            return
        known = read_register(place.parent).find(place.name)
        if known is not None and is_being_published(place.parent, str(known["root"])):
            recover(place.parent)


def complete_all(folder: Path, register: Register) -> None:
    """Do the same for all that a register has; the stages are looked through once."""
    with suppress(IctindexError, OSError):
        staged = roots_in_stages(folder)
        if staged and any(
            record["root"] in staged
            and record["type"] in PUBLISHING
            and is_free(folder / str(record["id"]))
            for record in register
        ):
            recover(folder)


def opened(report: Report) -> Whole:
    """Return what a report verified."""
    if not report.intact:
        named = [one.file for one in report.problems[:_MOST_NAMED]]
        more = len(report.problems) - len(named)
        raise DamagedArchiveError(
            "archive.not-intact",
            folder=visible(str(report.path)),
            files=[*named, *([f"+{more}"] if more else [])],
        )
    manifest = read_manifest(report._contents[MANIFEST])
    parts: dict[str, Any] = {
        "path": report.path,
        "root": report.root,
        "released": dt.date.fromisoformat(manifest["released"]),
        "publisher": manifest["publisher"],
        "report": report,
    }
    if baskets.is_of_baskets(report):
        found: PublishedBaskets = baskets.opened(report, manifest, parts)
        return found
    table = read_inputs(content_of(report, OBSERVATIONS))
    if manifest["kind"] == "data":
        return DataRelease(id=manifest["id"], kind=manifest["of"], observations=table, **parts)
    methodology = methodology_in(report, int(manifest["edition"]))
    result = computed(report, manifest, methodology, table)
    if encoded(results(result, manifest["id"])) != report._contents["results.json"]:
        raise DamagedArchiveError("archive.results-differ", id=manifest["id"])
    return PublishedResult(**result.parts(), **parts)


def computed(
    report: Report, manifest: Mapping[str, Any], methodology: Methodology, table: Observations
) -> Result:
    """Compute an edition from its own inputs."""
    found = record_in(report, "findings.json", "exclusions")["exclusions"]
    there = set(table.columns["economy"].tolist())
    try:
        absent = tuple(_finding(one) for one in found if one["economy"] not in there)
    except (KeyError, TypeError, AttributeError) as error:
        raise DamagedArchiveError("archive.unsound", file="findings.json") from error
    return compute_scores(
        methodology,
        table,
        edition=int(manifest["edition"]),
        year=int(manifest["year"]),
        published=None,
        kind=str(manifest["kind"]),
        absent=absent,
    )


def _finding(record: Mapping[str, Any]) -> Finding:
    """Return a finding as it was before it was written."""
    given = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in record["given"].items()
    }
    return Finding(
        record["code"], record["level"], record["economy"], record["indicator"], record["year"],
        given=given,
    )  # fmt: skip


def read_inputs(content: bytes) -> Observations:
    """Read the canonical table of observations of an edition."""
    try:
        lines = content.decode("utf-8").split("\n")
        names, *rows = csv.reader(lines[:-1], strict=True)
        cells = dict(zip(names, zip(*rows, strict=True), strict=True))
        columns: dict[str, np.ndarray[Any, Any]] = {}
        for name in (*COLUMNS, *PROVENANCE):
            if name == "value":
                column: list[Any] = list(map(_number, cells["value"], cells["decimals"]))
            elif name in NUMBERS:
                column = [int(cell or 0) for cell in cells[name]]
            else:
                column = list(map(plain, cells[name]))
            columns[name] = _array(column, np.dtype(np.int64 if name in NUMBERS else object))
        places = zip(columns["file"].tolist(), columns["column"].tolist(), strict=True)
        letters = {place: one for place, one in zip(places, cells["letter"], strict=True) if one}
    except (ValueError, KeyError, IndexError, csv.Error) as error:
        raise DamagedArchiveError("archive.unsound", file=OBSERVATIONS) from error
    return make(columns, (), letters=letters)


def _array(cells: list[Any], kind: np.dtype[Any]) -> np.ndarray[Any, Any]:
    array = np.empty(len(cells), dtype=kind)
    array[:] = cells
    return array


def _number(value: str, decimals: str) -> object:
    """Return a number with as many decimals as it was given with."""
    if not value:
        return None
    lacking = int(decimals) - len(value.partition(".")[2])
    return parse(value + "." * (lacking > 0 and "." not in value) + "0" * lacking)
