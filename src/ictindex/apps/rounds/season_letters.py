"""The letters that a round keeps in the folder of what it sent, each named by its day and kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ictindex.apps.rounds.round_steps import OpenRound
from ictindex.submissions.closed.round_folder import SENT
from ictindex.submissions.closed.round_letters import round_letter

_INDEX = "idi"


def write_round_letter(
    season: OpenRound,
    economy: str,
    kind: str,
    day: dt.date,
    facts: Mapping[str, Any],
    about: str = "",
) -> dict[str, bytes]:
    """Return a letter to a State in its language: its bytes by its path in the round."""
    settings = season.settings
    contact = {"contact": settings.send_to} if settings.send_to else {}
    letter = round_letter(
        kind,
        {"index": _INDEX, "edition": str(settings.edition), "day": day, **contact, **facts},
        economy=economy,
        language=settings.languages[economy],
    )
    name = "-".join(filter(None, (day.isoformat(), kind, about)))
    return {f"{SENT}/{economy}/{name}.html": letter.to_html().encode("utf-8")}
