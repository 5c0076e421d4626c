"""Opened editions of each index: the published result, with its origin and its groups."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ictindex.core.records import read_only
from ictindex.editions.opened_edition import OpenedEdition
from ictindex.indices.idi.result import Result
from ictindex.indices.ipb.price_tables import make_groups
from ictindex.indices.ipb.result import BasketResult
from ictindex.indices.results.group_figures import make_score_groups, write_group_frame
from ictindex.language.i18n.frame_names import put_names

if TYPE_CHECKING:
    import pandas as pd


@read_only
class PublishedResult(OpenedEdition, Result):
    """An opened edition: the published result, with its origin.

    Not made directly: :func:`ictindex.open_edition` returns it. Later changes to the folder, or to
    a frame that it returned, do not affect it. In addition to the attributes of a result it has
    ``path`` (the folder that it was read from), ``root`` (the digest that depends on every byte of
    it), ``released``, ``publisher`` (empty if it is not stated) and ``report`` (the result of the
    verification).

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
    ...         receipts=receipt,
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
        """The scores as published: economies x nodes in reading order, float; NaN for no score."""
        return self.scores

    def groups(
        self,
        by: str | Mapping[str, str] = "itu-region",
        *,
        vintage: str | None = None,
        on: str = "recomputed",
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return group figures as :meth:`ictindex.Result.groups` does, by the frozen groups.

        ``by`` can also name a grouping that is frozen in the edition; ``vintage`` is by default the
        frozen one; ``on`` is ``"recomputed"``: an edition has only its own figures. ``names`` is a
        language of names that replace codes.
        """
        frozen = self._groupings.get(by) if isinstance(by, str) else None
        if frozen is None or vintage not in (None, self.vintage):
            return super().groups(by, vintage=vintage, on=on, names=names)
        frame = write_group_frame(make_score_groups(self, frozen, None, on, self.vintage))
        frame.attrs.update(grouping=by, vintage=self.vintage)
        return put_names(frame, names, self)


@read_only
class PublishedBaskets(OpenedEdition, BasketResult):
    """An opened edition of the price basket: the published result, with its origin.

    Not made directly: :func:`ictindex.open_edition` returns it. Later changes to the folder, or to
    a frame that it returned, do not affect it. In addition to the attributes of a result it has
    ``path`` (the folder that it was read from), ``root`` (the digest that depends on every byte of
    it), ``released``, ``publisher`` (empty if it is not stated) and ``report`` (the result of the
    verification).

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
    ...         released="2025-12-15", receipts=receipts,
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
        names: str | None = None,
    ) -> pd.DataFrame:
        """Return group figures by the frozen groups, as ``BasketResult.groups``.

        ``by`` names a grouping that is frozen in the edition, too; ``vintage`` is by default the
        frozen one; ``names`` is a language of names that replace codes.
        """
        frozen = self._groupings.get(by) if isinstance(by, str) else None
        if frozen is None or vintage not in (None, self.vintage):
            return super().groups(by, vintage=vintage, measure=measure, names=names)
        frame = write_group_frame(make_groups(self, frozen, None, measure))
        frame.attrs.update(grouping=by, vintage=self.vintage)
        return put_names(frame, names, self)


# Classes of opened editions by the class of the result.
OPENED: Mapping[type, Any] = MappingProxyType(
    {Result: PublishedResult, BasketResult: PublishedBaskets}
)
