"""A round that was dispatched once, and a copy of it for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from round_cases import DISPATCHED, open_small_round

import ictindex as ict
from ictindex.submissions.closed.round_folder import RoundFolder


@pytest.fixture(scope="session")
def dispatched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = open_small_round(tmp_path_factory.mktemp("rounds") / "round-2027")
    ict.rounds.dispatch_round(folder.path, day=DISPATCHED)
    return folder.path


@pytest.fixture
def season(dispatched: Path, tmp_path: Path) -> RoundFolder:
    return RoundFolder(shutil.copytree(dispatched, tmp_path / "round-2027"))
