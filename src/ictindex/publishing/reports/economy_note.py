"""The note on one economy: two pages on its score, groups, values and missing data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from ictindex.analysis.change.economy_change import EconomyChange, describe_input, name_cause
from ictindex.analysis.change.score_change import ScoreChange, explain_change
from ictindex.analysis.commentary.change_commentary import describe_change, state_change
from ictindex.analysis.commentary.price_commentary import comment_on_prices
from ictindex.analysis.commentary.score_commentary import comment_on_score
from ictindex.core.arguments import is_text, require
from ictindex.core.decimals import round_half_up
from ictindex.core.errors import CatalogueError
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue.licences import Source
from ictindex.indices.ipb.price_series import PriceSeries, require_sound
from ictindex.indices.results.group_figures import median
from ictindex.indices.results.result_kind import READ
from ictindex.language import i18n
from ictindex.language.commentary_page import word_commentary
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.typst_page import Paper
from ictindex.publishing.reports.edition_sections import (
    comparable,
    edition_title,
    node_name,
    whole_of,
)
from ictindex.publishing.reports.price_sections import economy_price_blocks
from ictindex.publishing.reports.report_inputs import (
    Cell,
    Edition,
    ReportEdition,
    find_sources,
    take_edition,
)
from ictindex.publishing.reports.report_page import Report, choose_date
from ictindex.publishing.reports.report_words import (
    NOTHING,
    count_of,
    say,
)

_SIZE, _MARGIN = 8.2, 42.0  # points: two pages are enough for a note; Arabic letters are wider
_SIZES = {"ar": 7.6, "ru": 7.6}
_PICTURE, _PICTURES = 0.8, {"ru": 0.68}  # shares of the width, with which it stays on two pages
_STEPS = 5


class CountryNote(Report):
    """A note on one economy in an edition. Made by :func:`country_note`.

    Parameters
    ----------
    edition : ReportEdition
        The edition.
    economy : str
        ISO3 code.
    previous : ReportEdition or None
        The edition before.
    prices : PriceSeries or None
        Prices of baskets.
    date : datetime.date or None
        The day of the note.
    sources : tuple of str or DataSource
        The sources of every figure in it.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> note = ict.reports.country_note(result, "BRA", sources=["itu-idi"])
    >>> print(note.to_text("en").splitlines()[0])
    Brazil: ICT Development Index 2024
    >>> note.economy, note.previous, note.prices, note.edition.edition
    ('BRA', None, None, 2024)
    >>> note.to_dict()["scores"]["idi"]
    '82.0'
    """

    _json_name = "economy-report"

    edition: ReportEdition
    economy: str
    previous: ReportEdition | None
    prices: PriceSeries | None

    def __init__(
        self,
        edition: ReportEdition,
        economy: str,
        previous: ReportEdition | None,
        prices: PriceSeries | None,
        date: dt.date | None,
        sources: tuple[Source, ...],
    ) -> None:
        self._set(edition=edition, economy=economy, previous=previous, prices=prices)
        self._set(date=date, sources=sources)

    @property
    def _is_included(self) -> bool:
        """Tell whether the economy has the index in the edition."""
        return self.economy in self.edition.scores

    def title(self, language: str) -> str:
        name = i18n.economy_name(self.economy, language)
        return i18n.pair(name, edition_title(self.edition, language), language)

    def _editions(self) -> Sequence[ReportEdition]:
        return (self.edition,) if self.previous is None else (self.previous, self.edition)

    def _has_contents(self) -> bool:
        return False

    def _paper(self, language: str) -> Paper:
        paper = super()._paper(language)
        size = _SIZES.get(language, _SIZE)
        return Paper(paper.date, paper.running, paper.keywords, size, _MARGIN, floating=True)

    def _sections(self, language: str) -> Iterator[Block]:
        if not self._is_included:
            yield _describe_absence(self.edition)
        else:
            yield from self._commentary(language)
            yield from self._scores(language)
            yield from self._changes(language)
        if self.prices is not None:
            yield i18n.Heading(say("prices", language), 2)
            if self.economy in self.prices.economies:
                words = word_commentary(comment_on_prices(self.prices, self.economy), language)
                yield i18n.Paragraph(i18n.paragraph(words, language))
            yield from economy_price_blocks(self.prices, self.economy, language)
        if self._is_included:
            yield from self._values(language)
            yield from self._missing(language)
        yield i18n.Heading(say("how-to-read", language), 2)
        yield i18n.Bullets([say(f"read-{n}", language) for n in range(1, 5)])

    def _commentary(self, language: str) -> Iterator[Block]:
        """Yield what the score is, what moved it and what is missing, in sentences."""
        edition, own = self.edition, self.economy
        commentary = comment_on_score(
            edition.figures, own, inputs=edition.result, moved=tuple(self._describe_move())
        )
        words = word_commentary(commentary, language)
        yield i18n.Paragraph(i18n.paragraph(words, language))

    def _describe_move(self) -> Iterator[Sentence]:
        """Yield the change of the score: its parts, if they add up to the scores shown."""
        before, edition = self.previous, self.edition
        if before is None or self.economy not in before.scores or not comparable(edition, before):
            return
        ends = (before.scores[self.economy], edition.scores[self.economy])
        change = self._change
        if change is not None and change.ends == ends:
            both = (before.figures, edition.figures)
            yield from describe_change(change, is_read=all(f.kind == READ for f in both))
        else:
            yield state_change(ends, (str(before.edition), str(edition.edition)))

    # ---------------------------------------------------------------- scores

    def _own_groups(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        own_groups = {}
        for grouping in ("itu-region", "income-group"):
            for group, members in self.edition.groups(grouping).items():
                if self.economy in members:
                    own_groups[grouping] = (group, members)
        return own_groups

    def _scores(self, language: str) -> Iterator[Block]:
        edition, before = self.edition, self.previous
        nodes = [edition.root, *edition.sub_indices]
        compared = before is not None and comparable(edition, before)
        groups = self._own_groups()
        headers = ["", str(edition.edition)]
        if compared and before is not None:
            headers = ["", str(before.edition), str(edition.edition), say("change", language)]
        headers += [self._median_header(key, *own, language) for key, own in groups.items()]
        rows = []
        for node in nodes:
            score = edition.score(self.economy, node)
            row = [node_name(node, language)]
            if compared and before is not None:
                earlier = before.score(self.economy, node)
                row.append(i18n.number(earlier, language, places=before.places, grouped=True))
            row.append(i18n.number(score, language, places=edition.places, grouped=True))
            if compared and before is not None:
                change = (
                    None
                    if score is None or earlier is None
                    else _difference(earlier, score, edition.places)
                )
                row.append(
                    i18n.number(change, language, places=edition.places, signed=True, grouped=True)
                )
            column = edition.figures.column(node)
            for _, members in groups.values():
                own = [column[code] for code in members if code in column]
                row.append(
                    i18n.number(median(own), language, places=edition.places, grouped=True)
                    if own
                    else NOTHING
                )
            rows.append(row)
        yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))
        yield i18n.Sentence("reports/medians-note")
        chart = edition.figures.plot.profile(self.economy, language=language)
        yield chart.picture(width=_PICTURES.get(language, _PICTURE))

    def _median_header(
        self, grouping: str, group: str, members: Sequence[str], language: str
    ) -> str:
        here = sum(code in self.edition.scores for code in members)
        count = count_of(here, whole_of(self.edition, grouping, group), language)
        label = i18n.label("groups", group, language)
        return i18n.text("charts", "median-of", language, group=label, count=count)

    # ---------------------------------------------------------------- changes

    @cached_property
    def _changes_of_all(self) -> ScoreChange | None:
        """The changes of all economies; ``None`` without the values of two comparable editions."""
        before, edition = self.previous, self.edition
        if before is None or before.result is None or edition.result is None:
            return None
        return (
            explain_change(before.result, edition.result) if comparable(edition, before) else None
        )

    @cached_property
    def _change(self) -> EconomyChange | None:
        change = self._changes_of_all
        if change is None or self.economy not in change.economies:
            return None
        return change.economy(self.economy)

    def _why_unexplained(self, before: ReportEdition, language: str) -> str:
        """Return which score or which values are missing, so that no change can be explained."""
        both = (before, self.edition)
        for each in both:
            if self.economy not in each.scores:
                return say("no-earlier-score", language, edition=str(each.edition))
        changes = self._changes_of_all
        if changes is None:
            lacking = next(each for each in both if each.result is None)
            return say("no-values-behind", language, edition=str(lacking.edition))
        case = next(case for case in changes.unexplained if case.economy == self.economy)
        lacking = before if case.edition == changes.context.before else self.edition
        if not case.missing:
            return say("no-values-behind", language, edition=str(lacking.edition))
        names = i18n.join([node_name(node, language) for node in case.missing], language)
        return say("no-inputs", language, edition=str(lacking.edition), indicators=names)

    def _changes(self, language: str) -> Iterator[Block]:
        if self.previous is None:
            return
        before, edition = self.previous, self.edition
        title = say("changed-since", language, edition=str(before.edition))
        yield i18n.Heading(title, 2)
        if not comparable(edition, before):
            yield i18n.Sentence("reports/not-comparable").as_note()
            return
        change = self._change
        if change is None:
            yield i18n.Paragraph(self._why_unexplained(before, language))
            return
        if not any(step.points for step in change.steps):
            yield i18n.Sentence("reports/unchanged")
            return
        yield self._steps(change, language)
        if change.context.printed:
            yield i18n.Sentence("score-change/of-printed")
        elif edition.is_printed or before.is_printed:
            yield i18n.Sentence("reports/steps-recomputed")

    def _steps(self, change: EconomyChange, language: str) -> Block:
        """Return the largest steps of a change, and the rest of it in one row."""
        steps = sorted((s for s in change.steps if s.points), key=lambda step: -abs(step.points))
        places = self.edition.places
        rows = [
            [
                name_cause(step).to_text(language),
                describe_input(step.before, language),
                describe_input(step.after, language),
                i18n.number(step.points, language, places=places, signed=True, grouped=True),
            ]
            for step in steps[:_STEPS]
        ]
        if len(steps) > _STEPS:
            rest = sum((step.points for step in steps[_STEPS:]), Decimal(0))
            rows.append(
                [
                    say("other-steps", language),
                    "",
                    "",
                    i18n.number(rest, language, places=places, signed=True, grouped=True),
                ]
            )
        headers = [
            say("step", language),
            change.context.before,
            change.context.after,
            say("points", language),
        ]
        return i18n.Grid(headers, rows, frozenset({3}))

    # ---------------------------------------------------------------- values

    def _values(self, language: str) -> Iterator[Block]:
        edition = self.edition
        if not edition.cells:
            return
        yield i18n.Heading(say("values", language), 2)
        headers = [
            i18n.label("columns", "indicator", language),
            say("value", language),
            say("year", language),
            say("score", language),
            say("source-and-status", language),
        ]
        rows = []
        for node in edition.indicators:
            cell = edition.cell(self.economy, node)
            unit = i18n.label("units", catalogue.indicators()[node].unit, language)
            rows.append(
                [
                    i18n.detail(node_name(node, language), unit, language),
                    _shown_value(cell, language),
                    NOTHING if cell is None or cell.value is None else str(cell.year),
                    i18n.number(
                        edition.score(self.economy, node),
                        language,
                        places=edition.places,
                        grouped=True,
                    ),
                    _status_words(cell, language),
                ]
            )
        yield i18n.Grid(headers, rows, frozenset({1, 2, 3}))
        if edition.is_printed:
            yield i18n.Sentence("reports/quality-reading")

    def _missing(self, language: str) -> Iterator[Block]:
        if not self.edition.cells:
            return
        withheld, absent = [], []
        for node in self.edition.indicators:
            cell = self.edition.cell(self.economy, node)
            if cell is None or (cell.value is None and not cell.withheld):
                absent.append(node_name(node, language))
            elif cell.value is None:
                withheld.append(node_name(node, language))
        lines = [
            i18n.pair(say(key, language), i18n.join(names, language), language)
            for key, names in (("not-published", withheld), ("not-available", absent))
            if names
        ]
        if lines:
            yield i18n.Heading(say("missing", language), 2)
            yield i18n.Bullets(lines)

    def _record(self) -> dict[str, Any]:
        scores = {
            node: format(score, "f")
            for (economy, node), score in sorted(self.edition.figures.scores.items())
            if economy == self.economy
        }
        return {"economy": self.economy, "scores": scores}


def _describe_absence(edition: ReportEdition) -> Sentence:
    """Return that an economy has no score; that the edition has none only if all of it is here.

    The reason is not stated: it stays between the economy and the compiler.
    """
    extent = edition.figures.extent
    if extent.complete or (extent.whole is None and edition.released is not None):
        return Sentence("reports/not-included-long")
    if extent.whole is None:
        return Sentence("reports/not-included-unknown", count=extent.here)
    return Sentence("reports/not-included-part", count=extent.here, total=extent.whole)


def _difference(first: Decimal, last: Decimal, places: int) -> Decimal:
    return round_half_up(last, places) - round_half_up(first, places)


def _shown_value(cell: Cell | None, language: str) -> str:
    if cell is None:
        return say("not-available", language)
    if cell.value is None:
        return say("not-published" if cell.withheld else "not-available", language)
    return i18n.grouped_number(cell.value, language)


def _status_words(cell: Cell | None, language: str) -> str:
    """Return the class of a source, the special facts of the value, and the source as stated."""
    if cell is None or cell.value is None:
        return NOTHING
    words = say(f"kind-{cell.kind}", language)
    if cell.carried:
        words = i18n.join([words, say("carried", language)], language)
    source = i18n.isolate(i18n.visible(cell.source), language) if cell.source else ""
    return i18n.pair(words, source, language) if source else words


def country_note(
    edition: Edition,
    economy: str,
    *,
    previous: Edition | None = None,
    prices: PriceSeries | None = None,
    sources: Iterable[Source] = (),
    date: dt.date | None = None,
) -> CountryNote:
    """Make the note on one economy: two pages for an adviser who prints them.

    Parameters
    ----------
    edition : Result, Observations or EditionFigures
        As for :func:`annual_report`.
    economy : str
        ISO3 code.
    previous : Result, Observations or EditionFigures, optional
        The edition before.
    prices : PriceSeries, optional
        Prices of baskets.
    sources : iterable of str or DataSource
        The owners of the figures, as for :func:`annual_report`.
    date : datetime.date, optional
        The day of the note; by default that of the release of an opened edition.

    Returns
    -------
    CountryNote
        Score and parts compared with region and income group, the change explained, prices and
        target, source and status of every value, missing values, how to read the note.

    Raises
    ------
    CatalogueError
        If the economy is not known.
    LicenceError
        If the licence of a source is not on record, or no source is named.

    Notes
    -----
    A missing value is *not available*, *not published* or *not included*. A note never states why
    an economy is not included, what was consulted, or what is confidential.

    Examples
    --------
    >>> import ictindex as ict
    >>> result = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> note = ict.reports.country_note(result, "KEN", sources=["itu-idi"])
    >>> note.to_pdf("ar")[:5]
    b'%PDF-'
    """
    require(is_text(economy), "economy", "text", economy)
    require_sound(prices)
    own = take_edition(edition)
    is_known = economy in own.economies or economy in catalogue.economies()
    if not is_known:
        raise CatalogueError("economy.unknown", value=economy[:80])
    before = None if previous is None else take_edition(previous)
    both = [item for item in (before, own) if item is not None]
    return CountryNote(
        own, economy, before, prices, choose_date(date, both), find_sources(both, prices, sources)
    )
