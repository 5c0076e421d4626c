"""Those who subscribed to a round: roles with their languages, and the letters to them."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from ictindex.apps.rounds.round_steps import letter_paths
from ictindex.apps.rounds.season_operations import OpenRound
from ictindex.core.errors import UnusableFileError
from ictindex.definitions.catalogue import synthetic_economies
from ictindex.language.i18n import LANGUAGES
from ictindex.submissions.closed.round_letters import round_letter

# In the folder of the round: a line for each role, with its language.
SUBSCRIBERS = "subscribers.csv"
_INDEX = "idi"


def read_subscribers(path: Path) -> dict[str, list[str]]:
    """Return the roles that subscribed, by language; none if there is no list."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    roles: dict[str, list[str]] = {}
    for line in lines:
        role, language = (line.get("role") or "").strip(), (line.get("language") or "").strip()
        if not role or language not in LANGUAGES:
            raise UnusableFileError("round.subscribers", file=path.name, allowed=LANGUAGES)
        roles.setdefault(language, []).append(role)
    return roles


def write_to_subscribers(
    season: OpenRound, name: str, facts: Mapping[str, object], *, day: dt.date, economy: str = ""
) -> dict[Path, bytes]:
    """Return a letter in each language of the subscribers, by the paths of its files."""
    stated = {"index": _INDEX, **facts, "edition": season.settings.edition, "day": day}
    if season.settings.send_to:
        stated["contact"] = season.settings.send_to
    stated["rehearsal"] = set(synthetic_economies()).issuperset(season.settings.economies)
    files: dict[Path, bytes] = {}
    for language in read_subscribers(season.folder.path / SUBSCRIBERS):
        letter = round_letter(name, stated, economy=economy, language=language)
        files |= letter_paths(season.folder, "subscribers", f"{name}-{language}", letter, day)
    return files
