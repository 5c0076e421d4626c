"""The options paper of a review: methodologies on the same data, changes, members' comments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from ictindex.analysis.methodology_review.comments import Comments
from ictindex.analysis.methodology_review.public_comments import PublicComments
from ictindex.analysis.tables.edition_figures import figures_of_result
from ictindex.analysis.uncertainty.robustness_analysis import robustness
from ictindex.core.arguments import require, require_whole
from ictindex.core.decimals import round_half_up
from ictindex.core.errors import UsageError
from ictindex.definitions.catalogue.licences import Source
from ictindex.definitions.documents import compare_documents
from ictindex.editions.methodology_comparison import (
    MethodologyComparison,
    Move,
    compare_methodologies,
)
from ictindex.indices.idi.methodology_page import structure_blocks
from ictindex.indices.index_protocols import methodology as find_methodology
from ictindex.indices.results.document_page import comparison_page, document_title
from ictindex.indices.results.group_figures import mean
from ictindex.indices.results.methodology import Methodology
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import nested_record
from ictindex.language.i18n.sentences import sign_number
from ictindex.language.i18n.shown_numbers import round_figure
from ictindex.publishing.reports.edition_sections import economy_header
from ictindex.publishing.reports.report_inputs import (
    Edition,
    ReportEdition,
    find_sources,
    take_edition,
)
from ictindex.publishing.reports.report_page import Report, choose_date
from ictindex.publishing.reports.report_words import (
    NOTHING,
    lower_headings,
    order_economies,
    say,
)

UNOFFICIAL = "unofficial"
_WEIGHTS = 0.25  # a quarter more or less of each weight: the usual range of such simulations
_LEAST = Decimal("0.05")  # points: the smallest change that one decimal shows
_PLACES = 1


class OptionsPaper(Report):
    """The options paper of a review. Made by :func:`options_paper`.

    Parameters
    ----------
    base : ReportEdition
        The edition whose data all methodologies use.
    methodologies : tuple of Methodology
        The options; the first is the one that the others are compared with.
    comments : PublicComments or None
        The published parts of members' comments.
    ranks : str or None
        ``"unofficial"``: ranks are shown although none are published.
    draws : int
        Runs of the simulation; 0: none.
    date : datetime.date or None
        The day of the paper.
    sources : tuple of str or DataSource
        The sources of every figure in it.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", 2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> equal = idi.variant("geometric", aggregation="geometric-mean")
    >>> paper = ict.reports.options_paper(result, [idi, equal], sources=["itu-idi"], draws=0)
    >>> len(paper.comparisons), len(paper.comparisons[0].moves), paper.ranks, paper.draws
    (1, 19, None, 0)
    >>> [one.id for one in paper.methodologies], paper.comments, paper.base.edition
    (['idi-methodology-2023', 'idi-methodology-2023+geometric'], None, 2024)
    """

    _json_name = "methodology-review-report"

    base: ReportEdition
    methodologies: tuple[Methodology, ...]
    comments: PublicComments | None
    ranks: str | None
    draws: int

    def __init__(
        self,
        base: ReportEdition,
        methodologies: tuple[Methodology, ...],
        comments: PublicComments | None,
        ranks: str | None,
        draws: int,
        date: dt.date | None,
        sources: tuple[Source, ...],
    ) -> None:
        self._set(base=base, methodologies=methodologies, comments=comments, ranks=ranks)
        self._set(draws=draws, date=date, sources=sources)

    @cached_property
    def comparisons(self) -> tuple[MethodologyComparison, ...]:
        """The first methodology compared with each of the others, on the same data."""
        first, *others = self.methodologies
        result = self.base.result
        if result is None:
            return ()
        return tuple(
            compare_methodologies(result, first, other, edition=self.base.edition)
            for other in others
        )

    @property
    def _shows_ranks(self) -> bool:
        published = all(
            methodology.document.ranking is not None
            and methodology.document.ranking.policy == "published"
            for methodology in self.methodologies
        )
        return published or self.ranks == UNOFFICIAL

    def title(self, language: str) -> str:
        index = i18n.label("nodes", self.base.root, language)
        return say("options-title", language, index=index, edition=str(self.base.edition))

    def _editions(self) -> Sequence[ReportEdition]:
        return (self.base,)

    def _marks(self, language: str) -> list[str]:
        marks = [mark for mark in super()._marks(language) if mark != say("printed", language)]
        marks.insert(0, i18n.text("whatif", "not-published", language))
        marks.append(self.comparisons[0].after.extent.note(language))
        if self.ranks == UNOFFICIAL:
            marks = [mark for mark in marks if mark != say("no-ranks", language)]
            marks.append(i18n.text("charts", "unofficial-ranks", language))
        return [mark for mark in dict.fromkeys(marks) if mark]

    def _name(self, number: int, language: str) -> str:
        """Return the letter of an option in tables."""
        return say("option", language, letter=chr(ord("A") + number))

    def _sections(self, language: str) -> Iterator[Block]:
        yield i18n.Sentence("reports/options-intro")
        yield i18n.Heading(say("options", language), 2)
        rows = [
            [
                self._name(n, language),
                document_title(methodology.document, language),
                i18n.isolate(methodology.id, language),
                str(len(methodology.indicators)),
            ]
            for n, methodology in enumerate(self.methodologies)
        ]
        headers = [say(key, language) for key in ("option-header", "document", "id", "indicators")]
        yield i18n.Grid(headers, rows, frozenset({3}))
        for n, methodology in enumerate(self.methodologies[1:], 1):
            yield from self._differences(n, methodology, language)
        for n, comparison in enumerate(self.comparisons, 1):
            yield from self._moves(n, comparison, language)
        yield from self._describe_regions(language)
        yield from self._robustness(language)
        yield i18n.Heading(say("comments", language), 2)
        if self.comments is None:
            yield i18n.Sentence("reports/no-comments")
        else:
            yield from lower_headings(self.comments.blocks(language))

    def _differences(self, n: int, other: Methodology, language: str) -> Iterator[Block]:
        first = self.methodologies[0]
        names = {"first": self._name(0, language), "other": self._name(n, language)}
        yield i18n.Heading(say("differences", language, **names), 3)
        changes = compare_documents(first.document, other.document)
        page = comparison_page(first.document, other.document, changes, language)
        yield from lower_headings(page[1:], 2)
        yield from lower_headings(structure_blocks(other, language), 2)

    # ---------------------------------------------------------------- changes by economy

    def _moves(self, n: int, both: MethodologyComparison, language: str) -> Iterator[Block]:
        names = {"first": self._name(0, language), "other": self._name(n, language)}
        yield i18n.Heading(say("who-moves", language, **names), 2)
        moves = {move.economy: move for move in both.moves if move.before and move.after}
        if not moves:
            yield i18n.Sentence("reports/no-common")
            return
        differences = {code: _difference(move) for code, move in moves.items()}
        risen = sum(difference >= _LEAST for difference in differences.values())
        fallen = sum(difference <= -_LEAST for difference in differences.values())
        average = round_figure(mean(list(differences.values())), _PLACES)
        yield i18n.Sentence(
            "reports/moves-count",
            total=len(moves),
            risen=risen,
            fallen=fallen,
            same=len(moves) - risen - fallen,
            mean=sign_number(average),
        )
        used = (both.before.methodology.id, both.after.methodology.id)
        yield i18n.Sentence("views/different-methodologies", documents=used).as_note()
        headers = [
            economy_header(language),
            names["first"],
            names["other"],
            say("difference", language),
        ]
        if self._shows_ranks:
            headers += [
                i18n.text("comparison", "rank-before", language),
                i18n.text("comparison", "rank-after", language),
            ]
        whys = {code: _why(move, language) for code, move in moves.items()}
        # A mean that is not a sum has no parts: then the paper does not explain the difference.
        explained = any(words != NOTHING for words in whys.values())
        headers += [say("why", language)] if explained else []
        rows = []
        for code in order_economies(moves, language):
            move = moves[code]
            row = [
                i18n.economy_name(code, language),
                i18n.number(move.before, language, places=_PLACES, grouped=True),
                i18n.number(move.after, language, places=_PLACES, grouped=True),
                i18n.number(
                    _shown_difference(move), language, places=_PLACES, signed=True, grouped=True
                ),
            ]
            if self._shows_ranks:
                row += [str(move.rank_before or NOTHING), str(move.rank_after or NOTHING)]
            rows.append([*row, whys[code]] if explained else row)
        numeric = frozenset(range(1, len(headers) - explained))
        yield i18n.Grid(headers, rows, numeric)
        if explained:
            yield i18n.Sentence("comparison/why-note")

    def _strips(self, language: str) -> Iterator[Block]:
        """Draw the scores by region for each option, on one scale."""
        sides = [self.comparisons[0].before, *(both.after for both in self.comparisons)]
        for n, side in enumerate(sides):
            chart = figures_of_result(side).plot.strips(language=language)
            yield chart.picture(self._name(n, language))

    def _describe_regions(self, language: str) -> Iterator[Block]:
        groups = self.base.groups("itu-region")
        if not groups:
            return
        rows = []
        each = [
            {move.economy: _difference(move) for move in both.moves if move.before and move.after}
            for both in self.comparisons
        ]
        for group, members in groups.items():
            cells = []
            for own in each:
                there = [own[code] for code in members if code in own]
                cells.append(
                    i18n.detail(
                        i18n.number(
                            mean(there), language, places=_PLACES, signed=True, grouped=True
                        ),
                        str(len(there)),
                        language,
                    )
                    if there
                    else NOTHING
                )
            rows.append([i18n.label("groups", group, language), *cells])
        headers = [
            say("group", language),
            *(self._name(n, language) for n in range(1, len(self.methodologies))),
        ]
        yield i18n.Heading(say("moves-by-region", language), 2)
        yield i18n.Grid(headers, rows, frozenset(range(1, len(headers))))
        yield i18n.Sentence("reports/counts-in-brackets")
        yield from self._strips(language)

    # ---------------------------------------------------------------- robustness

    def _robustness(self, language: str) -> Iterator[Block]:
        if not self.draws:
            return
        rows = []
        sides = [self.comparisons[0].before, *(both.after for both in self.comparisons)]
        for n, side in enumerate(sides):
            frame = robustness(side, {"weights": _WEIGHTS}, draws=self.draws).to_frame()
            width = (frame["score_high"] - frame["score_low"]).dropna()
            rows.append(
                [
                    self._name(n, language),
                    str(len(width)),
                    i18n.number(float(width.median()), language, places=_PLACES, grouped=True),
                    i18n.number(float(width.max()), language, places=_PLACES, grouped=True),
                ]
            )
        headers = [
            say(key, language)
            for key in ("option-header", "economies", "median-width", "largest-width")
        ]
        yield i18n.Heading(say("robustness", language), 2)
        percent = i18n.Sentence("language/percent", value=round_figure(_WEIGHTS, 0, scale=100))
        yield i18n.Sentence("reports/robustness-note", share=percent, runs=self.draws)
        yield i18n.Grid(headers, rows, frozenset({1, 2, 3}))

    def _record(self) -> dict[str, Any]:
        return {"comparisons": [nested_record(both) for both in self.comparisons]}


def _difference(move: Move) -> Decimal:
    return (move.after or Decimal(0)) - (move.before or Decimal(0))


def _shown_difference(move: Move) -> Decimal:
    """Return the difference of the scores, computed from the rounded scores that are shown."""
    before, after = (
        round_half_up(score or Decimal(0), _PLACES) for score in (move.before, move.after)
    )
    return after - before


def _why(move: Move, language: str) -> str:
    """Name the indicators with the largest effects, with their points."""
    parts = sorted(move.parts.items(), key=lambda item: (-abs(item[1]), item[0]))[:2]
    shown = [
        i18n.pair(
            i18n.label("nodes", key, language),
            i18n.number(part, language, places=_PLACES, signed=True, grouped=True),
            language,
        )
        for key, part in parts
        if round_half_up(part, _PLACES)
    ]
    return i18n.clauses(shown, language) or NOTHING


def options_paper(
    base: Edition,
    methodologies: Iterable[Methodology | str],
    *,
    comments: Comments | PublicComments | None = None,
    sources: Iterable[Source] = (),
    ranks: Literal["unofficial"] | None = None,
    draws: int = 1024,
    date: dt.date | None = None,
) -> OptionsPaper:
    """Make the options paper of a review: the results of each methodology on the same data.

    Parameters
    ----------
    base : Result or Observations
        The edition whose data are used: an opened one, a result, or its values.
    methodologies : iterable of Methodology or str
        Two or more methodologies of the library, by id, or variants of them; the first is the one
        that the others are compared with.
    comments : Comments or PublicComments, optional
        Comments of members: from a register only what they agreed to publish.
    sources : iterable of str or DataSource
        The owners of the figures, as for :func:`annual_report`.
    ranks : str, optional
        ``"unofficial"``: ranks are shown where the methodologies publish none.
    draws : int
        Runs of the simulation of weights (16 times a power of two); 0: none.
    date : datetime.date, optional
        The day of the paper.

    Returns
    -------
    OptionsPaper
        The options and their differences, the economies whose score changes and why, means by
        region, the robustness of the scores, the comments of members; a what-if throughout.

    Raises
    ------
    UsageError
        If fewer than two methodologies are supplied, or the values are not available.
    LicenceError
        If the licence of a source is not on record, or no source is named.

    Notes
    -----
    An economy has a score by an option only if all its inputs are here; nothing is imputed. Levels
    of different methodologies do not compare: the paper shows what the option would change on a
    scale of 100. The simulated interval is that of scores under weights that vary by a quarter
    (:func:`ictindex.analysis.robustness`); it is not a confidence interval.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", 2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> other = idi.variant("more-use", weights={"idi": {"universal-connectivity": 2,
    ...                                                   "meaningful-connectivity": 1}})
    >>> paper = ict.reports.options_paper(result, [idi, other], sources=["itu-idi"], draws=0)
    >>> print(paper.to_text("en").splitlines()[0])
    Options for the methodology: ICT Development Index, data of the edition 2024
    """
    if ranks not in (None, UNOFFICIAL):
        raise UsageError("series.ranks-unknown", wanted=str(ranks)[:80], allowed=[UNOFFICIAL])
    draws = require_whole(draws, "draws", 0)
    chosen = tuple(
        find_methodology(methodology) if isinstance(methodology, str) else methodology
        for methodology in methodologies
    )
    for methodology in chosen:
        require(isinstance(methodology, Methodology), "methodologies", "methodology", methodology)
    taken = take_edition(base)
    if len(chosen) < 2 or taken.result is None:
        raise UsageError("report.too-few-methodologies", count=str(len(chosen)))
    public = comments.to_public() if isinstance(comments, Comments) else comments
    require(public is None or isinstance(public, PublicComments), "comments", "comments", public)
    return OptionsPaper(
        taken,
        chosen,
        public,
        ranks,
        draws,
        choose_date(date, [taken]),
        find_sources([taken], None, sources),
    )
