"""The next thing to be done, in cases whose days are worked out by hand."""

from __future__ import annotations

import datetime as dt

from round_events import (
    DAYS,
    SETTINGS,
    accepted,
    dispatched,
    economy_event,
    make_events,
    received,
    round_event,
)
from small_cases import small_cases

from ictindex.apps.rounds.duties import (
    list_duties,
    list_releases,
    name_subject,
    next_duties,
    publication_limit,
)
from ictindex.submissions.closed.season_state import fold_season

QUERY = economy_event(
    "query",
    "BRA",
    "2027-02-20",
    "compiler",
    number=1,
    rule="M1",
    indicator="internet-users",
    year=2026,
    text="Why does it fall?",
)
ANSWER = economy_event("answered", "BRA", "2027-03-10", "office", number=1, answer="confirm")
COMPUTED = round_event("computed", "2027-05-10", "compiler", selection="5" * 64, result="6" * 64)


def duties(*drafts, day="2027-03-01", offices=None):
    """Return the open duties of one State (due, office, action, by, about)."""
    events = make_events(drafts)
    season = fold_season(events, ("BRA",), offices)
    listed = list_duties(season, SETTINGS, list_releases(events), dt.date.fromisoformat(day))
    return [
        (duty.due.isoformat(), duty.office, duty.action, duty.owed_by, duty.about)
        for duty in listed
        if duty.economy
    ]


def test_a_state_that_was_not_sent_its_questionnaire_waits_for_it_and_for_nothing_else():
    assert duties() == [("2026-12-31", "", "dispatch", "compiler", "")]


@small_cases(
    ("day", "reminder"),
    # 31 March, and 14 days before and after it: the last whose day has come, or the next.
    (
        ("2027-01-10", "2027-03-17"),
        ("2027-03-17", "2027-03-17"),
        ("2027-03-30", "2027-03-17"),
        ("2027-03-31", "2027-03-31"),
        ("2027-05-01", "2027-04-14"),
    ),
)
def test_a_silent_state_is_reminded_before_on_and_after_the_day(day, reminder):
    assert duties(dispatched("BRA"), day=day) == sorted(
        [
            (reminder, "", "remind", "compiler", ""),
            ("2027-03-31", "", "send", "office", ""),
        ]
    )


def test_a_reminder_that_was_written_is_not_due_again():
    written = economy_event("reminded", "BRA", "2027-03-17", "compiler", days=-14)
    assert duties(dispatched("BRA"), written, day="2027-03-20") == [
        ("2027-03-31", "", "remind", "compiler", ""),
        ("2027-03-31", "", "send", "office", ""),
    ]


def test_an_extension_moves_the_day_and_its_reminders():
    extended = economy_event("extended", "BRA", "2027-03-20", "compiler", until="2027-04-30")
    assert duties(dispatched("BRA"), extended, day="2027-03-25") == [
        ("2027-04-16", "", "remind", "compiler", ""),
        ("2027-04-30", "", "send", "office", ""),
    ]


def test_a_state_that_refused_is_asked_for_nothing():
    assert duties(dispatched("BRA"), economy_event("refused", "BRA", "2027-02-01", "state")) == []


def test_only_the_silent_office_is_asked_and_a_state_that_has_sent_gets_no_reminder():
    offices = {"BRA": ("Statistical office", "Regulator")}
    sent = received("BRA", "2027-02-01", "Regulator")
    assert duties(dispatched("BRA"), sent, offices=offices) == [
        ("2027-03-03", "Regulator", "review", "compiler", sent.fields["file"][:12]),
        ("2027-03-31", "Statistical office", "send", "office", ""),
    ]


def test_data_are_looked_at_within_30_days_and_queries_answered_within_30():
    sent = received("BRA", "2027-02-01")
    about = sent.fields["file"][:12]
    asked = duties(dispatched("BRA"), sent, QUERY)
    # 1 February and three months; 20 February and 30 days.
    assert asked == [
        ("2027-03-22", "", "answer", "office", "1"),
        ("2027-05-01", "", "accept", "compiler", about),
    ]
    # 10 March and 30 days, which is before the three months are over.
    assert duties(dispatched("BRA"), sent, QUERY, ANSWER) == [
        ("2027-04-09", "", "accept", "compiler", about)
    ]


