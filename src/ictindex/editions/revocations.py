"""Retractions of errata and withdrawals of editions: records that take back and remove nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ictindex import i18n


@dataclass(frozen=True, slots=True)
class Retraction:
    """The retraction of an erratum, on record as the erratum is.

    Parameters
    ----------
    number : int
        Number of its own record in the register.
    date : datetime.date
        Its date.
    reason : str
        Why.
    role : str
        Who retracted it: the role in which the error was found, or ``publisher``.

    Examples
    --------
    >>> Retraction(2, dt.date(2024, 9, 8), "The survey was right", "publisher").told("en")
    'Retracted on 2024-09-08 by the publisher (reason: The survey was right).'
    """

    number: int
    date: dt.date
    reason: str
    role: str

    def told(self, language: str | None = None) -> str:
        """Return the retraction in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            A line of text.
        """
        known = i18n.current_language(language)
        return i18n.text(
            "errata", "retracted", known, date=self.date.isoformat(),
            role=i18n.label("errata/roles", self.role, known), reason=i18n.visible(self.reason),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal on record: the tombstone of an edition.

    Parameters
    ----------
    id, root : str
        What was withdrawn.
    number : int
        Number of the record in the register.
    date : datetime.date
        Its date.
    reason : str
        Why.
    role : str
        Who withdrew it.

    Examples
    --------
    >>> Withdrawal("idi-2024", "sha256:00", 2, dt.date(2024, 9, 1), "Wrong file", "publisher").told(
    ...     "en"
    ... )
    'Withdrawn on 2024-09-01: its figures are not to be used. Reason: Wrong file'
    """

    id: str
    root: str
    number: int
    date: dt.date
    reason: str
    role: str

    def told(self, language: str | None = None) -> str:
        """Return the withdrawal in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            A line of text.
        """
        known = i18n.current_language(language)
        date = self.date.isoformat()
        reason = i18n.visible(self.reason)
        return i18n.text("errata", "withdrawn", known, date=date, reason=reason)
