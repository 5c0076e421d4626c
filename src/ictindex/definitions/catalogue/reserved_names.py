"""Names of publishers that nobody may use without a key that is known to be theirs."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ictindex.definitions.catalogue.loading import toml

# Small letters of Cyrillic, Greek and Armenian, and signs, that look like a Latin letter.
_ALIKE = str.maketrans(
    "авекмнорстухіїјѕԁԛԝһӏьαβεηικνορτυχωսոօհɪıℓ|",
    "abekmhopctyxiijsdqwhlbabenikvoptuxwunohiili",
)
_WORD = re.compile(r"[^\W_]+")
_CAPITAL_I = re.compile(r"(?<![^\W_])[l1|](?=[A-Z]{2,}(?![^\W_]))")  # "lTU"
_SHORT = 4
_NO_SPACES = "\u2e80"  # from here on, scripts that write without spaces between words


@cache
def _read_reserved() -> tuple[tuple[str, frozenset[str], tuple[str, ...]], ...]:
    """Return each organization with its first name, its keys, and its folded names."""
    return tuple(
        (table["names"][0], frozenset(table["keys"]), tuple(map(_fold_name, table["names"])))
        for table in toml("publishers.toml").values()
    )


def _fold_name(name: str) -> str:
    """Return a name as words of small letters without accents, look-alikes made Latin."""
    plain = unicodedata.normalize("NFKD", _CAPITAL_I.sub("I", unicodedata.normalize("NFKC", name)))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(letters.casefold().translate(_ALIKE)))


def find_reserved(name: str, public: str = "") -> str | None:
    """Return the organization whose name is used; ``None`` for another name, or with its key."""
    words = _fold_name(name)
    joined = words.replace(" ", "")
    for organization, keys, names in _read_reserved():
        if public in keys:
            continue
        for reserved in names:
            together = reserved.replace(" ", "")
            is_short = len(together) <= _SHORT and max(together) < _NO_SPACES
            if together == joined or (
                reserved in words.split() if is_short else together in joined
            ):
                return organization
    return None