def test_accepted_data_are_acknowledged_and_published_within_three_months_of_submission():
    drafts = [dispatched("BRA"), received("BRA", "2026-11-30"), accepted("BRA", "2027-01-05")]
    about = drafts[-1].fields["receipt"][:12]
    # The last day of a shorter month.
    assert duties(*drafts) == [
        ("2027-01-05", "", "acknowledge", "compiler", about),
        ("2027-02-28", "", "publish", "compiler", ""),
    ]
    done = economy_event(
        "acknowledged", "BRA", "2027-01-06", "compiler", receipt=drafts[-1].fields["receipt"]
    )
    data = released("data", "2027-02-15")
    assert duties(*drafts, done, data) == []


def released(kind, day):
    return round_event("released", day, kind=kind, id=f"{kind}-2027", root="7" * 64, head="8" * 64)


def test_data_accepted_after_a_release_wait_for_the_next_one():
    late = received("BRA", "2027-05-02", content=b"late")
    drafts = [dispatched("BRA"), released("data", "2027-04-30"), late]
    drafts.append(accepted("BRA", "2027-05-04", content=b"late"))
    events = make_events(drafts)
    state = fold_season(events, ("BRA",)).economies["BRA"]
    assert publication_limit(state, list_releases(events)) == dt.date(2027, 8, 2)


def test_a_consultation_waits_until_its_day_and_silence_afterwards_is_no_duty():
    asked = economy_event(
        "consulted",
        "BRA",
        "2027-03-01",
        "compiler",
        indicator="internet-users",
        year=2026,
        value="80",
        source="Survey",
        deadline="2027-04-15",
    )
    refused = economy_event("refused", "BRA", "2027-02-01", "state")
    reply = ("2027-04-15", "", "reply", "state", "internet-users 2026")
    assert duties(refused, asked, day="2027-04-15") == [reply]
    assert duties(refused, asked, day="2027-04-16") == []
    assert name_subject(reply[-1], "en") == "Individuals using the Internet: 2026"


def test_a_preview_follows_the_computation_and_an_objection_is_settled_before_the_release():
    drafts = [
        dispatched("BRA"),
        received("BRA", "2027-03-01"),
        accepted("BRA", "2027-03-05"),
        released("data", "2027-04-30"),
        COMPUTED,
    ]
    drafts.insert(
        3,
        economy_event(
            "acknowledged", "BRA", "2027-03-05", "compiler", receipt=drafts[2].fields["receipt"]
        ),
    )
    assert duties(*drafts) == [(DAYS.preview.isoformat(), "", "preview", "compiler", "")]
    shown = economy_event("preview-sent", "BRA", "2027-05-12", "compiler", sheet="9" * 64)
    objected = economy_event(
        "objected", "BRA", "2027-05-20", "state", number=1, cells=["internet-users"], text="No"
    )
    assert duties(*drafts, shown, objected) == [
        (DAYS.release.isoformat(), "", "settle", "head", "1")
    ]
    # After the edition is released nothing of it is due any more.
    assert duties(*drafts, released("index", "2027-06-30")) == []


def test_roles_that_have_not_cleared_and_the_release_are_due_for_the_round():
    drafts = [dispatched("BRA"), received("BRA", "2027-03-01"), accepted("BRA", "2027-03-05")]
    drafts += [COMPUTED, round_event("cleared", "2027-06-01", "legal")]
    events = make_events(drafts)
    listed = list_duties(
        fold_season(events, ("BRA",)), SETTINGS, list_releases(events), dt.date(2027, 6, 2)
    )
    of_round = [(duty.action, duty.owed_by) for duty in listed if not duty.economy]
    others = ("designations", "director", "disclosure", "languages", "licences", "methods")
    assert of_round == [
        ("release-data", "head"),
        *(("clear", role) for role in others),
        ("release", "head"),
    ]


def test_the_next_duty_of_an_office_is_its_earliest():
    events = make_events([dispatched("BRA"), received("BRA", "2027-02-01"), QUERY])
    listed = list_duties(
        fold_season(events, ("BRA",)), SETTINGS, list_releases(events), dt.date(2027, 3, 1)
    )
    assert next_duties(listed)["BRA", ""].action == "answer"
