"""The values of a pilot: totals of the stated year alone, with their errors."""

from __future__ import annotations

from pathlib import Path

from proposal_cases import HEADER, INDICATOR, pilot_of, write_proposal

import ictindex as ict

ROW = f"{INDICATOR},2022,30,percent,A,synthetic,1.2,900"


def test_parts_by_sex_are_no_values_of_their_own(tmp_path: Path) -> None:
    rows = f"{HEADER},sex\nXAA,{ROW},_T\nXAA,{ROW},F\nXAA,{ROW},M\n"
    proposal = ict.review.read_proposal(write_proposal(tmp_path, pilot=rows))
    assert [value.economy for value in proposal.values] == ["XAA"]
    assert not proposal.findings


def test_two_values_of_an_economy_are_found(tmp_path: Path) -> None:
    rows = f"{HEADER}\nXAA,{ROW}\nXAA,{ROW.replace('30', '31')}\n"
    proposal = ict.review.read_proposal(write_proposal(tmp_path, pilot=rows))
    assert proposal.findings.errors


def test_a_value_is_checked_by_the_range_of_the_definition(tmp_path: Path) -> None:
    pilot = pilot_of({"XAA": ("50", "1.5", "900")})
    sound = ict.review.read_proposal(write_proposal(tmp_path / "a", pilot=pilot))
    assert not sound.findings
    narrow = write_proposal(tmp_path / "b", {"maximum = 100": "maximum = 40"}, pilot)
    assert ict.review.read_proposal(narrow).findings.errors


def test_line_ends_of_another_system_do_not_change_a_value(tmp_path: Path) -> None:
    pilot = pilot_of({"XAA": ("50.50", "1.5", "900")}).replace("\n", "\r\n")
    proposal = ict.review.read_proposal(write_proposal(tmp_path, pilot=pilot))
    assert [str(value.value) for value in proposal.values] == ["50.50"]
