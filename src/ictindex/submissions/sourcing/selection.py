"""The selection: the value that an edition uses in each cell, and the reason against every other.

It is made from receipts, so that only validated values enter an edition, and from the record of
consultations. The computation takes it instead of observations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ictindex.core import arguments, canonical
from ictindex.core.errors import VoidReceiptError
from ictindex.core.tables.records_writer import write_records
from ictindex.core.tables.table import Table
from ictindex.data.observations import Observations, make
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings, Placed
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import Renderable
from ictindex.submissions.sourcing import official_share as shares
from ictindex.submissions.sourcing import selection_views
from ictindex.submissions.sourcing.candidates import SUBMISSION, Candidates, Methodology
from ictindex.submissions.sourcing.consultations import Consultations
from ictindex.submissions.sourcing.decisions import Decisions, SelectionFacts
from ictindex.submissions.sourcing.priority import REASONS, Order
from ictindex.submissions.sourcing.submission_differences import find_differences
from ictindex.submissions.validation.receipts import Receipt
from ictindex.submissions.validation.rules import is_known
from ictindex.submissions.validation.table_digests import table_digest

if TYPE_CHECKING:
    import pandas as pd


def build_observations(selection: SelectionFacts) -> Observations:
    """Return the values chosen (see ``Selection.observations``)."""
    chosen = selection.decided.chosen[selection.decided.chosen >= 0]
    tables = [receipt.observations for receipt in selection.receipts]
    starts = np.cumsum([0, *(len(table) for table in tables)])
    rows = starts[selection.candidates.receipt[chosen]] + selection.candidates.row[chosen]
    columns = {
        name: np.concatenate([table.columns[name] for table in tables])[rows]
        for name in tables[0].columns
    }
    position = {int(row): n for n, row in enumerate(rows)}
    placed: list[Placed] = []
    for start, table in zip(starts.tolist(), tables, strict=False):
        for finding, at in table.placed:
            left = tuple(position[start + row] for row in at if start + row in position)
            if left:
                placed.append((finding, left))
    letters = {key: letter for table in tables for key, letter in table.letters.items()}
    sources: dict[str, str] = {}
    for table in tables:
        for file, sha256 in table.sources.items():
            sources[file] = sha256 if sources.get(file, sha256) == sha256 else ""
    return make(columns, placed, letters=letters, sources=sources)


def find_compiled(selection: SelectionFacts) -> Iterator[Finding]:
    """Yield the receipts of compilers under which official submissions are used."""
    candidates, used = selection.candidates, selection.decided.chosen
    count = dict.fromkeys(range(len(selection.receipts)), 0)
    for n in used[used >= 0].tolist():
        if candidates.compiler[n] and candidates.classes[n] == SUBMISSION:
            count[int(candidates.receipt[n])] += 1
    for receipt, of_it in zip(selection.receipts, count.values(), strict=True):
        if of_it and not receipt.transcribed:
            details = {"receipt": receipt.digest[:12], "count": str(of_it)}
            yield Finding("selection.submission-by-compiler", "warning", details=details)


def build_digest(selection: SelectionFacts) -> str:
    """Return the digest of the decisions (see ``Selection.digest``)."""
    candidates, decided = selection.candidates, selection.decided
    record = {
        "methodology": selection.methodology.document.id,
        "edition": selection.edition,
        "year": selection.year,
        "cut_off": selection.cut_off,
        "receipts": sorted(receipt.digest for receipt in selection.receipts),
        "left_out": sorted(decided.left_out),
    }
    numbers = range(len(candidates))
    table = canonical.table(
        ("economy", "indicator", "year", "class", "source", "value", "outcome", "receipt"),
        [
            [candidates.economy(n) for n in numbers],
            [candidates.key(n) for n in numbers],
            candidates.year.tolist(),
            candidates.stated,
            candidates.sources,
            candidates.values,
            [REASONS[code] for code in decided.reason.tolist()],
            [selection.receipts[n].digest for n in candidates.receipt.tolist()],
        ],
    )
    return canonical.digest("selection", canonical.text(record) + "\n" + table)


class Selection(arguments.ReadOnly, Renderable):
    """The values of an edition, each with the reason why it is used.

    Users do not make it directly: :func:`ictindex.select_sources` makes it.

    Parameters
    ----------
    facts : SelectionFacts
        Everything that the selection is made of; the attributes below.

    Attributes
    ----------
    methodology : Methodology
        The methodology whose order of sources was followed.
    edition, year : int
        The edition, and its year of reference.
    cut_off : datetime.date
        The day on which the decisions were made.
    receipts : tuple of Receipt
        The receipts that vouch for the values.
    consultations : Consultations
        The values of which focal points were notified, and their answers.
    candidates : Candidates
        Every available value, as arrays.
    decided : Decisions
        The outcome of each candidate, as arrays.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy="BRA")
    >>> frame = table.to_frame()
    >>> frame["source_class"] = "official-submission"
    >>> table = ict.read_observations(frame)
    >>> receipt = ict.accept(
    ...     table, ict.validate(table, idi), role="compiler", transcribed="IDI 2024, Annex 2"
    ... )
    >>> selection = ict.select_sources([receipt], idi, cut_off="2024-04-30")
    >>> len(selection.observations), selection.left_out
    (10, {})
    >>> selection.to_frame()["decision"].unique().tolist()
    ['official']
    >>> selection.year, selection.edition, selection.cut_off.isoformat()
    (2022, 2024, '2024-04-30')
    >>> len(selection.candidates_frame()), len(selection.pending()), len(selection.digest)
    (10, 0, 64)
    >>> "2024" in selection.to_text("en"), "<table" in selection.to_html("en")
    (True, True)
    >>> selection.economies, [finding.code for finding in selection.findings]
    (('BRA',), ['selection.undated'])
    >>> selection.receipts[0].role, len(selection.consultations)
    ('compiler', 0)
    >>> selection.covers(selection.observations), selection.covers(table)
    (True, True)
    >>> selection.shares()[["official", "share"]].values.tolist()
    [[10.0, 100.0]]
    >>> len(selection.record()["candidates"])
    10
    >>> "official" in selection.explain("BRA", "internet-users", "en")
    True
    """

    methodology: Methodology
    edition: int
    year: int
    cut_off: dt.date
    receipts: tuple[Receipt, ...]
    consultations: Consultations
    order: Order
    candidates: Candidates
    decided: Decisions
    facts: SelectionFacts

    def __init__(self, facts: SelectionFacts) -> None:
        self._set(facts=facts, **{name: getattr(facts, name) for name in facts.__slots__})

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (self.facts,))

    @property
    def economies(self) -> tuple[str, ...]:
        """The economies that have at least one candidate, sorted."""
        return self.candidates.economies

    @cached_property
    def observations(self) -> Observations:
        """The chosen values as observations, for the computation."""
        return build_observations(self.facts)

    def covers(self, observations: Observations) -> bool:
        """Tell whether a table has exactly the chosen values, all of them under valid receipts.

        Parameters
        ----------
        observations : Observations
            The table.

        Returns
        -------
        bool
            Whether no cell differs, and no receipt has become void.
        """
        try:
            for receipt in self.receipts:
                receipt.verify()
        except VoidReceiptError:
            return False
        mine = self.observations
        return dict(mine.sources) == dict(observations.sources) and (
            table_digest(mine) == table_digest(observations)
        )

    @property
    def left_out(self) -> dict[str, Finding]:
        """Economies that are left out whole because they rejected estimates, with the reason."""
        return self.facts.left_out

    @property
    def findings(self) -> Findings:
        """Findings that a user should read before computing.

        They concern economies left out, receipts without a date or of rules that this version
        does not have, official submissions that only a compiler vouches for, and values on which
        the submissions of a Member State differ: one replaced by another, called not available,
        withdrawn, or closed by one of them. An official edition refuses submissions that only a
        compiler vouches for, and no edition is published with rules that are not known.
        """
        of_receipts = [
            Finding(code, "warning", details={"receipt": receipt.digest[:12]})
            for receipt in self.receipts
            for code, is_so in (
                ("selection.undated", receipt.submitted is None),
                (
                    "selection.other-rules",
                    not is_known(receipt.rules, receipt.rules_scheme),
                ),
            )
            if is_so
        ]
        return Findings(
            [
                *self.left_out.values(),
                *of_receipts,
                *find_compiled(self.facts),
                *find_differences(self.facts),
            ]
        )

    @cached_property
    def digest(self) -> str:
        """Digest of the decisions: their values, reasons, receipts and the cut-off."""
        return build_digest(self.facts)

    def to_frame(self, language: str | None = None) -> pd.DataFrame:
        """Return the decisions as a data frame, a row for each economy and indicator.

        Parameters
        ----------
        language : str, optional
            Language of ``message``; by default the one in force.

        Returns
        -------
        pandas.DataFrame
            ``economy``, ``indicator``, ``decision`` (``official``, ``carried``, ``auxiliary``,
            ``other``, ``estimate`` or ``missing``), ``year``, ``value``, ``source_class``,
            ``source``, ``consultation`` (``agreed``, ``silence`` or empty), ``notified``,
            ``answered``, ``receipt``, ``role``, ``reason`` (of a missing value) and ``message``.
        """
        return selection_views.decisions_frame(self.facts, i18n.current_language(language))

    _json_name = "source-decisions"

    def _to_dict(self) -> dict[str, Any]:
        """Return the chosen value of each cell as plain data, for JSON."""
        table = Table.read_frame(selection_views.DECISIONS, self.to_frame())
        return {"rows": write_records(table)}

    def candidates_frame(self, language: str | None = None) -> pd.DataFrame:
        """Return every candidate as a data frame, the rejected ones with the reason.

        Parameters
        ----------
        language : str, optional
            Language of ``message``; by default the one in force.

        Returns
        -------
        pandas.DataFrame
            ``economy``, ``indicator``, ``year``, ``value``, ``source_class``, ``source``,
            ``conf_status``, ``receipt``, ``address``, ``outcome`` and ``message``.
        """
        return selection_views.candidates_frame(self.facts, i18n.current_language(language))

    def pending(self) -> pd.DataFrame:
        """Return the consultations that are still needed, in the columns of their table.

        Returns
        -------
        pandas.DataFrame
            A row for each value that is not official, whose cell has no official value, and on
            which the focal point was not yet consulted; ``notified`` and ``deadline`` are empty.
        """
        return selection_views.pending_frame(self.facts)

    def shares(
        self, by: str | Mapping[str, str] = "edition", *, vintage: str | None = None
    ) -> pd.DataFrame:
        """Return the share of official values among those of the indicators of the index.

        Population and other series that the index only divides by do not count, whatever their
        class. A score that is used instead of values counts as one value.

        Parameters
        ----------
        by : str or mapping
            ``"edition"``, ``"economy"``, ``"indicator"``, ``"year"``, a dated grouping of the
            catalogue, or a mapping of ISO3 codes to names of groups.
        vintage : str, optional
            Vintage of the grouping; by default that of the edition.

        Returns
        -------
        pandas.DataFrame
            As :func:`ictindex.sourcing.official_shares` returns it.

        Raises
        ------
        UsageError, CatalogueError
            If there is no such grouping or vintage.
        """
        default = f"{self.methodology.document.index}-{self.edition}"
        if self.methodology.document.nodes:
            counted = self.observations.where(
                indicator=[*self.methodology.indicators, *self.order.below]
            )
        else:
            counted = self.observations.exclude(indicator=list(self.order.auxiliary))
        return shares.official_shares(counted, by, vintage=vintage or default)

    def record(self, salt: bytes | None = None) -> dict[str, Any]:
        """Return the record of the selection that an edition keeps.

        It has the values that are used, and digests of those that are withheld: no other value, no
        answer to a consultation, and no reason.

        Parameters
        ----------
        salt : bytes, optional
            The master salt of the round, of at least 16 random bytes, which stays with the
            compilers; needed where candidates are confidential, for the digests that replace their
            values.

        Returns
        -------
        dict
            Texts, whole numbers, decimals and lists: a record with a canonical form.

        Raises
        ------
        UsageError
            If candidates are confidential and there is no salt, or it is too short.
        """
        named = selection_views.name_receipts_of(self.facts, salt)
        return selection_views.build_record(self.facts, named)

    def explain(
        self,
        economy: str,
        indicator: str | None = None,
        language: str | None = None,
        format: str = "text",
    ) -> str:
        """Explain for an economy why each value is used, and why every other one is not.

        Parameters
        ----------
        economy : str
            ISO3 code.
        indicator : str, optional
            Id or code of one indicator; by default all of them.
        language : str, optional
            One of the six languages; by default the one in force.
        format : str
            ``text``, ``markdown``, ``latex``, ``html``, ``mathml`` or ``typst``.

        Returns
        -------
        str
            The page.

        Raises
        ------
        UsageError
            If the selection has no such economy or indicator, or the format is unknown.
        """
        chosen_language = i18n.current_language(language)
        page = selection_views.build_page(self.facts, economy, indicator, chosen_language)
        return i18n.write(page, chosen_language, format)

    def _blocks(self, language: str) -> list[Block]:
        """Return a summary: how many cells have a value, and of which sources."""
        share = float(self.shares()["share"].iloc[0])
        return selection_views.build_summary(self.facts, share, language)


def _restore(facts: SelectionFacts) -> Selection:
    # A selection that comes out of a pickle owns its arrays.
    arrays = {
        name: arguments.frozen_arrays(getattr(facts, name)) for name in ("candidates", "decided")
    }
    return Selection(replace(facts, **arrays))
