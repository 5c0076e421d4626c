"""Readers of a judgement: a focal point, for whom no other economy is named, or the compiler."""

from __future__ import annotations

from typing import Final, Literal

from ictindex.core.errors import UsageError
from ictindex.submissions.validation.subject import Judged

Role = Literal["focal-point", "compiler"]
FOCAL_POINT: Final = "focal-point"
COMPILER: Final = "compiler"
ROLES = (FOCAL_POINT, COMPILER)


def role_of(role: Role | None, table: Judged, submitter: str) -> Role:
    """Return the reader of the judgement of a table: the compiler if it has several economies."""
    if role is None:
        several = len(set(table.cells["economy"])) > 1
        return COMPILER if several and not submitter else FOCAL_POINT
    if role not in ROLES:
        raise UsageError("receipt.role-unknown", role=str(role)[:40], allowed=ROLES)
    return role
