"""Names that were misspelt: which one was probably meant, for remedies only.

Only names made of words are compared. Codes of other systems differ by a letter where they mean
another series, so that the nearest one would be a wrong reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches

_LIKE = 0.75
_LONGEST = 80  # no name is longer


def near_name(wanted: str, names: Sequence[str]) -> str | None:
    """Return the name made of words that a misspelt one probably meant, or ``None``.

    Word stands by word, and digits are never a matter of spelling.

    Examples
    --------
    >>> near_name("coverage-3G".lower(), ["coverage-3g"]), near_name("coverage-5g", ["coverage-4g"])
    ('coverage-3g', None)
    """
    written = wanted[:_LONGEST]
    alike = [
        name for name in names
        if re.findall("[0-9]+", name) == re.findall("[0-9]+", written)
        and (name.replace("-", "") == written.replace("-", "") or _same_words(name, written))
    ]  # fmt: skip
    near = get_close_matches(written, alike, n=1, cutoff=_LIKE)
    return near[0] if near else None


def _same_words(name: str, written: str) -> bool:
    pairs = name.split("-"), written.split("-")
    return len(pairs[0]) == len(pairs[1]) and all(
        SequenceMatcher(None, one, other).ratio() >= _LIKE
        for one, other in zip(*pairs, strict=True)
    )
