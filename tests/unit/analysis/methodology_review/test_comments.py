"""The register of comments: what is wrong with a row, and that it is read back the same."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from comment_cases import decided, read, row
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.methodology_review.comments import COLUMNS, Comment
from ictindex.language.i18n import LANGUAGES

MEMBER = {"role": "member-state", "economy": "ECU"}
FAULTS: dict[str, tuple[dict[str, object], str, str]] = {
    "no id": ({"id": ""}, "cell.required", "id"),
    "a strange id": ({"id": "c 1"}, "comment.id-unusable", "id"),
    "no document": ({"document": ""}, "cell.required", "document"),
    "an unknown document": (
        {"document": "idi-methodology-1999"}, "comment.unknown-document", "document",
    ),
    "no role": ({"role": ""}, "cell.required", "role"),
    "an unknown role": ({"role": "ministry"}, "choice.unknown", "role"),
    "no proposal": ({"proposal": ""}, "cell.required", "proposal"),
    "no date": ({"received": ""}, "cell.required", "received"),
    "a day first": ({"received": "03.02.2026"}, "date.unusable", "received"),
    "no consent": ({"publish": ""}, "cell.required", "publish"),
    "consent to what is no part": ({"publish": "role name"}, "comment.part-unknown", "publish"),
    "nothing named": ({"constant": ""}, "comment.no-subject", "constant"),
    "an unknown constant": (
        {"constant": "leaves.coverage-5g"}, "comment.unknown-constant", "constant",
    ),
    "a real economy as an example": (
        {"role": "example", "economy": "BRA"}, "comment.example-real", "economy",
    ),
    "no such economy": ({"economy": "Ecuador"}, "economy.unknown-near", "economy"),
    "a State without economy": (
        {"role": "member-state", "economy": ""}, "comment.no-member", "economy",
    ),
    "a company without name": (
        {"role": "sector-member", "organisation": ""}, "comment.no-member", "organisation",
    ),
    "an unknown decision": (
        {"decision": "yes", "decided": "2026-05-06", "decided_by": "X"}, "choice.unknown-optional",
        "decision",
    ),
    "a decision of no day": (
        {"decision": "noted", "decided_by": "X"}, "comment.half-decision", "decided",
    ),
    "a decision of nobody": (
        {"decision": "noted", "decided": "2026-05-06"}, "comment.half-decision", "decided_by",
    ),
    "an answer without decision": ({"answer": "Yes."}, "comment.half-decision", "answer"),
    "a rejection without answer": (
        {"decision": "rejected", "decided": "2026-05-06", "decided_by": "X"},
        "comment.unanswered", "answer",
    ),
    "decided before it was made": (
        {"decision": "noted", "decided": "2026-02-02", "decided_by": "X"},
        "comment.decided-before", "decided",
    ),
    "decided, but received on a day that cannot be read": (
        {"received": "3 Feb", "decision": "noted", "decided": "2026-05-06", "decided_by": "X"},
        "date.unusable", "received",
    ),
    "a published text that names its author": (
        {**MEMBER, "publish": "proposal", "proposal": "As in Équateur, count 5G."},
        "comment.names-member", "proposal",
    ),
    "a hidden character": ({"constant": "leaves.coverage-4g\u200b"}, "text.invisible", "constant"),
}  # fmt: skip


@small_cases("name", FAULTS)
def test_a_comment_that_is_not_certain_is_a_finding(name: str) -> None:
    changed, code, column = FAULTS[name]
    comments = read(row(**changed))
    assert len(comments) == 0
    assert [finding.code for finding in comments.findings.errors] == [code]
    address = comments.findings[0].address
    assert address is not None and (address.line, address.column) == (1, column)


def test_messages_say_what_to_do() -> None:
    comments = read(row(constant="leaves.coverage-4g.goalposts.ful", publish="role, clause"))
    assert [(f.message("en"), f.remedy("en")) for f in comments.findings] == [
        (
            "'leaves.coverage-4g.goalposts.ful' is not a constant of idi-methodology-2023; the "
            "nearest is leaves.coverage-4g.goalposts.full.",
            "Write a key path that `ictindex methodology show idi-methodology-2023 --csv` lists, "
            "or leave the cell empty and name the clause in words.",
        ),
        (
            "'role,' is not a part of a comment that can be published.",
            "Write `no`, `all`, or some of these with spaces between them: role, economy, "
            "organisation, clause, proposal, reason, received, answer.",
        ),
    ]


@small_cases(
    ("text", "named"),
    [
        ("ECU proposes", True),
        ("in the Republic of ecuador too", True),
        ("Эквадор считает", True),
        ("厄瓜多尔认为", True),
        ("يرى إكوادور ذلك", True),
        ("Ecuadorian data", False),
        ("security first", False),
        ("ecu is a unit", False),
        ("ECUADOR SAYS", True),
    ],
)
def test_a_name_is_a_name_in_six_languages(text: str, named: bool) -> None:
    comments = read(row(**MEMBER, publish="proposal", proposal=text))
    assert bool(comments.findings) == named


# Codes of economies that are words: Andorra, United Arab Emirates, Canada, Peru, Suriname, Estonia.
@pytest.mark.parametrize(
    ("economy", "text"),
    [
        ("AND", "Speed and price"),
        ("ARE", "Which are the ages?"),
        ("CAN", "It can be measured."),
        ("PER", "per 100 inhabitants"),
        ("SUR", "une question sur le ménage"),
        ("EST", "la question est claire"),
    ],
)
def test_a_word_is_no_code_of_an_economy(economy: str, text: str) -> None:
    member = row(**MEMBER | {"economy": economy}, publish="proposal", proposal=text)
    assert not read(member).findings
    capitals = row(**MEMBER | {"economy": economy}, publish="proposal", proposal=f"{economy}: no")
    assert [finding.code for finding in read(capitals).findings] == ["comment.names-member"]


def test_who_agreed_to_be_named_may_be_named() -> None:
    comments = read(row(**MEMBER, publish="economy proposal", proposal="Ecuador asks for 5G."))
    assert not comments.findings and len(comments) == 1


def test_of_two_comments_with_one_id_none_is_certain() -> None:
    comments = read(row(), row("c-2"), row(proposal="Another."))
    assert [comment.id for comment in comments] == ["c-2"]
    assert [f.code for f in comments.findings] == ["comment.twice", "comment.twice"]


def test_constants_are_those_of_the_document_or_of_a_part_of_it() -> None:
    for path in ("leaves.coverage-4g.goalposts.full", "nodes.idi", "rounding"):
        assert not read(row(constant=path)).findings, path


def test_comments_on_a_document_of_ones_own(tmp_path: Path) -> None:
    methodology = ict.methodology("idi", 2024).variant("no-3g", drop="coverage-3g")
    own = methodology.id
    changed = row(document=own, constant="leaves.coverage-3g")
    assert [f.code for f in read(row(document=own)).findings] == ["comment.unknown-document"]
    assert not read(row(document=own), documents=[methodology]).findings
    findings = read(changed, documents=[methodology]).findings
    assert [f.code for f in findings] == ["comment.unknown-constant"]
    with pytest.raises(ict.errors.UsageError, match="A document of the type int cannot be used"):
        read(row(), documents=[3])


def test_files_are_read_back_the_same(tmp_path: Path) -> None:
    rows = [
        decided("rejected", clause="=1+1", proposal='Two\nlines, "quoted"', publish="all"),
        row("c-2", proposal="@SUM(A1)", reason=""),
    ]
    comments = read(*rows)
    comments.to_csv(tmp_path / "comments.csv")
    again = ict.review.read_comments(tmp_path / "comments.csv")
    assert again.to_frame().equals(comments.to_frame())
    assert (again.digest, len(again.findings)) == (comments.digest, 0)
    assert again.find("c-1").decided == date(2026, 5, 6)
    assert pickle.loads(pickle.dumps(again)).digest == again.digest  # noqa: S301
    with pytest.raises(ict.errors.ReadOnlyError):
        again.findings = None


def test_a_finding_in_a_workbook_names_its_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(COLUMNS))
    sheet.append(list(row(received=date(2026, 2, 3)).values()))
    sheet.append(list(row("c-2", role="minister").values()))
    book.save(tmp_path / "comments.xlsx")
    comments = ict.review.read_comments(tmp_path / "comments.xlsx")
    assert [comment.received for comment in comments] == [date(2026, 2, 3)]
    assert [f.where("en") for f in comments.findings] == ["comments.xlsx, cell C3"]


def test_several_files_are_one_register(tmp_path: Path) -> None:
    read(row()).to_csv(tmp_path / "a.csv")
    read(row("c-2"), row("c-3", role="x")).to_csv(tmp_path / "b.csv")
    comments = ict.review.read_comments([tmp_path / "a.csv", read(row("c-2"), row("c-3", role=""))])
    assert [comment.id for comment in comments] == ["c-1", "c-2"]
    assert len(comments.findings) == 1
    assert ict.review.read_comments(comments) is comments
    with pytest.raises(ict.errors.UsageError):
        ict.review.read_comments(3)


def test_columns_are_known_and_complete(tmp_path: Path) -> None:
    frame = pd.DataFrame([row()])
    with pytest.raises(ict.errors.UnusableFileError, match="'decisions'"):
        ict.review.read_comments(frame.rename(columns={"decision": "decisions"}))
    with pytest.raises(ict.errors.UnusableFileError, match="publish"):
        ict.review.read_comments(frame.drop(columns="publish"))


def test_the_digest_is_of_the_content_and_not_of_its_order() -> None:
    first, second = row(), row("c-2")
    assert read(first, second).digest == read(second, first).digest
    assert read(first).digest != read(row(proposal="Count 5G too")).digest


def test_arguments_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ict.errors.UsageError):
        Comment("c-1", "idi-methodology-2023", "example", "X", "2026-02-03", "no")  # type: ignore[arg-type]
    with pytest.raises(ict.errors.UsageError):
        Comment("c-1", "idi-methodology-2023", "example", 5, date(2026, 2, 3), "no")  # type: ignore[arg-type]
    with pytest.raises(ict.errors.UsageError):
        ict.review.Comments([1])  # type: ignore[list-item]


@small_cases("language", LANGUAGES)
def test_the_page_of_the_compiler_has_everything_and_says_so(language: str) -> None:
    comments = read(decided("rejected", reason="<script>alert(1)</script>"), row("c-2"))
    page = comments.to_html(language)
    assert "<script" not in page and "&lt;script&gt;" in page
    text = comments.to_text(language)
    assert "c-2" in text and "[review" not in text
    assert comments.open_comments == (comments.find("c-2"),)


def test_an_empty_register_says_that_it_is_empty() -> None:
    assert "There is no comment." in ict.review.Comments().to_text("en")
