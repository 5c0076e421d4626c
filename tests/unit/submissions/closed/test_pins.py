"""The pins of a round are read again; those that this version does not have are named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ictindex.core.errors import UnusableFileError
from ictindex.submissions.closed.pins import read_pins, todays_pins
from ictindex.submissions.validation.rules import ruleset

# The rules of the round of tests/golden/golden-round.zip, as its receipts and editions name them.
GOLDEN = "71ed89244eda89ac2b998c89808e52dd9bf5ec7f2b0a442c84f88290f644cdb7"


def test_a_round_that_begins_today_pins_what_is_there() -> None:
    pinned = read_pins(todays_pins(2027))
    assert pinned.rules is ruleset()
    assert pinned.fitted.id == "detection-2026"
    assert pinned.questionnaire.version == 2
    assert sorted(pinned.methodology) == ["idi-methodology-2023", "ipb-methodology-2025"]
    assert "fixed-broadband-per-household" in pinned.rates


def test_a_round_that_began_with_earlier_rules_has_them() -> None:
    pinned = read_pins(replace(todays_pins(2025), rules=GOLDEN))
    assert pinned.rules.digest == GOLDEN
    # Rule S23 is younger than that round.
    assert set(ruleset().rules) - set(pinned.rules.rules) >= {"S23"}


def test_every_pin_that_is_not_known_is_named() -> None:
    pins = replace(
        todays_pins(2025),
        rules="0" * 64,
        questionnaire="sha256:" + "1" * 64,
        methodology={"idi-methodology-2023": "sha256:" + "2" * 64},
        catalogue="4" * 64,
    )
    with pytest.raises(UnusableFileError) as caught:
        read_pins(pins)
    assert [fault.details["pin"] for fault in caught.value.faults] == [
        "rules", "questionnaire", "catalogue", "methodology.idi-methodology-2023",
    ]  # fmt: skip
    assert "'rules' is 0000" in str(caught.value)
    with pytest.raises(UnusableFileError) as caught:
        read_pins(replace(todays_pins(2025), fitted="3" * 64))
    assert [fault.details["pin"] for fault in caught.value.faults] == ["fitted"]
