"""Opening a basket edition: the result of the day, computed from its own tables, read-only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ictindex.core.errors import DamagedArchiveError
from ictindex.core.records import read_only
from ictindex.editions.ipb import figures
from ictindex.editions.ipb.reading import computed, tables
from ictindex.editions.opened import Opened
from ictindex.editions.read_files import methodology_in
from ictindex.editions.storage.format import encoded
from ictindex.editions.verification_report import Report
from ictindex.ipb.frames import make_group_frame
from ictindex.ipb.result import BasketResult

if TYPE_CHECKING:
    import pandas as pd

RESULTS, PURCHASES, TABLE, GROUPS = "results.json", "purchases.json", "table.csv", "groups.json"


@read_only
class PublishedBaskets(Opened, BasketResult):
    """An edition of the price basket that was opened: the result of the day, and its origin.

    Not made directly: :func:`ictindex.open_edition` makes it. Whatever is done to the folder
    afterwards, and whatever is done to a frame that was handed out, it stays what was published.

    Parameters
    ----------
    **parts
        The attributes, those of :class:`ictindex.prices.BasketResult` among them.

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
    >>> files = [ict.sample_data(f"ipb-{name}-2025.csv") for name in ("prices", "economics")]
    >>> prices, economics = ict.read_prices(files[0]), ict.read_economics(files[1])
    >>> ipb, print_ = ict.methodology("ipb", edition=2025), "ITU price-basket workbook, 2025"
    >>> receipts = [
    ...     ict.accept(table, ict.validate(table, ipb), role="compiler", transcribed=print_)
    ...     for table in (prices, economics)
    ... ]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edition = ict.publish(
    ...         ict.compute(ipb, prices=prices, economics=economics), folder,
    ...         released="2025-12-15", receipts=receipts, submissions=files,
    ...     )
    ...     opened = ict.open_edition(edition.path, root=edition.root)
    >>> opened.id, float(opened.shares.loc["ECU", "fixed-broadband"]), opened.report.verdict
    ('ipb-2025-reconstruction', 4.62, 'intact-pinned')
    >>> opened.root == edition.root, opened.released.isoformat(), opened.publisher
    (True, '2025-12-15', '')
    >>> opened.vintage, opened.path.name, opened.read("table.csv")[:7]
    ('ipb-2025', 'ipb-2025-reconstruction', b'economy')
    >>> opened.groups("ldc")["group"].unique().tolist()
    ['ldc', 'all']
    """

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        *,
        vintage: str | None = None,
        measure: str = "share",
    ) -> pd.DataFrame:
        """Return group figures, by the groups of the day, as ``BasketResult.groups``.

        Parameters
        ----------
        by : str or mapping
            A grouping that is frozen in the edition, another one of the catalogue, or a mapping
            of ISO3 codes to names of groups.
        vintage : str, optional
            Vintage of the grouping; by default the frozen one.
        measure : str
            ``"share"``, ``"usd"`` or ``"ppp"``.

        Returns
        -------
        pandas.DataFrame
            Columns group, basket, count and ``median`` or ``mean``; ``all`` is the world.

        Raises
        ------
        CatalogueError, UsageError
            If the grouping, the vintage or the measure is unknown.
        """
        frozen = self._groupings.get(by) if isinstance(by, str) else None
        if frozen is None or vintage not in (None, self.vintage):
            return super().groups(by, vintage=vintage, measure=measure)
        frame = make_group_frame(self, frozen, None, measure)
        frame.attrs.update(grouping=by, vintage=self.vintage)
        return frame


def is_of_baskets(report: Report) -> bool:
    """Tell whether a verified edition is one of the price basket, made of its own tables."""
    return figures.path_of("economics") in report._contents


def anew(report: Report, manifest: Mapping[str, Any]) -> BasketResult:
    """Compute a verified edition from its own tables and its own methodology document."""
    edition = int(manifest["edition"])
    return computed(
        methodology_in(report, edition), tables(report._contents), edition, int(manifest["year"]),
        str(manifest["kind"]),
    )  # fmt: skip


def made(result: BasketResult, key: str, vintage: str) -> dict[str, bytes]:
    """Return the files that are computed, by their path."""
    found = {
        RESULTS: encoded(figures.results(result, key)),
        TABLE: figures.published_table(result).encode(),
    }
    if result.tariffs is not None:
        found[PURCHASES] = encoded(figures.purchases(result))
    if vintage:
        found[GROUPS] = encoded(figures.group_record(result, vintage))
    return found


def opened(report: Report, manifest: Mapping[str, Any], parts: Mapping[str, Any]) -> Any:
    """Return a verified edition as the result of the day."""
    result = anew(report, manifest)
    for path, content in made(result, str(manifest["id"]), "").items():
        if content != report._contents.get(path):
            raise DamagedArchiveError("archive.results-differ", id=manifest["id"])
    return PublishedBaskets(**result.parts(), **parts)
