"""The handover of a round: what is open is in it, keys are not, and it is recorded once."""

from __future__ import annotations

import pytest
from round_events import accepted, dispatched, economy_event, received, write_round

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.language import i18n

SALT = bytes(range(32))
BETWEEN = {"giver": "Statistics unit", "successor": "Data unit"}


@pytest.fixture
def folder(tmp_path):
    """A round: Brazil accepted and consulted, Ecuador with more time, Kenya late."""
    late = received("KEN", "2027-04-20", content=b"k")
    events = [
        *(dispatched(code) for code in ("BRA", "ECU", "KEN")),
        received("BRA", "2027-02-01"),
        accepted("BRA", "2027-02-03"),
        economy_event("extended", "ECU", "2027-03-20", "compiler", until="2027-05-31"),
        economy_event(
            "consulted",
            "BRA",
            "2027-04-01",
            "compiler",
            indicator="internet-users",
            year=2026,
            value="80",
            source="Survey",
            deadline="2027-05-15",
        ),
        economy_event(
            "late",
            "KEN",
            "2027-04-20",
            "tool",
            file=late.fields["file"],
            name="data.xlsx",
            until="2027-03-31",
        ),
    ]
    languages = dict.fromkeys(("BRA", "ECU", "KEN"), "en")
    return write_round(tmp_path / "round-2027", languages, events, {"keys/master": SALT})


def test_it_names_what_is_due_promised_and_kept_where(folder):
    made = ict.rounds.hand_over(
        folder.path,
        day="2027-04-25",
        roles={"compiler": "Data unit"},
        kept=["safe of the head, envelope 2"],
        **BETWEEN,
    )
    assert [tuple(row[:3]) for row in made.promises] == [
        ("BRA", "", "consultation"),
        ("ECU", "", "extension"),
        ("KEN", "", "next-release"),
    ]
    assert [row.until and row.until.isoformat() for row in made.promises] == [
        "2027-05-15",
        "2027-05-31",
        None,
    ]
    due = {(duty.economy, duty.action): duty.due.isoformat() for duty in made.due}
    assert due["BRA", "publish"] == "2027-05-01"
    assert due["ECU", "send"] == "2027-05-31"
    assert due["KEN", "review"] == "2027-05-20"
    assert [tuple(row) for row in made.places] == [
        ("salt", "keys/master", True),
        ("key", "safe of the head, envelope 2", None),
    ]
    holders = {row.role: (row.holder, row.events) for row in made.roles}
    assert holders["compiler"] == ("Data unit", 6)
    assert holders["director"] == (None, 0)


def test_it_is_recorded_once_with_its_files_and_without_the_salt(folder):
    before = len(folder.register.read())
    for _ in range(2):
        made = ict.rounds.hand_over(folder.path, day="2027-04-25", language="fr", **BETWEEN)
        assert made.is_recorded
    events = folder.register.read()
    assert len(events) == before + 1
    event = events[-1]
    assert (event.event, event.fields["from"], event.fields["to"]) == (
        "handed-over",
        "Statistics unit",
        "Data unit",
    )
    assert "2027-05-01 BRA publish" in event.fields["due"]
    assert made.head == events[-2].digest == event.previous
    assert len(event.refs) == 3
    for name, sha256 in event.refs.items():
        assert folder.files.digest_of(name) == sha256
        content = (folder.path / name).read_bytes()
        assert SALT not in content and SALT.hex().encode() not in content
    title = i18n.text("handover", "title", "fr", edition="2027")
    assert any(title in (folder.path / name).read_text("utf-8") for name in event.refs)


def test_stopped_before_its_event_it_writes_the_same_files_again(folder, monkeypatch):
    dry = ict.rounds.hand_over(folder.path, day="2027-04-25", dry_run=True, **BETWEEN)
    assert not dry.is_recorded and not (folder.path / "handovers").exists()

    def stop(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("ictindex.core.file_writer.create_file", stop)
        with pytest.raises(KeyboardInterrupt):
            ict.rounds.hand_over(folder.path, day="2027-04-25", **BETWEEN)
    written = {file.name: file.read_bytes() for file in (folder.path / "handovers").iterdir()}
    assert len(written) == 3
    ict.rounds.hand_over(folder.path, day="2027-04-25", **BETWEEN)
    assert written == {f.name: f.read_bytes() for f in (folder.path / "handovers").iterdir()}
    assert [event.event for event in folder.register.read()].count("handed-over") == 1


@pytest.mark.parametrize(
    "wrong",
    (
        {"giver": "maria@office.example"},
        {"successor": " "},
        {"roles": {"treasurer": "Data unit"}},
        {"kept": ["a\nb"]},
    ),
)
def test_a_mailbox_or_an_unknown_role_is_refused_and_nothing_recorded(folder, wrong):
    before = folder.register.head
    with pytest.raises(UsageError):
        ict.rounds.hand_over(folder.path, day="2027-04-25", **{**BETWEEN, **wrong})
    assert folder.register.head == before
