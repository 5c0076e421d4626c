"""The report to the Council: a draft, figures of the record alone, nothing that claims an act."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from languages_in_turn import each_language
from report_cases import SOURCES, idi_series, price_series, printed

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.definitions import documents
from ictindex.language import i18n
from ictindex.language.i18n import Grid, Heading
from ictindex.publishing.reports import council_instructions

METHODOLOGY = Path(__file__).resolve().parents[4] / "methodology"
SECRET = "Survey of a ministry"


def consultations() -> ict.sourcing.Consultations:
    rows = [
        {"economy": code, "indicator": "internet-users", "year": 2022, "source": SECRET,
         "value": "70.1", "notified": "2024-02-01", "deadline": "2024-03-01",
         "answered": answered, "answer": "objected" if answered else "", "text": "No, never."}
        for code, answered in (("ECU", "2024-02-09"), ("KEN", ""))
    ]  # fmt: skip
    return ict.sourcing.read_consultations(pd.DataFrame(rows))


@cache
def report() -> ict.reports.ProgressReport:
    """A report with every input but a register of editions."""
    then, now = idi_series().results
    calendar = ict.sourcing.Calendar(
        2023, dispatched="2024-01-10", submitted={"ECU": "2024-02-28"}, published="2024-06-01"
    )
    comments = ict.review.read_comments(ict.sample_data("comments-example.csv"))
    return ict.reports.progress_report(
        [now, then],
        calendars=[calendar],
        consultations=consultations(),
        comments=comments,
        prices=price_series(),
        sources=SOURCES,
    )


@cache
def bare() -> ict.reports.ProgressReport:
    return ict.reports.progress_report(idi_series().results, sources=SOURCES[:1])


def evidence(of: ict.reports.ProgressReport) -> dict[int, dict[str, dict[str, Any]]]:
    """The figures of each instruction by the key of their sentence; the last of several."""
    return {
        row["number"]: {e["code"].removeprefix("council/"): e["figures"] for e in row["evidence"]}
        for row in of.to_dict()["instructions"]
    }


def instructions(of: ict.reports.ProgressReport, language: str) -> Grid:
    return next(
        block
        for block in of.blocks(language)
        if isinstance(block, Grid) and len(block.headers) == 4 and len(block.rows) == 20
    )


# ---------------------------------------------------------------- a draft


def test_it_is_headed_as_a_draft_whose_frame_others_complete() -> None:
    lines = report().to_text("en").splitlines()
    assert lines[3] == "! DRAFT, not a document of ITU."
    frame = next(b for b in report().blocks("en") if isinstance(b, Grid))
    blank = [row[0] for row in frame.rows if row[1] == "(to be completed)"]
    assert blank == [
        "Document number", "Session of the Council", "Agenda item", "Date",
        "Publisher of the editions", "Action requested of the Council",
    ]  # fmt: skip
    assert report()._paper("en").running.startswith("DRAFT, not a document of ITU.")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_reference_names_the_revision_that_was_not_read(language: str) -> None:
    frame = next(b for b in bare().blocks(language) if isinstance(b, Grid))
    (reference,) = [cell for _, cell in frame.rows if "131" in cell]
    # The text of 2018 was read; the methodology of the index names that of 2022.
    for year in ("dubai-2018", "bucharest-2022"):
        assert i18n.label("mandates", f"resolution-131-rev-{year}", language) in reference
    if language == "en":
        assert reference.endswith("(Rev. Bucharest, 2022), a text not read here")


def test_nobody_signs_figures_that_name_no_publisher() -> None:
    signed = ("Office", dt.date(2026, 6, 1))
    with pytest.raises(UsageError) as refused:
        ict.reports.progress_report(idi_series().results, sources=SOURCES[:1], signed=signed)
    assert refused.value.code == "report.not-the-publisher"


@pytest.mark.slow
def test_the_publisher_that_the_edition_names_signs_and_no_other(tmp_path: Path) -> None:
    made = ict.editions.demonstrate(tmp_path / "trial")
    edition = ict.open_edition(made.edition.path)
    day = dt.date(2024, 7, 1)
    paper = ict.reports.progress_report([edition], signed=("Demonstration", day))
    page = " ".join(paper.to_text("en").split())
    assert "DRAFT" not in page and "Signed by Demonstration, 1 July 2024" in page
    record = paper.to_dict()
    assert (record["draft"], record["signed_by"], record["signed_on"]) == (
        False, "Demonstration", "2024-07-01",
    )  # fmt: skip
    with pytest.raises(UsageError):
        ict.reports.progress_report([edition], signed=("Somebody", day))
    with pytest.raises(UsageError):
        ict.reports.progress_report([edition], signed="Demonstration")  # type: ignore[arg-type]
    # An opened edition has a day of release, a root digest and a register of errata.
    shown = evidence(paper)
    assert shown[5]["files-agree"] == {"edition": 2024, "root": made.edition.root}
    assert shown[5]["errata"] == {"edition": 2024, "count": 0}
    assert shown[1]["edition-released"]["day"] == "2024-06-27"
    assert "release-unknown" not in shown[1]
    # Its files list receipts and consultations: twelve economies on one day, two consultations.
    assert shown[3]["submissions"] == {
        "edition": 2024, "count": 12, "begins": "2024-02-01", "ends": "2024-02-01", "absent": 12,
    }  # fmt: skip
    # Its values state their classes: nothing is read from notes.
    assert "values-by-class" in shown[2] and "values-by-note" not in shown[2]
    assert "as classified here" not in page
    consulted = (made.folder / "consultations.csv").read_text("utf-8").splitlines()[1:]
    used = [line for line in consulted if not line.endswith("objected")]
    assert shown[2]["own-consultations"] == {"edition": 2024, "year": 2022, "count": len(used)}
    assert "Edition 2024, data of 2022: consultations on record 2." in page


@pytest.mark.slow
def test_two_editions_of_a_register_have_their_roots_and_days(tmp_path: Path) -> None:
    """Editions that an earlier version published; economies of one are in no list of regions."""
    archive = Path(__file__).resolve().parents[3] / "golden" / "golden-editions-4.zip"
    zipfile.ZipFile(archive).extractall(tmp_path)
    listed = [
        entry
        for entry in ict.editions.list_editions(tmp_path / "editions")
        if entry.index == "idi" and entry.state == "published"
    ]
    paper = ict.reports.progress_report([entry.open() for entry in listed])
    rows = paper.to_dict()["instructions"]
    shown = {(e["code"], e["figures"].get("edition")): e["figures"] for e in rows[4]["evidence"]}
    assert len(listed) == 2
    for entry in listed:
        assert shown["council/files-agree", entry.edition]["root"] == entry.root
        assert shown["council/errata", entry.edition]["count"] == entry.errata
    days = [e["figures"]["day"] for e in rows[0]["evidence"] if "day" in e["figures"]]
    assert days == [entry.released.isoformat() for entry in sorted(listed, key=lambda e: e.edition)]
    assert "Annex 9" in paper.to_text("en")


# ---------------------------------------------------------------- the twenty instructions


@each_language("en", "ar")
def test_twenty_rows_each_with_evidence_or_not_available(language: str) -> None:
    absent = i18n.text("reports", "not-available", language)
    for paper in (report(), bare()):
        rows = instructions(paper, language).rows
        assert [row[0] for row in rows] == [str(n) for n in range(1, 21)]
        for row, (clause, own) in zip(rows, paper._instructions, strict=True):
            sentences = [each.sentence.to_text(language) for each in own]
            assert row[2] == (i18n.paragraph(sentences, language) if own else absent), clause.id
            assert bool(row[3]) == bool(own), clause.id
            assert all(re.search(r"\d", words) for words in sentences), clause.id


def test_the_words_of_the_resolution_are_quoted_in_the_language_in_which_they_were_read() -> None:
    dubai = tomllib.loads(
        (METHODOLOGY / "mandates" / "resolution-131-rev-dubai-2018.toml").read_text("utf-8")
    )
    texts = [clause["text"] for clause in dubai["clauses"] if clause["section"] == "director"]
    assert [row[1] for row in instructions(bare(), "en").rows] == [f"“{text}”" for text in texts]
    french = instructions(bare(), "fr")
    assert not any(text in row[1] for text in texts for row in french.rows)
    assert "ni une traduction de l’UIT" in bare().to_text("fr").replace("\n", " ")


def test_training_files_meetings_and_liaison_are_never_evidence() -> None:
    absent = {number for number, own in evidence(report()).items() if not own}
    # Nothing is known of frozen files (5) where no edition was opened.
    assert absent == {5, 7, 8, 9, 12, 13, 16, 17, 18}
    assert {number for number, own in evidence(bare()).items() if not own} == absent | {3, 14, 19}


def test_each_figure_is_that_of_its_record() -> None:
    then, now = idi_series().results
    shown = evidence(report())
    assert shown[1]["edition-read-of"] == {"edition": 2024, "count": 19, "total": 170}
    assert int(now.scores["idi"].notna().sum()) == 19
    frozen = tomllib.loads((METHODOLOGY / "FROZEN.toml").read_text("utf-8"))["documents"]
    document = "idi-methodology-2023"
    assert frozen[document] in str(report().to_dict()["instructions"][9])
    own = tomllib.loads((METHODOLOGY / "idi" / f"{document}.toml").read_text("utf-8"))
    assert shown[20]["validity"]["begins"] == str(own["valid_from"])
    assert shown[3]["survey-dispatch"] == {"year": 2023, "day": "2024-01-10", "count": 10}
    # Submitted on 28 February, published on 1 June: more than three months later.
    assert shown[3]["survey-data"] == {"year": 2023, "count": 1, "answers": 1, "absent": 1}
    assert shown[2]["consultations"] == {"year": 2022, "count": 2, "answers": 1}
    published = ict.review.read_comments(ict.sample_data("comments-example.csv")).to_public()
    assert shown[19]["comments"]["count"] == len(
        published.select(shown[19]["comments"]["document"])
    )
    assert shown[19]["comments"]["root"] == published.digest
    # The sample has one row for each value, and no class of source but estimates.
    rows = now.observations.to_frame()
    rows = rows[rows["economy"].isin(now.scores.index[now.scores["idi"].notna()])]
    estimates = int((rows["source_class"] == "estimate").sum())
    assert shown[2]["values-by-class"] == {
        "edition": 2024, "total": len(rows), "count": 0, "answers": estimates, "rows": 0,
        "absent": len(rows) - estimates,
    }  # fmt: skip
    scored = [set(each.scores.index[each.scores["idi"].notna()]) for each in (then, now)]
    assert shown[6]["panel"]["count"] == len(scored[0] & scored[1])
    assert shown[11]["constants-differ"]["count"] == 0
    prices = price_series().frame
    assert shown[4]["prices"]["until"] == str(max(prices["year"]))


def test_the_report_states_that_classes_come_from_notes() -> None:
    sentence = council_instructions.describe_sources(printed())
    assert sentence.code == "council/values-by-note"
    words = "; as classified here from the publisher’s notes and marks: official"
    assert words in sentence.to_text("en")


def test_printed_scores_may_be_of_a_copy() -> None:
    page = " ".join(
        ict.reports.progress_report([printed()], sources=SOURCES[:1]).to_text("en").split()
    )
    assert "The file that was read may be a third party’s copy of the publication." in page


def test_every_command_that_a_row_names_exists() -> None:
    from ictindex.apps.cli.command_tree import COMMANDS

    named = [e["command"] for row in report().to_dict()["instructions"] for e in row["evidence"]]
    assert len(named) > 20
    for command in named:
        _, name, *rest = command.split()
        tree = COMMANDS[name]
        assert isinstance(tree, str) or rest[0] in tree, command


@pytest.mark.slow
def test_every_evidence_has_an_annex_of_the_report() -> None:
    titles = [b.words for b in report().blocks("en") if isinstance(b, Heading) and b.level == 2]
    annexes = [title for title in titles if title.startswith("Annex ")]
    assert [title.split(":")[0] for title in annexes] == [f"Annex {n}" for n in range(1, 10)]
    assert instructions(report(), "en").rows[2][3] == "Annex 2; ictindex calendar 2023"
    assert annexes[1] == "Annex 2: Timeliness"


def test_an_instruction_that_registers_know_is_one_of_the_resolution() -> None:
    read = [m for m in documents.mandates().values() if m.is_read][-1]
    numbers = {clause.number for clause in read.clauses if clause.section == "director"}
    assert set(council_instructions.LOOKUPS) < numbers == set(range(1, 21))


# ---------------------------------------------------------------- what it never says

# Verbs that claim an act, and causal words, in each language.
CLAIMS = {
    "en": r"\b(was|were|has been|have been|held|organi[sz]ed|conducted|carried out|implemented|"
    r"achieved|promoted|trained|supported|established|maintained|improved|because|thanks to)\b",
    "fr": r"\b(a été|ont été|tenue?s?|organisée?s?|menée?s?|réalisée?s?|promue?s?|formée?s?|"
    r"grâce à|parce qu)",
    "es": r"\b(se ha|se han|fue|fueron|celebrad|organizad|realizad|promovi|capacitad|gracias a|"
    r"porque)\b",
    "ru": r"\b(был|была|было|были|проведен[аоы]?|организован[аоы]?|выполнен[аоы]?|"
    r"осуществлен[аоы]?|благодаря|потому что)\b",
    "zh": "举办|开展了|完成了|实施了|培训了|推动了|因为|由于",
    "ar": r"\b(عُقد|نُظم|أُنجز|نُفذ|تم|قام|قامت|بفضل|لأن)\b",
}
# Sentences that say that the registers do not show an act, and the frame.
DENIALS = ("instructions-note", "paraphrase", "to-be-completed")


@each_language("en", "ar")
def test_no_words_claim_an_act_or_a_cause(language: str) -> None:
    text = (METHODOLOGY / "languages" / language / "council.toml").read_text("utf-8")
    words = tomllib.loads(text)["council"]
    for key, sentence in words.items():
        if key not in DENIALS:
            assert not re.search(CLAIMS[language], sentence), (key, sentence)
    shown = [row[2] for row in instructions(report(), language).rows]
    assert not re.search(CLAIMS[language], " ".join(shown))


def test_consultations_are_numbers_only() -> None:
    page = report().to_text("en")
    assert any(line.split() == ["2022", "2", "1", "1"] for line in page.splitlines())
    for word in (SECRET, "No, never", "objected", "70.1"):
        assert word not in page
    assert "Ecuador" not in page.split("Annex 7")[0]


# ---------------------------------------------------------------- years


def test_the_papers_of_two_years_differ_in_figures_alone() -> None:
    then, now = idi_series().results
    texts = [
        ict.reports.progress_report([each], sources=SOURCES[:1]).to_markdown("en").splitlines()
        for each in (then, now)
    ]
    outlines = [[re.sub(r"\d[\d.,]*", "#", line) for line in text] for text in texts]
    first, last = ([re.sub(" +|-{2,}", " ", line) for line in outline] for outline in outlines)
    # The mean of all its economies is on record for the edition of 2024 alone.
    alone = [line for line in last if line.startswith("- The mean that ITU printed for the # ")]
    assert len(alone) == 1
    assert first == [line for line in last if line not in alone]


def test_a_changed_value_changes_the_lines_with_its_facts_alone() -> None:
    then, now = idi_series().results
    rows = now.observations.to_frame()[["economy", "indicator", "year", "value"]].astype(str)
    rows["source_class"] = now.observations.to_frame()["source_class"]
    own = (rows["economy"] == "BRA") & (rows["indicator"] == "internet-users")
    texts = []
    for kind in ("official-submission", "estimate"):
        rows.loc[own, "source_class"] = kind
        observations = ict.read_observations(rows)
        result = ict.compute(now.methodology, observations, edition=2024)
        paper = ict.reports.progress_report([then, result], sources=SOURCES[:1])
        texts.append(paper.to_markdown("en").splitlines())
    changed = [pair for pair in zip(*texts, strict=True) if pair[0] != pair[1]]
    # The sentence of the summary, the row of the instruction, the rows of the annex.
    assert [re.split(r"[\d|:-]+", line.strip("| -"))[0].strip() for line, _ in changed] == [
        "Edition", "", "Official", "Estimates", "Individuals using the Internet",
    ]  # fmt: skip
    assert changed[1][0].startswith("| 2 ")


def test_editions_are_side_by_side_and_common_means_compare() -> None:
    page = " ".join(report().to_text("en").split())
    assert "For the 19 economies in both editions" in page
    assert "All editions here follow one methodology" in page


def test_the_calendar_says_what_was_late() -> None:
    page = report().to_markdown("en")
    row = next(line for line in page.splitlines() if "2024-01-10 |" in line)
    assert [cell.strip() for cell in row.split("|")][3:7] == ["10", "1", "1", "1"]


def test_what_is_not_at_hand_is_stated() -> None:
    words = " ".join(bare().to_text("en").split())
    for phrase in ("Dates of the surveys are not available here.",
                   "Records of consultations are not available here.",
                   "Prices of baskets are not available here.",
                   "Comments of members on the methodology are not available here."):  # fmt: skip
        assert phrase in words


def test_no_edition_is_no_report() -> None:
    with pytest.raises(ict.errors.UsageError, match="There is no result to put side by side"):
        ict.reports.progress_report([])
