"""Proposals as they are kept: pilot, comments, findings, life in words, list of a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from languages_in_turn import each_language
from proposal_cases import (
    ADOPTED,
    HEADER,
    INDICATOR,
    KEY,
    RETIRED,
    SAMPLE,
    WITHDRAWN,
    pilot_of,
    sample_text,
    with_life,
    write_proposal,
)
from small_cases import small_cases

import ictindex as ict
from ictindex.core.errors import DataError, DocumentError, UsageError

TWELVE = [f"XA{letter}" for letter in "ABCDEFGHIJKL"]
SOUND = dict.fromkeys(TWELVE, ("20", "1.5", "2000"))


def advice(path: Path) -> list[str]:
    return [finding.advice("en") for finding in ict.review.read_proposal(path).findings]


def test_the_sample_is_sound() -> None:
    proposal = ict.review.read_proposal(SAMPLE)
    assert not proposal.findings
    assert [value.economy for value in proposal.values] == TWELVE


@pytest.mark.parametrize(
    ("pilot", "words"),
    [
        (
            pilot_of(SOUND | {"XAA": ("20", "", "2000")}),
            "the pilot value has no standard error or no sample size.",
        ),
        (
            pilot_of(SOUND | {"XAA": ("20", "1.5", "")}),
            "the pilot value has no standard error or no sample size.",
        ),
        (
            pilot_of(SOUND).replace(f"XAA,{INDICATOR},2022", f"XAA,{INDICATOR},2021"),
            "The row is of another indicator or another year than the pilot",
        ),
        (
            pilot_of(SOUND).replace(f"XAA,{INDICATOR}", "XAA,internet-users"),
            "The row is of another indicator or another year than the pilot",
        ),
        (pilot_of(SOUND | {"XAA": ("120", "1.5", "2000")}), "120"),
        (
            pilot_of(SOUND).replace(HEADER, f"{HEADER},conf_status").replace("2000\n", "2000,C\n"),
            "the pilot value is marked as not to be published.",
        ),
    ],
)
def test_a_pilot_that_cannot_be_used_is_found(pilot: str, words: str, tmp_path: Path) -> None:
    path = write_proposal(tmp_path, pilot=pilot)
    assert any(words in line for line in advice(path)), advice(path)
    with pytest.raises(DataError, match="The proposal has errors, so that it is not assessed"):
        ict.review.assess_proposal(path, ict.sample_data(f"{KEY}-idi.csv"), edition=2024)


def test_another_file_than_the_stated_one_is_found(tmp_path: Path) -> None:
    path = write_proposal(tmp_path)
    (tmp_path / f"{KEY}-pilot.csv").write_text(pilot_of(SOUND), encoding="utf-8")
    assert any("is not the file that the proposal states" in line for line in advice(path))


def test_a_pilot_that_is_not_there_is_found(tmp_path: Path) -> None:
    path = write_proposal(tmp_path)
    (tmp_path / f"{KEY}-pilot.csv").unlink()
    assert any(f"{KEY}-pilot.csv" in line for line in advice(path))


@pytest.mark.parametrize(("count", "sound"), [(9, False), (10, True)])
def test_an_adoption_needs_the_stated_number_of_economies(
    count: int, sound: bool, tmp_path: Path
) -> None:
    values = dict(list(SOUND.items())[:count])
    path = write_proposal(tmp_path, with_life("adopted", ADOPTED), pilot_of(values))
    few = [line for line in advice(path) if "an adoption needs 10" in line]
    assert bool(few) is not sound
    if few:
        assert f"the pilot has {count} economies with a value and its error" in few[0]


def test_languages_that_are_absent_are_a_warning(tmp_path: Path) -> None:
    changes = {'zh = "范围内人员。"\n': "", 'ru = "Охватываемые лица."\n': ""}
    proposal = ict.review.read_proposal(write_proposal(tmp_path, changes))
    (finding,) = proposal.findings
    assert finding.level == "warning"
    assert "definition.denominator (ru, zh)" in finding.advice("en")
    assert "Persons in scope.（尚无中文）" in proposal.to_text("zh")


@pytest.mark.parametrize("words", ["as in Kenya", "as in KEN", "comme au Kenya"])
def test_a_text_that_names_an_economy_of_the_pilot_is_found(words: str, tmp_path: Path) -> None:
    pilot = pilot_of(SOUND | {"KEN": ("20", "1.5", "2000")})
    changes = {"not only whether they have access": f"{words}, not only whether they have access"}
    path = write_proposal(tmp_path, changes, pilot)
    assert any("the text 'purpose' names an economy of the pilot" in line for line in advice(path))


def test_words_that_are_also_codes_are_no_names(tmp_path: Path) -> None:
    """AND, ARE and CAN are codes; 'and', 'are' and 'can' are words."""
    pilot = pilot_of(SOUND | dict.fromkeys(("AND", "ARE", "CAN"), ("20", "1.5", "2000")))
    changes = {"not only whether": "and are, can, not only whether"}
    assert advice(write_proposal(tmp_path, changes, pilot)) == []


def test_comments_are_those_of_the_register(tmp_path: Path) -> None:
    path = write_proposal(tmp_path)
    register = tmp_path / f"{KEY}-comments.csv"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("definition.age_from", "definition.colour"), encoding="utf-8")
    assert any("definition.colour" in line for line in advice(path))
    read = ict.review.read_comments(register, documents=[path])
    assert len(read.findings) == 1 and read.documents == (KEY,)


def test_of_comments_the_page_shows_what_members_agreed_to(tmp_path: Path) -> None:
    path = write_proposal(tmp_path)
    register = tmp_path / f"{KEY}-comments.csv"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("clause proposal answer", "clause"), encoding="utf-8")
    shown = ict.review.read_proposal(path).to_text("en")
    assert "Ask for the last twelve months" in shown and "Begin at 15 years" not in shown


# ---------------------------------------------------------------- life


def test_the_life_is_a_line_in_words(tmp_path: Path) -> None:
    proposal = ict.review.read_proposal(
        write_proposal(tmp_path, with_life("retired", ADOPTED, RETIRED))
    )
    assert proposal.life("en") == (
        "proposed on 3 February 2026 (the proposer); pilot on 5 May 2026 (the secretariat); "
        "adopted on 1 September 2026 (Expert Group on ICT Household Indicators (EGH)); "
        "retired on 15 January 2030 (Expert Group on ICT Household Indicators (EGH))"
    )
    assert proposal.life("fr").startswith("proposé le 3 février 2026")
    assert proposal.life("en") in proposal.to_text("en").replace("\n", " ")


@pytest.mark.parametrize(
    ("status", "entries"), [("withdrawn", (WITHDRAWN,)), ("retired", (ADOPTED, RETIRED))]
)
def test_the_values_of_an_ended_proposal_stay_readable(
    status: str, entries: tuple[str, ...], tmp_path: Path
) -> None:
    proposal = ict.review.read_proposal(write_proposal(tmp_path, with_life(status, *entries)))
    assert proposal.observations is not None and len(proposal.observations) == 12
    assert str(proposal.values[0].value) == "15.0"
    assert "stay readable" in proposal.to_text("en")


@each_language("en", "ar")
def test_a_page_has_definition_mandate_life_and_pilot(language: str) -> None:
    proposal = ict.review.read_proposal(SAMPLE)
    shown = proposal.to_text(language).replace("\n", " ")
    for key in ("purpose", "names"):
        assert getattr(proposal.document, key)[language].split()[0] in shown
    assert "131" in shown and "2022" in shown


# ---------------------------------------------------------------- states and folders


@small_cases(
    ("changes", "keys"),
    [
        ({}, []),
        (with_life("adopted", ADOPTED), []),
        ({"on = 2026-05-05": "on = 2026-05-06"}, ["life"]),
        ({"age_from = 5": "age_from = 15"}, ["definition"]),
        ({'en = "It measures': 'en = "It also measures'}, []),
    ],
)
def test_a_later_state_only_adds_to_the_life(
    changes: dict[str, str], keys: list[str], tmp_path: Path
) -> None:
    later = ict.review.read_proposal(write_proposal(tmp_path, changes))
    findings = later.compare_earlier(ict.review.read_proposal(SAMPLE))
    assert [finding.details["key"] for finding in findings] == keys
    for finding in findings:
        assert f"'{keys[0]}' differs from what was kept before." in finding.message("en")


def test_a_definition_may_change_before_the_pilot(tmp_path: Path) -> None:
    start = sample_text().index("[[life]]\non = 2026-05-05")
    entry = sample_text()[start : sample_text().index("[definition]\n")]
    before = {'status = "pilot"\nmandate': 'status = "proposed"\nmandate', entry: ""}
    earlier = ict.review.read_proposal(write_proposal(tmp_path / "a", before))
    later = write_proposal(tmp_path / "b", {**before, "age_from = 5": "age_from = 15"})
    assert not ict.review.read_proposal(later).compare_earlier(earlier)


def test_a_folder_lists_its_proposals_and_what_is_wrong_between_them(tmp_path: Path) -> None:
    write_proposal(tmp_path)
    second = KEY.replace("-1", "-2")
    text = sample_text(
        {f'id = "{KEY}"': f'id = "{second}"', 'predecessor = ""': 'predecessor = "b"'}
    )
    (tmp_path / f"{second}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "other.toml").write_text("a = 1\n", encoding="utf-8")
    listed = ict.review.read_proposals(tmp_path)
    assert [proposal.id for proposal in listed.proposals] == [KEY, second]
    words = [finding.message("en") for finding in listed.findings]
    assert [f"the same indicator '{INDICATOR}'" in line for line in words] == [True, True, False]
    assert "the predecessor 'b' is not in this folder" in words[2]
    assert "pilot on 5 May 2026" in listed.to_text("en")


def test_the_faults_of_all_files_of_a_folder_are_named_at_once(tmp_path: Path) -> None:
    write_proposal(tmp_path, {"#director-9": "#director-99"})
    second = KEY.replace("-1", "-2")
    text = sample_text({f'id = "{KEY}"': f'id = "{second}"', "age_from = 5": "age_from = 500"})
    (tmp_path / f"{second}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        ict.review.read_proposals(tmp_path)
    assert len(caught.value.faults) == 2


def test_a_file_is_no_folder_of_proposals() -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        ict.review.read_proposals(SAMPLE)


def test_an_empty_folder_has_no_proposal(tmp_path: Path) -> None:
    listed = ict.review.read_proposals(tmp_path)
    assert len(listed.to_frame()) == 0
    assert "There is no proposal in this folder." in listed.to_text("en")
