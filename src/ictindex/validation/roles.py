"""Who reads a judgement: a focal point, to whom no other economy is named, or the compiler."""

from __future__ import annotations

from ictindex.core.errors import UsageError
from ictindex.validation.subject import Judged

FOCAL_POINT, COMPILER = "focal-point", "compiler"
ROLES = (FOCAL_POINT, COMPILER)


def role_of(role: str | None, table: Judged, submitter: str) -> str:
    """Return who reads the judgement of a table: of several economies at once no focal point does.

    Parameters
    ----------
    role : str or None
        What is asked for; ``None`` leaves it to the table.
    table : Observations, Prices, Economics or Tariffs
        The table judged.
    submitter : str
        The economy whose submission it is; empty where it is none.

    Raises
    ------
    UsageError
        If there is no such role.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> role_of(None, table, ""), role_of(None, table.where(economy="BRA"), "")
    ('compiler', 'focal-point')
    """
    if role is None:
        several = len(set(table.columns["economy"].tolist())) > 1
        return COMPILER if several and not submitter else FOCAL_POINT
    if role not in ROLES:
        raise UsageError("receipt.role-unknown", role=str(role)[:40], allowed=ROLES)
    return role
