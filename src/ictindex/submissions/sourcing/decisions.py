"""Decisions: the candidate that each cell uses, and the reason against every other one.

The document sets the order: first an official value of the year of reference, then an official one
carried from a year that the document allows, then other sources and estimates. Other sources and
estimates are admitted only where there is no official value of any of these years, and only after
the focal point was consulted on exactly this value. Nothing is guessed: where two candidates of
equal rank differ, the cell remains empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

import numpy as np

from ictindex.core.arguments import frozen_arrays
from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue import AUXILIARY
from ictindex.language.findings import Finding
from ictindex.submissions.sourcing.candidates import Candidates, Ints, Mask, Methodology
from ictindex.submissions.sourcing.consultation_rules import consult, reject
from ictindex.submissions.sourcing.consultations import Consultation, Consultations
from ictindex.submissions.sourcing.priority import (
    CODE,
    Order,
    Reasons,
    cells_with_classes,
    find_official_data,
)
from ictindex.submissions.sourcing.superseded_submissions import supersede, withhold

if TYPE_CHECKING:
    from ictindex.submissions.validation.receipts import Receipt

LEFT_OUT = "excluded.estimates-rejected"


@dataclass(frozen=True, slots=True)
class Decisions:
    """The outcome of each candidate and of each cell.

    Parameters
    ----------
    reason : numpy.ndarray of int, shape (candidates,)
        Position in ``REASONS``: 0 is chosen.
    consultations : mapping
        The consultation of each candidate that needs one and has it.
    chosen : numpy.ndarray of int, shape (cells,)
        Candidate of each cell, -1 where there is none.
    cause : mapping
        Reason why a cell with candidates uses none of them: position in ``REASONS`` by cell.
    left_out : mapping
        Economies that are left out whole, with the consultation in which they rejected estimates.
    withheld : numpy.ndarray of bool, shape (candidates,)
        Whether the value must not be published: one submission of the cell closed it.
    """

    reason: Reasons
    consultations: Mapping[int, Consultation]
    chosen: Ints
    cause: Mapping[int, int]
    left_out: Mapping[str, Consultation]
    withheld: Mask


@dataclass(frozen=True, slots=True)
class SelectionFacts:
    """Everything that a selection is made of; see :class:`ictindex.sourcing.Selection`."""

    methodology: Methodology
    edition: int
    year: int
    cut_off: dt.date
    receipts: tuple[Receipt, ...]
    consultations: Consultations
    order: Order
    candidates: Candidates
    decided: Decisions

    @property
    def economies(self) -> tuple[str, ...]:
        """The economies that have any candidate, sorted."""
        return self.candidates.economies

    @property
    def left_out(self) -> dict[str, Finding]:
        """Economies that are left out because they rejected estimates, with the reason."""
        return {
            economy: Finding(
                LEFT_OUT,
                "information",
                economy,
                record.indicator,
                record.year,
                details={
                    "economy": economy,
                    "indicator": record.indicator,
                    "date": str(record.answered),
                },
            )
            for economy, record in self.decided.left_out.items()
        }


def decide(
    candidates: Candidates,
    counts: Candidates,
    order: Order,
    consultations: Consultations,
    cut_off: dt.date,
) -> Decisions:
    """Decide every cell of an edition."""
    reason, rank = _rank_candidates(candidates, order, cut_off)
    doubtful = supersede(candidates, reason, rank)
    counted, rank_of_counts = _rank_candidates(counts, order, cut_off)
    supersede(counts, counted, rank_of_counts)
    there = find_official_data(candidates, reason, counts, counted, order)
    withheld = withhold(candidates, reason)
    # Cells without a value have done their part: those withdrawn, or of another source, took values
    # back.
    reason[candidates.silent] = CODE["no-value"]
    reason[candidates.withdrawn] = CODE["withdrawn"]
    consulted = consult(candidates, reason, there, consultations, cut_off)
    without = there.any | cells_with_classes(candidates, reason, (AUXILIARY,))
    rejected = reject(candidates, reason, order, consultations, without, cut_off)
    cells = len(candidates.economies) * len(candidates.keys)
    choice = _Choice(candidates, reason, withheld, np.full(cells, -1, dtype=np.intp))
    choice.choose(rank, consulted, doubtful)
    choice.put_values_before_scores(order)
    chosen, cause = choice.chosen, choice.cause
    left_out: dict[str, Consultation] = {}
    if order.left_out_whole:
        for cell, record in rejected.items():
            left_out.setdefault(candidates.economies[cell // len(candidates.keys)], record)
    for economy in left_out:
        start = candidates.economies.index(economy) * len(candidates.keys)
        span = slice(start, start + len(candidates.keys))
        for n in chosen[span][chosen[span] >= 0].tolist():
            reason[n] = CODE["economy-left-out"]
        chosen[span] = -1
        cause |= dict.fromkeys(range(span.start, span.stop), CODE["economy-left-out"])
    return frozen_arrays(Decisions(reason, consulted, chosen, cause, left_out, withheld))


def _rank_candidates(
    candidates: Candidates, order: Order, cut_off: dt.date
) -> tuple[Reasons, Ints]:
    """Return the reason that excludes each candidate on its own, and the rank of the others."""
    # An empty cell has a rank like any other: it may have replaced a value.
    ranks = order.ranks()
    auxiliary = [key in order.auxiliary for key in candidates.keys]
    count = len(candidates)
    reason = np.zeros(count, dtype=np.int8)
    rank = np.zeros(count, dtype=np.intp)
    keys = (candidates.cell % len(candidates.keys)).tolist()
    outcomes: dict[tuple[str, int, int], tuple[int, int]] = {}
    standing = []
    for triple in zip(candidates.classes, candidates.year.tolist(), keys, strict=True):
        outcome = outcomes.get(triple)
        if outcome is None:
            name, year, key = triple
            if name == "":
                outcome = CODE["class-not-stated"], 0
            elif name == AUXILIARY and not auxiliary[key]:
                outcome = CODE["auxiliary-not-listed"], 0
            elif (name, year) not in ranks:
                outcome = CODE["year-not-allowed"], 0
            else:
                outcome = 0, ranks[name, year]
            outcomes[triple] = outcome
        standing.append(outcome)
    reason[:], rank[:] = np.array(standing).reshape(-1, 2).T
    reason[(reason == 0) & ~candidates.judged] = CODE["not-judged"]
    reason[candidates.submitted > cut_off.toordinal()] = CODE["after-cut-off"]
    for n in np.flatnonzero(candidates.score).tolist():
        if reason[n] == 0 and candidates.key(n) not in order.supplied:
            reason[n] = CODE["score-not-admitted"]
    return reason, rank


@dataclass(frozen=True, slots=True)
class _Choice:
    """The candidate chosen in each cell so far, and the reason why a cell has none."""

    candidates: Candidates
    reason: Reasons
    withheld: Mask
    chosen: Ints
    cause: dict[int, int] = field(default_factory=dict)

    def choose(
        self, rank: Ints, consulted: Mapping[int, Consultation], doubtful: Collection[int]
    ) -> None:
        """Choose in each cell the best of the candidates that are not ruled out."""
        candidates, reason, chosen = self.candidates, self.reason, self.chosen
        open_ = np.flatnonzero(reason == 0)
        notified = np.zeros(len(candidates), dtype=np.intp)
        for n, record in consulted.items():
            notified[n] = record.notified.toordinal()
        at = open_[
            np.lexsort(
                (notified[open_], candidates.score[open_], rank[open_], candidates.cell[open_])
            )
        ]
        cells = candidates.cell[at]
        first = np.ones(len(at), dtype=bool)
        first[1:] = cells[1:] != cells[:-1]
        starts = np.flatnonzero(first)
        best = at[starts[np.cumsum(first) - 1]]
        same = (
            (rank[at] == rank[best])
            & (candidates.score[at] == candidates.score[best])
            & (notified[at] == notified[best])
        )
        reason[at[~same]] = CODE["outranked"]
        chosen[candidates.cell[at[starts]]] = at[starts]
        several: dict[int, list[int]] = {}
        for n in at[same & ~first].tolist():
            several.setdefault(int(candidates.cell[n]), []).append(n)
        for cell, rivals in several.items():
            rivals.insert(0, int(chosen[cell]))
            if len({candidates.values[n] for n in rivals}) > 1:
                self.refuse(rivals, "competing")
            else:
                # The same candidate is used whatever the order of the receipts.
                rivals.sort(key=lambda n: (candidates.receipt[n], candidates.sources[n], n))
                reason[rivals] = CODE["same-value"]
                reason[rivals[0]] = 0
                chosen[cell] = rivals[0]
        for n in doubtful:
            if reason[n] == 0:
                rivals = [n, *several.get(int(candidates.cell[n]), ())]
                self.refuse(rivals, "competing")
        for n in at[same & self.withheld[at]].tolist():
            # Another value of the same rank would reveal a confidential one.
            rivals = [n, *several.get(int(candidates.cell[n]), ())]
            self.refuse(rivals, "confidential")

    def put_values_before_scores(self, order: Order) -> None:
        """Drop the score of a node if all values below the node are available."""
        width, chosen = len(self.candidates.keys), self.chosen
        columns = {key: n for n, key in enumerate(self.candidates.keys)}
        for node, leaves in order.below.items():
            if node not in columns:
                continue
            at = [columns[leaf] for leaf in leaves]
            for economy in range(len(self.candidates.economies)):
                cell = economy * width + columns[node]
                if chosen[cell] >= 0 and all(chosen[economy * width + leaf] >= 0 for leaf in at):
                    self.refuse((int(chosen[cell]),), "values-there")

    def refuse(self, several: Iterable[int], why: str) -> None:
        """Leave the cells of some candidates empty."""
        for n in several:
            self.reason[n] = CODE[why]
            cell = int(self.candidates.cell[n])
            self.chosen[cell] = -1
            self.cause[cell] = CODE[why]
