"""The state of a season follows from its events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from small_cases import small_cases

from ictindex.submissions.closed.event_register import (
    Draft,
    Event,
    encode_event,
    find_fault,
    read_event,
)
from ictindex.submissions.closed.event_types import EVENT_TYPES
from ictindex.submissions.closed.season_state import STEPS_OF_ECONOMIES, SeasonState, fold_season

FILE, RECEIPT = "a" * 64, "b" * 64
SENT = ("dispatched", "compiler", {"language": "en"}, "")
CAME = ("received", "tool", {"file": FILE, "name": "xaa.xlsx"}, "")
ACCEPTED = ("accepted", "office", {"receipt": RECEIPT, "file": FILE}, "")
QUERY = (
    "query",
    "compiler",
    {"number": 1, "rule": "T01", "indicator": "internet-users", "year": 2026},
    "Is it so?",
)
ANSWERED = ("answered", "office", {"number": 1, "answer": "confirm"}, "")
OBJECTED = ("objected", "state", {"number": 1, "cells": ["internet-users 2026"]}, "No.")
SETTLED = ("objection-settled", "head", {"number": 1, "outcome": "kept"}, "")
PREVIEW = ("preview-sent", "compiler", {"sheet": FILE}, "")
CONSULTED = (
    "consulted",
    "compiler",
    {
        "indicator": "internet-users",
        "year": 2026,
        "value": "1",
        "source": "s",
        "deadline": "2027-04-01",
    },
    "",
)
Step = tuple[str, str, Mapping[str, object], str]


def fold(*steps: Step, offices: tuple[str, ...] = ()) -> SeasonState:
    events: list[Event] = []
    for number, (event, by, fields, text) in enumerate(steps, start=1):
        economy = "" if EVENT_TYPES[event].scope == "round" else "XAA"
        draft = Draft(
            event=event,
            day=dt.date(2027, 1, number),
            by=by,
            economy=economy,
            fields=fields,
            text=text,
        )
        assert find_fault(draft) == ""
        previous = events[-1].digest if events else ""
        content = encode_event(draft, number, previous)
        events.append(read_event(content, number, previous, f"{number}.json"))
    return fold_season(events, ["XAA", "XAB"], {"XAA": offices})


@small_cases(
    ("steps", "state"),
    [
        ((), "not-sent"),
        ((SENT,), "asked"),
        ((SENT, ("refused", "state", {}, "")), "refused"),
        ((SENT, CAME), "received"),
        ((SENT, CAME, QUERY), "queried"),
        ((SENT, CAME, QUERY, ANSWERED), "received"),
        ((SENT, CAME, ACCEPTED), "accepted"),
        ((SENT, CAME, ACCEPTED, CONSULTED), "consulted"),
        ((SENT, CAME, ACCEPTED, PREVIEW), "previewed"),
        ((SENT, CAME, ACCEPTED, PREVIEW, OBJECTED), "objecting"),
        ((SENT, CAME, ACCEPTED, PREVIEW, OBJECTED, SETTLED), "previewed"),
        ((SENT, ("refused", "state", {}, ""), CAME), "received"),
    ],
)
def test_the_furthest_state_that_is_true_counts(steps: tuple[Step, ...], state: str) -> None:
    season = fold(*steps)
    assert season.state_of("XAA") == state
    assert season.state_of("XAB") == "not-sent"


def test_the_director_clears_and_the_head_releases_what_was_accepted() -> None:
    cleared: Step = ("cleared", "director", {}, "")
    released = (
        "released",
        "head",
        {"kind": "index", "id": "idi-2027", "root": FILE, "head": RECEIPT},
        "",
    )
    assert fold(SENT, CAME, ACCEPTED, PREVIEW, cleared).state_of("XAA") == "cleared"
    season = fold(SENT, CAME, ACCEPTED, PREVIEW, cleared, released)
    assert (season.state_of("XAA"), season.state_of("XAB")) == ("released", "not-sent")


def test_a_state_is_in_parts_until_every_office_has_sent() -> None:
    season = fold(SENT, CAME, ACCEPTED, offices=("", "ministry"))
    assert season.state_of("XAA") == "part"
    assert season.economies["XAA"].silent_offices == ("ministry",)


def test_every_event_of_an_economy_has_an_effect_on_its_state() -> None:
    """No type may be declared and then forgotten by the fold."""
    declared = {name for name, kind in EVENT_TYPES.items() if kind.scope == "economy"}
    assert declared == set(STEPS_OF_ECONOMIES)
