"""explain(): from the observation to the rounded score, in six languages and five formats."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from indices_cases import LANGUAGES, VALUES, economy, frame, message_of, sample, score_row, write
from languages_in_turn import each_language

import ictindex as ict
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.language import i18n

LEFT_OVER = re.compile(r"\{(?!array)[a-z_-]{3,}\}|\[[a-z-]+\.[a-z-]+\]")


def test_the_observation_its_file_line_status_and_source(edition: ict.Result) -> None:
    lines = sample("idi-2024-annex.csv")
    for code, node in (("BRA", "internet-users"), ("ZAF", "mobile-phone-ownership")):
        n, row = next(
            (n, r) for n, r in enumerate(lines, 2) if (r["economy"], r["indicator"]) == (code, node)
        )
        text = edition.explain(code, node=node).to_text()
        assert f"Value: {row['value']} %" in text
        assert f"data of {row['year']}" in text
        assert f"({row['status']})" in text
        assert row["source"] in text
        assert f"idi-2024-annex.csv, line {n}, column value" in text
    assert "value imputed by the compiler (I); estimate by the compiler" in text


def test_numbers_are_put_into_the_formula(edition: ict.Result) -> None:
    """80.5 / 95 = 84.73684...; ln(49.2) / ln(501) = 0.62669...; 2/5 and 3/5 of coverage."""
    text = edition.explain("BRA").to_text()
    assert "100 × min(max((80.5 − 0) ÷ (95 − 0); 0); 1) = 84.73684… ≈ 84.7" in text
    assert "(ln(48.2 + 1) − ln(0 + 1)) ÷ (ln(500 + 1) − ln(0 + 1))" in text
    assert "62.66914… ≈ 62.7" in text
    assert "(2 × 92.4 + 3 × 92.4) ÷ 5 = 92.4\n" in text
    assert "(21.33" not in text
    assert "(x − 21.3295) ÷ (1 − 21.3295)" in text
    assert "The value lies beyond the goalpost that scores the full scale" in text
    assert "ICT Development Index: 82.0" in text
    assert "share of the index 1/30" in text


def test_a_node_alone(edition: ict.Result) -> None:
    text = str(edition.explain("BRA", node="network-coverage"))
    assert text.startswith("Brazil: Network coverage\n")
    assert "Individuals using the Internet" not in text
    assert edition.explain("BRA", node="coverage-3g").to_dict()["node"] == "coverage-3g"


@pytest.mark.slow
@each_language("en", "ar")
def test_every_language_and_format_without_gaps(edition: ict.Result, language: str) -> None:
    for code in ("BRA", "AFG"):
        explanation = edition.explain(code, language=language)
        for view in (explanation.to_text(), explanation.to_markdown(), explanation.to_html()):
            assert not LEFT_OVER.search(view)
            assert i18n.economy_name(code, language) in view
            assert "idi-2024-annex.csv" in view
        assert "<math" in explanation.to_html()
        assert f'lang="{language}"' in explanation.to_html()
        assert ('dir="rtl"' in explanation.to_html()) == (language == "ar")
        assert "\\frac" in explanation.to_latex()
        assert explanation.to_latex().count("{") == explanation.to_latex().count("}")
        assert explanation._repr_html_()
    comma = "84,7" if language in ("fr", "es", "ru") else "84"
    assert comma in edition.explain("BRA", language=language).to_text()
    other = edition.explain("BRA", language=language)
    assert edition.explain("BRA").to_text(language) == other.to_text()


def test_languages_differ(edition: ict.Result) -> None:
    assert len({edition.explain("BRA", language=language).to_text() for language in LANGUAGES}) == 6


def nodes(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [record, *(n for child in record.get("children", ()) for n in nodes(child))]


def test_plain_data(edition: ict.Result) -> None:
    record = edition.explain("BRA").to_dict()
    assert json.loads(json.dumps(record)) == record
    every = nodes(record)
    assert [n["node"] for n in every] == list(edition.nodes)
    assert all(n["formula"] and n["arithmetic"] for n in every)
    leaves = [n for n in every if n["level"] == "indicator"]
    assert len(leaves) == 10
    total = sum(Fraction(n["contribution"]) for n in leaves)
    assert abs(total - Fraction(record["score"])) < Fraction(1, 10**18)
    assert sum(Fraction(n["share"]) for n in leaves) == 1
    assert leaves[0]["observation"]["written"] == "80.5"
    assert leaves[0]["observation"]["address"] == "idi-2024-annex.csv, line 38, column value"
    assert record["rounded"] == "82.0"
    assert record["result"] == edition.id


def test_an_economy_without_score_says_why(edition: ict.Result) -> None:
    explanation = edition.explain("FRA")
    text = explanation.to_text()
    assert (
        "France (FRA): no score, because there is no value for: “Fixed-broadband Internet traffic "
        "per subscription”." in text
    )
    assert "ICT Development Index: –" in text
    assert text.count("No observation: there is no value and no score.") == 1
    record = explanation.to_dict()
    assert record["score"] is None
    assert "arithmetic" not in record


def test_an_economy_left_out_whole_says_why(idi: ict.Methodology) -> None:
    rows = economy("BRA") + economy("KEN", source_class="estimate")
    text = ict.compute(idi, frame(rows)).explain("KEN").to_text()
    assert "Kenya (KEN): left out, because at most 0 inputs are official and 5 are needed." in text
    assert "Meaningful connectivity: –" in text
    assert text.count("Estimate by the compiler") >= 10


def test_a_supplied_score_is_not_solved_backwards(idi: ict.Methodology) -> None:
    rows = [r for r in economy("BRA") if not r["indicator"].startswith("coverage")]
    result = ict.compute(idi, frame([*rows, score_row("BRA", "network-coverage", "92.4")]))
    text = result.explain("BRA", node="network-coverage").to_text()
    assert "Value: 92.4 points (score)" in text
    assert "no value was derived from it" in text
    assert "= 92.4" not in text
    assert result.explain("BRA").to_dict()["children"][1]["children"][0]["supplied"] is True


def test_a_carried_value_is_named(idi: ict.Methodology, tmp_path: Path) -> None:
    rows = economy("BRA", source_class="official-submission")
    rows[0]["year"] = "2021"
    result = ict.compute(idi, write(tmp_path / "mine.csv", rows))
    text = result.explain("BRA", node="internet-users").to_text()
    assert "data of 2021" in text
    assert "mine.csv, line 2" in text
    assert "Value carried from an earlier year" in text


def test_the_worked_example_of_2011_states_the_disagreement_of_its_source() -> None:
    old = ict.methodology("idi-methodology-2011", edition=2011)
    result = ict.compute(
        old,
        ict.sample_data("worked-example-2011.csv"),
        published=ict.sample_data("worked-example-2011-published.csv"),
    )
    text = result.explain("KOR").to_text()
    # 105.4 / 180 = 0.5856 and 105.4 / 170 = 0.62: the box prints 0.62.
    assert "= 5.855555… ≈ 5.86" in text
    assert "Published: 6.2; recomputed: 5.9; difference −0.3" in text
    assert "does not explain it" in text
    assert "conflicting" in text
    assert "prints 170" in text
    assert "the chapter prints 180" in text
    assert "The box gives 8.40 for the Republic of Korea." in text
    assert "log10(11878.4)" in text
    assert "(2 × 8.219768… + 2 × 7.866666… + 9.896666…) ÷ 5 = 8.413907… ≈ 8.41" in text
    for language in LANGUAGES:
        words = result.explain("KOR", language=language).to_text()
        assert "170" in words
        assert "180" in words
    assert result.unconfirmed["mobile-cellular-subscriptions"] == "conflicting"
    assert "conflicting-constant" in result.flags["KOR", "mobile-cellular-subscriptions"]


WRONG = ["Atlantis", "Brazill", "SWE"]  # the last is an economy, but not in this result


@pytest.mark.parametrize("wanted", WRONG)
def test_an_economy_that_is_not_there(edition: ict.Result, wanted: str) -> None:
    text = message_of(lambda: edition.explain(wanted), CatalogueError, "explain.economy-unknown")
    assert text == (
        f"'{wanted}' is not an economy of idi-2024-reconstruction. "
        "Use a code that is in the result."
    )


@pytest.mark.parametrize("wanted", ["BR", "Brasil", "bra"])
def test_a_position_is_asked_for_by_code_alone(edition: ict.Result, wanted: str) -> None:
    text = message_of(
        lambda: edition.economy_position(wanted), CatalogueError, "explain.economy-unknown-near"
    )
    assert text == (
        f"'{wanted}' is not an economy of idi-2024-reconstruction (nearest: BRA). "
        "Use a code that is in the result."
    )
    assert edition.explain(wanted).to_dict() == edition.explain("BRA").to_dict()


def test_unknown_node_language_and_format(edition: ict.Result) -> None:
    message_of(
        lambda: edition.explain("BRA", node="access"), CatalogueError, "explain.node-unknown"
    )
    message_of(lambda: edition.explain("BRA", language="de"), CatalogueError, "language.unknown")
    message_of(lambda: edition.explain("BRA").write("docx"), UsageError, "format.unknown")


def test_hostile_text_stays_text(idi: ict.Methodology) -> None:
    rows = economy("BRA", VALUES, note="{economy} $x$ \\input{a} | b <b>")
    explanation = ict.compute(idi, frame(rows)).explain("BRA")
    assert "{economy} $x$" in explanation.to_text()
    assert "\\input{a}" not in explanation.to_latex()
    assert "<b>" not in explanation.to_html()
