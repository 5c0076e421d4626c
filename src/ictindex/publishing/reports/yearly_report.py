"""The annual report on an edition: its scores, groups, changes, prices, data and methodology."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ictindex.analysis.change.release_notes import release_note
from ictindex.analysis.change.score_change import choose_largest, describe_band, describe_steps
from ictindex.analysis.strategic_targets.target_progress import track_targets
from ictindex.core.errors import UsageError
from ictindex.definitions.catalogue.licences import Source
from ictindex.definitions.catalogue.places import economy_centres
from ictindex.indices.idi.methodology_page import structure_blocks
from ictindex.indices.ipb.price_series import PriceSeries, require_sound
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.publishing.reports.edition_sections import (
    band_blocks,
    comparable,
    economy_header,
    edition_title,
    group_blocks,
    quality_blocks,
    recomputed_words,
    score_blocks,
    strip_pictures,
    summary_points,
)
from ictindex.publishing.reports.price_sections import price_blocks
from ictindex.publishing.reports.report_inputs import (
    Edition,
    ReportEdition,
    find_sources,
    take_edition,
)
from ictindex.publishing.reports.report_page import Report, choose_date
from ictindex.publishing.reports.report_words import (
    lower_headings,
    order_economies,
    say,
    without_sections,
)

if TYPE_CHECKING:
    from ictindex.analysis.change.score_change import ScoreChange

UNOFFICIAL = "unofficial"


class AnnualReport(Report):
    """The annual report on an edition. Made by :func:`annual_report`.

    Parameters
    ----------
    edition : ReportEdition
        The edition: the scores that are shown, and the values behind them.
    previous : ReportEdition or None
        The edition before.
    prices : PriceSeries or None
        Prices of baskets.
    ranks : str or None
        ``"unofficial"``: ranks are shown although none are published.
    date : datetime.date or None
        The day of the report.
    sources : tuple of str or DataSource
        The sources of every figure in it.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> report = ict.reports.annual_report(result, sources=["itu-idi"])
    >>> print(report.to_text("en").splitlines()[0])
    ICT Development Index 2024: annual report
    >>> report.edition.edition, report.previous, report.prices, report.ranks
    (2024, None, None, None)
    >>> sorted(report.to_dict())
    ['date', 'editions', 'report', 'schema', 'scores', 'sources']
    """

    _json_name = "edition-report"

    edition: ReportEdition
    previous: ReportEdition | None
    prices: PriceSeries | None
    ranks: str | None

    def __init__(
        self,
        edition: ReportEdition,
        previous: ReportEdition | None,
        prices: PriceSeries | None,
        ranks: str | None,
        date: dt.date | None,
        sources: tuple[Source, ...],
    ) -> None:
        self._set(edition=edition, previous=previous, prices=prices, ranks=ranks)
        self._set(date=date, sources=sources)

    def title(self, language: str) -> str:
        return say("annual-title", language, edition=edition_title(self.edition, language))

    def _editions(self) -> Sequence[ReportEdition]:
        return (self.edition,) if self.previous is None else (self.previous, self.edition)

    def _marks(self, language: str) -> list[str]:
        marks = super()._marks(language)
        if self.ranks == UNOFFICIAL:
            marks.remove(say("no-ranks", language))
            marks.append(i18n.text("charts", "unofficial-ranks", language))
        return marks

    def _sections(self, language: str) -> Iterator[Block]:
        yield i18n.Heading(say("at-a-glance", language), 2)
        yield i18n.Bullets(summary_points(self.edition, self.previous, language))
        # Invented economies have no position on a map.
        if economy_centres().keys() & set(self.edition.figures.economies):
            yield self.edition.figures.plot.map(language=language).picture()
        yield i18n.Heading(say("distribution", language), 2)
        yield from strip_pictures(self.edition, language)
        yield self.edition.figures.plot.bands(language=language).picture()
        yield from band_blocks(self.edition, language)
        yield i18n.Heading(say("groups", language), 2)
        yield i18n.Sentence("reports/groups-note")
        yield from group_blocks(self.edition, language)
        yield from self._changes(language)
        if self.prices is not None:
            yield i18n.Heading(say("prices", language), 2)
            yield from price_blocks(self.prices, language)
            yield from self._targets(language)
        yield i18n.Heading(say("quality", language), 2)
        yield from quality_blocks(self.edition, language)
        yield from self._methodology(language)
        yield i18n.Heading(say("all-scores", language), 2)
        ranks = self.edition.ranks_shown or self.ranks == UNOFFICIAL
        yield from score_blocks(self.edition, self.previous, language, ranks)

    def _targets(self, language: str) -> Iterator[Block]:
        progress = track_targets(prices=self.prices)
        try:
            yield progress.plot.tracks(language=language).picture()
        except UsageError:
            yield i18n.Sentence("reports/no-target")

    def _changes(self, language: str) -> Iterator[Block]:
        previous, edition = self.previous, self.edition
        if previous is None:
            return
        count = str(len(set(edition.scores) & set(previous.scores)))
        yield i18n.Heading(say("moved", language, count=count), 2)
        if not comparable(edition, previous):
            yield i18n.Sentence("reports/not-comparable").as_note()
            return
        if edition.result is None or previous.result is None:
            yield from self._list_changes(previous, None, language)
            yield i18n.Sentence("reports/no-values")
            return
        note = release_note(previous.result, edition.result)
        yield from self._list_changes(previous, note.change, language)
        yield i18n.Heading(say("changes", language), 2)
        if (edition.is_printed or previous.is_printed) and not note.change.context.printed:
            both = (previous, edition)
            yield i18n.Paragraph(recomputed_words(both, language), note=True)
        blocks: Sequence[Block] = note.blocks(language)[1:]
        # The economies of an edition are the published ones, not those that can be recomputed here;
        # the reason why an economy is in only one of them stays between it and the compiler.
        yield from self._name_newcomers(previous, language)
        # The scores that moved are listed above, by the published scores of all economies.
        explained = str(len(note.change.economies))
        left_out = [
            i18n.text("release-note", "coverage", language),
            i18n.text("release-note", "moved", language, count=explained),
        ]
        blocks = without_sections(blocks, left_out)
        if not self.edition.ranks_shown:
            blocks = without_sections(blocks, [i18n.text("release-note", "ranks", language)])
        yield from lower_headings(blocks)

    def _name_newcomers(self, previous: ReportEdition, language: str) -> Iterator[Block]:
        """Name the economies that have published scores in only one of the editions."""
        lines = []
        for edition, other in ((self.edition, previous), (previous, self.edition)):
            alone = order_economies(set(edition.scores) - set(other.scores), language)
            if alone:
                names = i18n.join_names([i18n.economy_name(c, language) for c in alone], language)
                words = say("only-in", language, edition=str(edition.edition))
                lines.append(i18n.pair(words, names, language))
        if lines:
            yield i18n.Bullets(lines)

    def _list_changes(
        self, previous: ReportEdition, explained: ScoreChange | None, language: str
    ) -> Iterator[Block]:
        """List the published scores that changed by most, in bands, with the reasons."""
        edition = self.edition
        both = sorted(set(edition.scores) & set(previous.scores))
        changes = {code: edition.scores[code] - previous.scores[code] for code in both}
        limit, chosen = choose_largest(changes)
        solved = {code for code in both if self._explains(previous, explained, code)}
        yield i18n.Sentence("reports/moved-note", total=len(both), known=len(solved))
        headers = [
            economy_header(language),
            str(previous.edition),
            str(edition.edition),
            say("change", language),
            i18n.text("release-note", "why", language),
        ]
        for key, sign in (("risen", 1), ("fallen", -1)):
            own = order_economies([c for c in chosen if sign * changes[c] > 0], language)
            if not own:
                continue
            yield describe_band(key, limit, len(own), len(both))
            rows = [
                [
                    i18n.economy_name(code, language),
                    i18n.number(
                        previous.scores[code], language, places=previous.places, grouped=True
                    ),
                    i18n.number(
                        edition.scores[code], language, places=edition.places, grouped=True
                    ),
                    i18n.number(
                        changes[code], language, places=edition.places, signed=True, grouped=True
                    ),
                    describe_steps(explained.economy(code), language)
                    if explained is not None and code in solved
                    else i18n.text("site-start", "changed-unknown", language),
                ]
                for code in own
            ]
            yield i18n.Grid(headers, rows, frozenset({1, 2, 3}))

    def _explains(self, previous: ReportEdition, explained: ScoreChange | None, code: str) -> bool:
        """Tell whether the values that are here give both published scores of an economy."""
        if explained is None or code not in explained.economies:
            return False
        change = explained.economy(code)
        ends = (previous.scores[code], self.edition.scores[code])
        return (change.first, change.last) == ends and bool(change.steps)

    def _methodology(self, language: str) -> Iterator[Block]:
        methodology = self.edition.figures.methodology
        yield i18n.Heading(say("methodology", language), 2)
        yield methodology.plot.framework(language=language).picture()
        yield from lower_headings(structure_blocks(methodology, language))
        command = i18n.isolate(f"ictindex methodology show {methodology.id}", language)
        yield i18n.Paragraph(say("methodology-elsewhere", language, code=command))

    def _record(self) -> dict[str, Any]:
        frame = self.edition.figures
        scores = [
            {"economy": economy, "node": node, "score": format(score, "f")}
            for (economy, node), score in sorted(frame.scores.items())
            if economy in self.edition.scores
        ]
        return {"scores": scores}


def annual_report(
    edition: Edition,
    *,
    previous: Edition | None = None,
    prices: PriceSeries | None = None,
    sources: Iterable[Source] = (),
    ranks: Literal["unofficial"] | None = None,
    date: dt.date | None = None,
) -> AnnualReport:
    """Make the annual report on an edition.

    Scores are those that were published: of an opened edition its own, of the publisher's workbook
    the printed ones. Scores recomputed from the values of a part of the edition are named as such,
    with the number of their economies, and never replace a printed score.

    Parameters
    ----------
    edition : Result, Observations or EditionFigures
        An opened edition, a result, or the values of an edition with its printed scores, as
        ``read_observations(path, form="itu-idi", edition=2025)`` gives them.
    previous : Result, Observations or EditionFigures, optional
        The edition before, for the changes and their reasons.
    prices : PriceSeries, optional
        Prices of baskets (:func:`ictindex.prices.read_baskets`).
    sources : iterable of str or DataSource
        The owners of the figures: ids of sources with their licence
        (:func:`ictindex.data.data_sources`). ITU's workbook of the index and a demonstration state
        it themselves.
    ranks : str, optional
        ``"unofficial"``: ranks are shown where the methodology publishes none, and the report
        states it on its first page.
    date : datetime.date, optional
        The day of the report; by default that of the release of an opened edition. No clock is
        read: the same inputs give the same file.

    Returns
    -------
    AnnualReport
        Summary, map, distribution, bands, groups, scores that changed by most, what changed and
        why, prices and targets, quality of the data, methodology and its evidence, all scores,
        sources and licences.

    Raises
    ------
    LicenceError
        If the licence of a source is not on record, or no source is named.
    UsageError
        If an argument has another type.

    Notes
    -----
    Group figures are unweighted means and medians of the economies here, each with their number. A
    missing value is left out of every mean. If ranks are not part of the publication, lists are in
    alphabetical order or in bands of score.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> report = ict.reports.annual_report(result, sources=["itu-idi"])
    >>> [block.words for block in report.blocks("en") if getattr(block, "level", 0) == 2][:3]
    ['At a glance', 'Distribution of the scores', 'Groups of economies']
    """
    if ranks not in (None, UNOFFICIAL):
        raise UsageError("series.ranks-unknown", wanted=str(ranks)[:80], allowed=[UNOFFICIAL])
    require_sound(prices)
    own = take_edition(edition)
    before = None if previous is None else take_edition(previous)
    both = [item for item in (before, own) if item is not None]
    return AnnualReport(
        own, before, prices, ranks, choose_date(date, both), find_sources(both, prices, sources)
    )
