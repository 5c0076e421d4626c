"""Comments that nobody made, for tests: rows of the register."""

from __future__ import annotations

import pandas as pd

import ictindex as ict


def row(id: str = "c-1", **other: object) -> dict[str, object]:
    """Return a row of the register: a comment that is sound, with some cells changed."""
    return {
        "id": id, "document": "idi-methodology-2023", "role": "academia", "economy": "",
        "organisation": "Wend University", "constant": "leaves.coverage-4g", "clause": "",
        "proposal": "Count 5G too.", "reason": "It is there.", "received": "2026-02-03",
        "decision": "", "decided": "", "decided_by": "", "answer": "", "publish": "no", **other,
    }  # fmt: skip


def decided(decision: str, id: str = "c-1", **other: object) -> dict[str, object]:
    """Return a row that was decided."""
    return row(
        id, decision=decision, decided="2026-05-06", decided_by="Expert group",
        answer="Not yet.", **other,
    )  # fmt: skip


def read(*rows: dict[str, object], **options: object) -> ict.review.Comments:
    """Read rows as a register."""
    return ict.review.read_comments(pd.DataFrame(list(rows), dtype=object), **options)
