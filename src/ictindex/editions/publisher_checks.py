"""Check whether an edition was signed by its publisher, and what exactly that proves.

A chain of keys in the same folder proves only that one office signed everything there: whoever can
write to the folder can put another chain and other signatures there. Only a fingerprint that the
reader has from elsewhere shows whose keys these are.
"""

from __future__ import annotations

from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.indices.results.result_kind import OFFICIAL, UNSIGNED
from ictindex.language import i18n
from ictindex.language.i18n.sentences import Sentence, add_sentence

SIGNED, PINNED, NOT_INTACT = "signed", "signed-pinned", "not-intact"


@dataclass(frozen=True, slots=True)
class PublisherCheck:
    """Result of the check whether an edition was signed by its publisher.

    Parameters
    ----------
    state : str
        ``signed-pinned`` (by a chain of keys with the stated fingerprint), ``signed`` (by the keys
        next to the register, without a fingerprint from elsewhere), or the reason why not:
        ``unsigned``, ``other-fingerprint``, ``other-name``, ``reserved-name``, ``chain-broken``,
        ``two-chains``, ``not-intact``.
    kind : str
        The kind that the edition states.
    publisher : str
        The publisher that the edition states.
    name, fingerprint, current : str
        Name of the owner of the keys, digests of the first and the last record of their chain;
        empty without a chain.

    Examples
    --------
    >>> check = PublisherCheck("unsigned", "official", "Example office")
    >>> check.signed, check.kind_shown
    (False, 'unsigned')
    >>> check.describe("en")
    'Not signed by its publisher. This is not an official edition.'
    >>> check.record["state"], check.record["official"]
    ('unsigned', False)
    """

    state: str
    kind: str = ""
    publisher: str = ""
    name: str = ""
    fingerprint: str = ""
    current: str = ""

    @property
    def signed(self) -> bool:
        """True if the publisher that it states signed it, as far as can be determined."""
        return self.state in (SIGNED, PINNED)

    @property
    def kind_shown(self) -> str:
        """The kind to show: an official edition without the signature is not called official."""
        return UNSIGNED if self.kind == OFFICIAL and not self.signed else self.kind

    @property
    def record(self) -> dict[str, Any]:
        """The result as data."""
        return {
            "state": self.state,
            "signed": self.signed,
            "official": self.kind_shown == OFFICIAL,
            "name": self.name,
            "fingerprint": self.fingerprint,
            "current": self.current,
        }

    def describe(self, language: str | None = None) -> str:
        """Return the result in words.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default the one in force.

        Returns
        -------
        str
            One or two sentences.
        """
        return state_check(self).to_text(language)


# What the sentence on a state names; other states name nothing.
_NAMED = {
    "signed-pinned": ("name",),
    "signed": ("name", "fingerprint"),
    "other-name": ("publisher", "name"),
    "reserved-name": ("publisher",),
}


def state_check(check: PublisherCheck) -> Sentence:
    """Return the result of a check of the publisher as a sentence."""
    named = {name: getattr(check, name) for name in _NAMED.get(check.state, ())}
    sentence = Sentence(f"verify/publisher/{check.state}", **named)
    kind = UNSIGNED if check.kind == OFFICIAL else check.kind
    if check.signed or check.state == NOT_INTACT:
        return sentence
    if not i18n.has_label("verify/publisher", f"kind-{kind}"):
        return sentence
    return add_sentence(sentence, Sentence(f"verify/publisher/kind-{kind}"))
