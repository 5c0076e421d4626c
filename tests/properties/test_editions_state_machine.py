"""Any order of publishing, errata, withdrawals, deletions and deaths: nothing published changes."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from edition_cases import tree
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from publishers import small

from ictindex.core.errors import (
    ArchiveError,
    DamagedArchiveError,
    RefusedEditionError,
    TakenIdError,
)
from ictindex.editions.storage import commit, disk
from ictindex.editions.storage.format import REGISTER
from ictindex.editions.storage.register import PUBLISHING, file_name, load_register

IDS = st.sampled_from(["idi-2023", "idi-2024", "idi-2024-reconstruction", "data-2024-a"])
WHO = st.sampled_from(["Office", "another", ""])


class Died(BaseException):
    """The publisher is gone: nothing after this point happens."""


class Archive(RuleBasedStateMachine):
    """A folder of editions compared with a model of what must be true of it."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.folder = self.home / "editions"
        self.published: dict[str, dict[str, bytes]] = {}  # what every id was published with
        self.roots: dict[str, str] = {}
        self.deleted: set[str] = set()
        self.chain: list[bytes] = []  # every record ever committed, as it lay there

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    def chained(self) -> None:
        """Take in what was committed: the register may only have grown by whole records."""
        now = [
            (self.folder / REGISTER / file_name(n)).read_bytes()
            for n in range(len(load_register(self.folder)))
        ]
        assert now[: len(self.chain)] == self.chain
        self.chain = now

    def took(self, key: str, record: dict[str, Any], files: dict[str, bytes]) -> None:
        assert key not in self.published
        self.published[key], self.roots[key] = files, record["root"]
        self.chained()

    @rule(key=IDS, who=WHO)
    def publish(self, key: str, who: str) -> None:
        record, files = small(key, who)
        try:
            commit.commit(self.folder, record, files)
        except TakenIdError:
            assert key in self.published
        else:
            if key in self.published:  # the same, of a publisher who died: now it is complete
                assert (self.roots[key], self.published[key]) == (record["root"], files)
                assert (self.folder / key).is_dir()
            else:
                self.took(key, record, files)

    @rule(key=IDS, who=WHO, where=st.sampled_from(["write_new", "put", "link", "sync_folder"]))
    def publisher_dies(self, key: str, who: str, where: str) -> None:
        record, files = small(key, who)
        owner = os if where == "link" else disk
        # Who is dead clears nothing away either.
        with (
            mock.patch.object(owner, where, side_effect=Died),
            mock.patch.object(disk, "remove"),
        ):
            try:
                commit.commit(self.folder, record, files)
            except Died:
                pass
            except (TakenIdError, RefusedEditionError):
                assert key in self.published
        register = load_register(self.folder)
        entry = register.find(key)
        if key not in self.published and entry is not None:  # it died after the commit
            self.took(key, record, files)

    @rule(key=IDS, who=WHO, fault=st.sampled_from(["write_stage", "put"]))
    def disk_refuses(self, key: str, who: str, fault: str) -> None:
        record, files = small(key, who)
        with mock.patch.object(disk, fault, side_effect=OSError(28, "No space left on device")):
            try:
                commit.commit(self.folder, record, files)
            except TakenIdError:
                assert key in self.published
                return
            except ArchiveError as error:
                if error.code == "archive.committed-with-fault":
                    self.took(key, record, files)

    @rule(key=IDS, kind=st.sampled_from(["erratum", "withdrawal"]), why=st.text(max_size=5))
    def append(self, key: str, kind: str, why: str) -> None:
        root = self.roots.get(key, "sha256:" + 64 * "0")
        record = {"type": kind, "id": key, "root": root, "date": "2024-07-01"}
        if any("\ud800" <= character <= "\udfff" for character in why):
            return
        try:
            commit.commit(self.folder, {**record, "details": {"reason": why}})
        except RefusedEditionError:
            assert key not in self.published
        else:
            assert key in self.published
            self.chained()

    @rule()
    def recover(self) -> None:
        commit.recover(self.folder)
        left = {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()
        assert not any(name.startswith(".") for name in left)

    @precondition(lambda self: self.published)
    @rule(data=st.data())
    def delete_folder(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.published)))
        if (self.folder / key).exists():
            shutil.rmtree(self.folder / key)
            self.deleted.add(key)

    @precondition(lambda self: self.deleted)
    @rule(data=st.data())
    def restore_folder(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.deleted)))
        if not (self.folder / key).exists():
            stage = disk.write_stage(self.folder, self.published[key])
            stage.rename(self.folder / key)

    @precondition(lambda self: self.chain)
    @rule(data=st.data())
    def alter_the_register(self, data: st.DataObject) -> None:
        """Every change of a byte is found, and nobody writes on top of it."""
        n = data.draw(st.integers(0, len(self.chain) - 1))
        path = self.folder / REGISTER / file_name(n)
        content = bytearray(self.chain[n])
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(bytes(content))
        try:
            altered = load_register(self.folder)
            # Only the last record can be another sound one: then the head is another.
            assert n == len(self.chain) - 1
            assert altered.digests[-1] != commit.record_digest(self.chain[n])
        except DamagedArchiveError:
            with pytest.raises(DamagedArchiveError):
                commit.commit(self.folder, *small("idi-2099"))
        finally:
            path.write_bytes(self.chain[n])

    @invariant()
    def an_id_has_one_root_and_its_bytes_never_change(self) -> None:
        if not self.folder.is_dir():
            assert not self.published
            return
        register = load_register(self.folder)
        ids = [record["id"] for record in register if record["type"] in PUBLISHING]
        assert sorted(ids) == sorted(self.published)
        for key, files in self.published.items():
            entry = register.find(key)
            assert entry is not None and entry["root"] == self.roots[key]
            if (self.folder / key).exists():
                assert tree(self.folder / key) == files
            else:
                waiting = commit.is_being_published(self.folder, self.roots[key])
                assert key in self.deleted or waiting
        served = {path.name for path in self.folder.iterdir() if not path.name.startswith(".")}
        assert served <= {REGISTER, *self.published}


class TestArchive(Archive.TestCase):  # type: ignore[misc,name-defined]
    settings = settings(max_examples=15, stateful_step_count=30, deadline=None)


@pytest.mark.slow
@pytest.mark.long
class TestArchiveAtLength(Archive.TestCase):  # type: ignore[misc,name-defined]
    """10,000 steps."""

    settings = settings(max_examples=200, stateful_step_count=50, deadline=None)
