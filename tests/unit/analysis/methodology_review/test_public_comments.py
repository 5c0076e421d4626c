"""The public form: what members agreed to publish, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from comment_cases import decided, read, row
from small_cases import small_cases

import ictindex as ict
from ictindex.analysis.methodology_review.public_comments import PublicComment
from ictindex.analysis.methodology_review.withheld_counts import Withheld
from ictindex.language.i18n import LANGUAGES


def test_only_what_a_member_agreed_to_is_there() -> None:
    comments = read(
        decided(
            "partly", role="member-state", economy="ECU", organisation="Ministry",
            publish="clause proposal",
        )
    )  # fmt: skip
    (comment,) = comments.to_public()
    assert comment == PublicComment(
        1, "idi-methodology-2023", ("clause", "proposal"), constant="leaves.coverage-4g",
        proposal="Count 5G too.",
    )  # fmt: skip
    text = comments.to_public().to_text("en")
    assert "Not published: role, economy, organisation, reason, date of receipt" in text
    assert "Ecuador" not in text and "Not yet" not in text and "It is there" not in text


def test_everything_is_shown_of_who_agreed_to_everything() -> None:
    text = read(decided("partly", publish="all", clause="Section 3")).to_public().to_text("en")
    for words in (
        "1: Population covered by at least a 4G/LTE mobile network (leaves",
        "leaves.coverage-4g", "Section 3", "From: Academia, Wend University",
        "Proposal: Count 5G too.", "Reason: It is there.", "Received: 3 February 2026",
        "Decision: accepted in part, 6 May 2026, Expert group", "Answer: Not yet.",
    ):  # fmt: skip
        assert words in " ".join(text.split()), words
    assert "Not published" not in text


def test_an_example_is_never_taken_for_a_comment_that_was_made() -> None:
    example = row(role="example", economy="XAA", organisation="", publish="proposal")
    public = read(example, {**example, "id": "c-2", "publish": "no"}).to_public()
    assert [comment.role for comment in public] == ["example", "example"]
    text = public.to_text("en")
    assert "From: Invented example" in text and "are invented examples" in text


def test_numbers_follow_what_is_published_and_not_the_register() -> None:
    first = row("a-1", publish="proposal", proposal="B", received="2026-01-01")
    second = row("a-2", publish="proposal", proposal="A", received="2026-09-09")
    both = [read(first, second).to_public(), read(second, first).to_public()]
    assert [[(c.number, c.proposal) for c in public] for public in both] == [
        [(1, "A"), (2, "B")]
    ] * 2


def test_a_register_with_errors_is_not_published() -> None:
    comments = read(row(), row("c-2", role="minister"))
    with pytest.raises(ict.errors.DataError, match="nothing is published or frozen") as caught:
        comments.to_public()
    assert "'minister' is not admitted" in str(caught.value)


def test_the_public_form_is_read_back_the_same(tmp_path: Path) -> None:
    rows = [row(f"c-{n}") for n in range(4)] + [decided("rejected", f"d-{n}") for n in range(5)]
    comments = read(*rows, decided("noted", "e", publish="all", proposal="=1+1\nand\tso on"))
    public = comments.to_public()
    public.to_csv(tmp_path / "public.csv")
    again = ict.review.read_public_comments(tmp_path / "public.csv")
    assert (again.digest, tuple(again), again.withheld) == (
        public.digest, tuple(public), public.withheld,
    )  # fmt: skip
    assert public.withheld == Withheld(9, (("rejected", 5), ("open", 4)))
    assert again.to_dict() == public.to_dict()


@small_cases(
    ("old", "new"),
    [
        ("idi-methodology-2023,,,", "idi-methodology-2023,,XAA,"),  # who did not agree to that
        ("\n1,", "\n2,"),
        ("clause proposal", "proposal"),
        ("clause proposal", "clause proposal name"),
        (",<3", ",2"),
        (",<3", ",<4"),
        (",<3", ",many"),
    ],
)
def test_a_public_form_that_was_changed_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = read(row(publish="clause proposal")).to_public().csv_text()
    assert old in text
    file = tmp_path / "public.csv"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ict.errors.UnusableFileError, match="not a row of the public form"):
        ict.review.read_public_comments(file)


@small_cases("language", LANGUAGES)
def test_the_public_page_is_in_each_language_and_escapes(language: str) -> None:
    hostile = "<img src=x onerror=alert(1)> `x` [a](javascript:b) $x$"
    public = read(decided("partly", publish="all", reason=hostile), *map(row, "abc")).to_public()
    page = public.write("html", language)
    assert "<img" not in page and "&lt;img" in page
    assert "](javascript" not in public.to_markdown(language).replace("\\]", "").replace("\\(", "")
    assert "[review" not in public.to_text(language)
    direction = "rtl" if language == "ar" else "ltr"
    assert f'dir="{direction}"' in page
