"""Notices on the origin of a result or an edition, which every view of it shows."""

from __future__ import annotations

from typing import Any

from ictindex.core.own_terms import terms_of, use_terms
from ictindex.language.i18n.sentences import Sentence


class OriginNotices:
    """Base of what states its origin: results, what-ifs, opened editions, imputations.

    Examples
    --------
    >>> import ictindex as ict
    >>> found = ict.compute(ict.methodology("idi", 2024), ict.sample_data("idi-2024-annex.csv"))
    >>> isinstance(found, OriginNotices), found.notices("en"), found.list_notices()
    (True, [], ())
    >>> other = ict.what_if(found, {("BRA", "internet-users"): None})
    >>> other.list_notices()[0].code, other.notices("en")[0][:27]
    ('whatif/not-published', 'What-if: not a published fi')
    """

    __slots__ = ()

    def notices(self, language: str) -> list[str]:
        """Return the notices on its origin that every view shows; a plain result has none.

        Parameters
        ----------
        language : str
            One of the six languages.

        Returns
        -------
        list of str
            Sentences.
        """
        with use_terms(terms_of(self)):
            return [notice.to_text(language) for notice in self._notices()]

    def list_notices(self) -> tuple[Sentence, ...]:
        """Return the same notices as codes with figures, for programs.

        Returns
        -------
        tuple of Sentence
            Each with ``code``, ``figures`` and ``to_dict``.
        """
        return tuple(self._notices())

    def _notices(self) -> list[Sentence]:
        """Return the notices on its origin."""
        return []

    def _notice_records(self) -> dict[str, Any]:
        """Return the notices as a part of plain data, where there are any."""
        notices = [notice.to_dict() for notice in self._notices()]
        return {"notices": notices} if notices else {}
