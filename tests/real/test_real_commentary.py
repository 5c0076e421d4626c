"""Every figure of thousands of sentences, read back from the words of six languages.

The expected figures are those of the tidy tables that another script made of ITU's workbooks. They
are read here without the library; medians are those of ``statistics``.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pytest
from read_sentences import numbers_in, read_number
from real_files import rows_of

import ictindex as ict
from ictindex.analysis.commentary.change_commentary import describe_change, state_change
from ictindex.analysis.commentary.edition_commentary import comment_on_edition
from ictindex.analysis.commentary.figure_origins import COPY
from ictindex.analysis.commentary.price_commentary import comment_on_prices
from ictindex.analysis.commentary.score_commentary import comment_on_score
from ictindex.analysis.tables.edition_figures import figures_of_published
from ictindex.language import i18n
from ictindex.language.i18n.sentences import Sentence

pytestmark = pytest.mark.slow

EDITIONS = (2023, 2024, 2025)
# ITU's printed sizes and means of the editions (reports of 2023 and 2024, workbook of 2025).
SIZES = {2023: 169, 2024: 170, 2025: 164}
MEANS = {2024: Decimal("74.8"), 2025: Decimal("77.6")}
NODES = ("idi", "universal-connectivity", "meaningful-connectivity")
INDICATORS = 10
RELATIONS = {
    "en": {"above": "is above", "below": "is below"},
    "fr": {"above": "est supérieur à", "below": "est inférieur à"},
    "es": {"above": "por encima de", "below": "por debajo de"},
    "ar": {"above": "أعلى من", "below": "أدنى من"},
    "ru": {"above": " выше ", "below": " ниже "},
    "zh": {"above": "高于", "below": "低于"},
}
# A score, as a reader of each language finds it: the score, then the end of the scale.
SCORE = {
    "en": r"score ([\d.]+) of (\d+) in",
    "fr": r"score de ([\d,]+) sur (\d+) ",
    "es": r"puntuación de ([\d,]+) sobre (\d+) ",
    "ar": r"الدرجة ([\d.]+) من (\d+) ",
    "ru": r"балл ([\d,]+) из (\d+) ",
    "zh": r"得分 ([\d.]+)（满分 (\d+)）",
}
# The compared score, then the mean.
MEAN = {
    "en": r"score of ([\d.]+) \D+?([\d.]+), the mean that ITU printed",
    "fr": r"score de ([\d,]+) \D+?([\d,]+), moyenne que l’UIT a imprimée",
    "es": r"puntuación de ([\d,]+) \D+?([\d,]+), la media que la UIT imprimió",
    "ar": r"الدرجة ([\d.]+) \D+?([\d.]+)، وهو المتوسط الذي طبعه الاتحاد",
    "ru": r"Балл ([\d,]+) \D+? среднего значения ([\d,]+), которое МСЭ напечатал",
    "zh": r"得分 ([\d.]+) \D+?([\d.]+)，即国际电联刊载的",
}
# A share of income, then US dollars.
PRICE = {
    "en": r"([\d.]+) % of monthly gross national income per person, or ([\d.]+) US dollars",
    "fr": r"([\d,]+)\s% du revenu national brut mensuel par habitant, ou ([\d,]+) dollars",
    "es": r"([\d,]+)\s% del ingreso nacional bruto mensual por persona, o ([\d,]+) dólares",
    "ar": r"([\d.]+) في المائة من الدخل القومي الإجمالي الشهري للفرد، أو ([\d.]+) من دولارات",
    "ru": r"([\d,]+)% месячного валового национального дохода на душу населения, или ([\d,]+) долл",
    "zh": r"占月人均国民总收入的 ([\d.]+)%，即每月 ([\d.]+) 美元",
}


@dataclass(frozen=True)
class Record:
    """The printed figures of an edition, and the facts of its values, by economy."""

    scores: Mapping[tuple[str, str], Decimal]
    absent: Mapping[str, set[str]]
    estimates: Mapping[str, set[str]]
    earlier: Mapping[str, set[str]]

    @property
    def index(self) -> dict[str, Decimal]:
        return {code: score for (code, node), score in self.scores.items() if node == "idi"}


def is_estimate(note: str) -> bool:
    """Tell whether a note says that ITU estimated or calculated a value, and not another body."""
    others = ("Palestinian Central Bureau of Statistics estimate", "Gallup World Poll (estimate).")
    calculated = "estimate" in note.lower() or note.startswith("ITU calculations")
    return calculated and note not in others


@cache
def _tables(data: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    folder = data / "idi-editions"
    return rows_of(folder / "idi_editions_scores.csv"), rows_of(folder / "idi_editions_values.csv")


@cache
def record(data: Path, edition: int) -> Record:
    score_rows, value_rows = _tables(data)
    scores = {
        (row["iso3"], row["node"]): Decimal(row["printed"])
        for row in score_rows
        if int(row["edition"]) == edition and row["printed"] != "n.p."
    }
    sets: dict[str, dict[str, set[str]]] = {"absent": {}, "estimates": {}, "earlier": {}}
    for row in value_rows:
        if int(row["edition"]) != edition:
            continue
        facts = {
            "absent": not row["value"],
            "estimates": bool(row["value"]) and is_estimate(row["source_note"]),
            "earlier": row["mark"] == "lagged",
        }
        for name, holds in facts.items():
            if holds:
                sets[name].setdefault(row["iso3"], set()).add(row["indicator"])
    return Record(scores, sets["absent"], sets["estimates"], sets["earlier"])


@pytest.fixture(scope="module")
def read(data: Path) -> dict[int, ict.Result]:
    workbook = data / "idi-editions" / "IDIDataset_open.xlsx"
    if not workbook.is_file():
        pytest.skip(f"{workbook} is not there")
    tables = {e: ict.read_observations(workbook, form="itu-idi", edition=e) for e in EDITIONS}
    return {e: ict.compute(ict.methodology("idi", edition=e), tables[e]) for e in EDITIONS}


def shown(score: Decimal) -> Decimal:
    """Return a printed score with one decimal at least."""
    return score if score.as_tuple().exponent else score.quantize(Decimal("0.1"))


@cache
def names(language: str) -> tuple[str, ...]:
    """Return the names that have digits of their own: 3G, 4G/LTE, 5 GB."""
    listed = {"nodes": ict.data.indicators(), "basket-definitions": ict.data.basket_definitions()}
    return tuple(
        i18n.label(section, code, language) for section, codes in listed.items() for code in codes
    )


def expect(sentence: Sentence, of: Record, economy: str, edition: int) -> list[Decimal]:
    """Return the figures that the record has for a sentence, in any order."""
    key = sentence.code.removeprefix("commentary/")
    whole = [Decimal(edition)]
    if key.startswith("score-"):
        return [shown(of.scores[economy, "idi"]), Decimal(100), *whole]
    if key == "parts":
        own = [shown(of.scores[economy, node]) for node in NODES[1:]]
        return [Decimal(2), Decimal(0), Decimal(100), *own]
    if key.startswith("mean-"):
        score = shown(of.scores[economy, "idi"])
        return [score, MEANS[edition], Decimal(SIZES[edition]), *whole]
    absent = len(of.absent.get(economy, ()))
    here = Decimal(INDICATORS - absent)
    if key == "values-absent":
        return [Decimal(INDICATORS), Decimal(absent)]
    if key == "values-estimated":
        return [here, Decimal(len(of.estimates[economy]))]
    if key == "values-earlier":
        count = len(of.earlier[economy])
        return [here, Decimal(count), Decimal(edition - 2), *[Decimal(edition - 3)] * count]
    assert key in ("values-measured", "values-complete"), key
    assert not absent and economy not in of.estimates and economy not in of.earlier
    return [here, Decimal(edition - 2)]


def check(sentence: Sentence, expected: list[Decimal]) -> int:
    """Compare the figures of a sentence in six languages with the expected ones."""
    for language in i18n.LANGUAGES:
        words = sentence.to_text(language)
        figures = numbers_in(words, language, names(language))
        assert Counter(figures) == Counter(expected), (language, words, figures, expected)
    return len(i18n.LANGUAGES)


def test_the_figures_of_all_scores_equal_their_records(
    data: Path, read: dict[int, ict.Result]
) -> None:
    counted = 0
    for edition, result in read.items():
        printed = result.observations.published[edition]
        figures = figures_of_published(printed, result.methodology, edition)
        own = record(data, edition)
        for economy in sorted(own.index):
            stated = comment_on_score(figures, economy, inputs=result, whose=COPY).sentences
            keys = [s.code.removeprefix("commentary/") for s in stated]
            assert keys[:2] == ["score-copy", "parts"]
            assert ("values-absent" in keys) == (economy in own.absent)
            assert ("values-estimated" in keys) == (economy in own.estimates)
            assert ("values-earlier" in keys) == (economy in own.earlier)
            score = shown(own.scores[economy, "idi"])
            for sentence in stated:
                counted += check(sentence, expect(sentence, own, economy, edition))
                _read_in_order(sentence, score, edition)
    assert counted >= 5000, counted


def _read_in_order(sentence: Sentence, score: Decimal, edition: int) -> None:
    """Read what is compared with what, by the words between the figures."""
    key = sentence.code.removeprefix("commentary/")
    for language in i18n.LANGUAGES:
        words = sentence.to_text(language)
        if key.startswith("score-"):
            (pair,) = re.findall(SCORE[language], words)
            assert [read_number(n, language) for n in pair] == [score, 100], (language, words)
        elif key.startswith("mean-"):
            mean = MEANS[edition]
            (pair,) = re.findall(MEAN[language], words)
            assert [read_number(n, language) for n in pair] == [score, mean], (language, words)
            relation = "above" if score > mean else "below"
            stated = [name for name, cue in RELATIONS[language].items() if cue in words]
            assert stated == ([] if score == mean else [relation]), (language, words)


def test_named_indicators_are_those_of_the_record(data: Path, read: dict[int, ict.Result]) -> None:
    for edition, result in read.items():
        printed = result.observations.published[edition]
        figures = figures_of_published(printed, result.methodology, edition)
        own = record(data, edition)
        sets = {
            "values-absent": own.absent,
            "values-estimated": own.estimates,
            "values-earlier": own.earlier,
        }
        for economy in sorted(own.index):
            for sentence in comment_on_score(figures, economy, inputs=result).sentences:
                named = sets.get(sentence.code.removeprefix("commentary/"))
                if named is None:
                    continue
                for language in i18n.LANGUAGES:
                    words = sentence.to_text(language)
                    labels = {
                        key: i18n.label("nodes", key, language)
                        for key in result.methodology.plan.indicators
                    }
                    stated = {key for key, label in labels.items() if label in words}
                    assert stated == named[economy], (language, words)


@pytest.mark.parametrize(("first", "last"), [(2023, 2024), (2024, 2025)])
def test_the_figures_of_all_changes_equal_their_records(
    data: Path, read: dict[int, ict.Result], first: int, last: int
) -> None:
    """The points of the parts add up to the change of the printed scores, in each language."""
    changes = ict.analysis.explain_change(read[first], read[last])
    before, after = record(data, first).index, record(data, last).index
    both = sorted(before.keys() & after.keys())
    assert len(both) >= 117
    for economy in both:
        ends = shown(before[economy]), shown(after[economy])
        sentences = (
            describe_change(changes.economy(economy))
            if economy in changes.economies
            else [state_change(ends, (str(first), str(last)))]
        )
        for sentence in sentences:
            for language in i18n.LANGUAGES:
                words = sentence.to_text(language)
                figures = numbers_in(words, language, names(language))
                assert Decimal(first) in figures and Decimal(last) in figures
                assert ends[1] in figures, (language, words)
                points = [
                    read_number(n, language) for n in re.findall(r"[+\u2212]\d+(?:[.,]\d+)?", words)
                ]
                moved = ends[1] - ends[0]
                if moved:
                    assert ends[0] in figures and points[0] == moved, (language, words)
                    points = points[1:]
                if sentence.code.endswith("-parts"):
                    assert sum(points) == moved, (language, words)


def test_the_figures_of_editions_equal_their_records(
    data: Path, read: dict[int, ict.Result]
) -> None:
    figures = {
        e: figures_of_published(r.observations.published[e], r.methodology, e)
        for e, r in read.items()
    }
    for first, last in ((2023, 2024), (2024, 2025)):
        commentary = comment_on_edition(figures[last], figures[first], whose=COPY)
        stated = {s.code.removeprefix("commentary/"): s for s in commentary.sentences}
        before, after = record(data, first).index, record(data, last).index
        check(stated["index"], [Decimal(n) for n in (INDICATORS, 0, 100, 2)])
        count = Decimal(len(after))
        own = [Decimal(last), Decimal(last - 2), count, Decimal(SIZES[last]), _middle(after)]
        # Two languages do not repeat the count for the median.
        for language in i18n.LANGUAGES:
            seen = numbers_in(stated["edition-part"].to_text(language), language)
            assert Counter(seen) in (Counter(own), Counter([*own, count])), (language, seen)
        check(stated["edition-mean"], [Decimal(SIZES[last]), Decimal(last), MEANS[last]])
        both = sorted(before.keys() & after.keys())
        ends = [_middle({c: scores[c] for c in both}) for scores in (before, after)]
        moves = [shown(after[c]) - shown(before[c]) for c in both]
        counts = (
            len(both),
            sum(m > 0 for m in moves),
            sum(m < 0 for m in moves),
            moves.count(Decimal(0)),
            first,
            last,
        )
        moved = ends[1] - ends[0]
        check(stated["edition-change"], [*map(Decimal, counts), *ends, moved])


def _middle(scores: Mapping[str, Decimal]) -> Decimal:
    middle = statistics.median(map(shown, scores.values()))
    return Decimal(middle).quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_the_figures_of_all_prices_equal_their_records(data: Path) -> None:
    """Of 2025: shares and dollars as printed, the target where the income group has it."""
    file = data / "ipb" / "baskets_2008_2025.csv"
    columns = {"iso3": "economy", "code_prefix": "basket", "unit": "measure"}
    series = ict.prices.read_baskets(file, edition=2025, columns=columns)
    printed = {
        (row["iso3"], row["code_prefix"], row["unit"]): Decimal(row["value"])
        for row in rows_of(file)
        if row["year"] == "2025" and row["status"] == "official"
    }
    groups = {
        row["iso3"]: row["group"]
        for row in rows_of(data / "reference" / "groups.csv")
        if (row["grouping"], row["vintage"]) == ("income-group", "ipb-2025")
    }
    codes = {code: ict.data.definition_of(code)[0] for _, code, _ in printed}
    official = {codes[code] for _, code, _ in printed}
    counted = 0
    for economy in series.economies:
        own: dict[str, dict[str, Decimal]] = {}
        for (who, code, unit), value in printed.items():
            if who == economy:
                own.setdefault(codes[code], {})[unit] = value
        stated = comment_on_prices(series, economy, year=2025, whose=COPY).sentences
        assert {s.figures["definition"] for s in stated if "definition" in s.figures} == set(own)
        for sentence in stated:
            key = sentence.code.removeprefix("commentary/")
            if key == "prices-absent":
                missing = official - set(own)
                counted += check(sentence, [Decimal(2025), Decimal(len(missing))])
                continue
            price = own[str(sentence.figures["definition"])]
            if key == "price-target":
                assert groups[economy] != "high"
                share, target = price["GNIpc"], Decimal(2)
                counted += check(sentence, [target, share, Decimal(2025), target, share - target])
                continue
            expected = [price[unit] for unit in ("GNIpc", "USD") if unit in price]
            counted += check(sentence, [Decimal(2025), *expected])
            if key == "price":
                for language in i18n.LANGUAGES:
                    (pair,) = re.findall(PRICE[language], sentence.to_text(language))
                    assert [read_number(n, language) for n in pair] == expected
    assert counted >= 5000, counted
