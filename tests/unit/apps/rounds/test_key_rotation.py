"""A new key of the publisher: on its chain, in the register of the round, and the salt stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from offices import VALID_FROM, private
from round_events import SETTINGS, write_round

import ictindex as ict
from ictindex.core.errors import UsageError
from ictindex.submissions.closed.round_settings import RoundPublisher, write_settings

SALT = bytes(range(32))


@pytest.fixture
def made_round(tmp_path):
    """A round and the folder of editions of its publisher."""
    chain = ict.editions.new_publisher(
        tmp_path / "editions", private(), "Example office", valid_from=VALID_FROM
    )
    made = write_round(tmp_path / "round-2027", {"BRA": "en"}, files={"keys/master": SALT})
    pinned = RoundPublisher(name="Example office", fingerprint=chain.fingerprint)
    made.files.settings_file.write_bytes(write_settings(replace(SETTINGS, publisher=pinned)))
    return made


def rotate(made_round, day="2027-03-01"):
    return ict.rounds.rotate_key(
        made_round.path,
        made_round.path.parent / "editions",
        key=ict.editions.PublisherKey(private()),
        private=private(1),
        day=day,
    )


def test_a_rotation_is_on_the_chain_and_in_the_register_and_leaves_the_salt(made_round):
    chain = rotate(made_round)
    assert len(chain.records) == 2
    event = made_round.register.read()[-1]
    assert (event.event, event.fields["fingerprint"]) == ("key-rotated", chain.current)
    assert made_round.files.master.read_bytes() == SALT


def test_run_again_or_after_a_stop_it_changes_no_key_twice(made_round):
    # As if it had been stopped after the chain was changed, before the event.
    ict.editions.change_publisher_keys(
        made_round.path.parent / "editions",
        ict.editions.PublisherKey(private()),
        private(1),
        date="2027-03-01",
    )
    for _ in range(2):
        assert len(rotate(made_round).records) == 2
    assert [event.event for event in made_round.register.read()] == ["opened", "key-rotated"]


def test_the_chain_of_another_publisher_is_refused(made_round, tmp_path):
    ict.editions.new_publisher(
        tmp_path / "others", private(2), "Other office", valid_from=VALID_FROM
    )
    with pytest.raises(UsageError) as refused:
        ict.rounds.rotate_key(
            made_round.path,
            tmp_path / "others",
            key=ict.editions.PublisherKey(private(2)),
            private=private(3),
            day="2027-03-01",
        )
    assert refused.value.code == "round.other-publisher"
    assert len(ict.editions.read_publisher(tmp_path / "others").records) == 1
