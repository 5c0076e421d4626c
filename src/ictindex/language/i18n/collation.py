"""The order of names in six languages, without tables of other libraries.

The order compares letters before accents and accents before case, as the Unicode Collation
Algorithm does; ñ comes after n in Spanish, й after и (and ё with е) in Russian, letters with hamza
next to those without in Arabic; punctuation does not count. Chinese names are in the order of the
national standard GB 2312: by pinyin for its 3,755 common characters, by radical and strokes for the
others, which come after them. Two things are left out: several readings of one Chinese character,
and the order that a country's own libraries may use.
"""

from __future__ import annotations

import unicodedata

_AFTER = "\uffff"
# Letters that a language sorts as its own: the letter before them, in decomposed form.
_LETTERS = {"es": {"n\u0303": "n"}, "ru": {"и\u0306": "и"}}
_COMMON, _LAST_COMMON = 0xB0A1, 0xF7FE


def sort_key(text: str, language: str) -> tuple[object, str, str]:
    """Return the key by which names of a language are sorted."""
    written = unicodedata.normalize("NFD", text)
    letters = written.casefold()
    for letter, before in _LETTERS.get(language, {}).items():
        letters = letters.replace(letter, before + _AFTER)
    base = "".join(c for c in letters if c.isalnum() or c in (" ", _AFTER))
    if language == "zh":
        return tuple(map(_character_order, unicodedata.normalize("NFC", base))), written, text
    return base, letters, written.swapcase()


def _character_order(sign: str) -> tuple[int, int]:
    """Return the group of a character (letters, common characters, others) and its code."""
    code = int.from_bytes(sign.encode("gb18030"), "big")
    if sign.isascii():
        return 0, code
    return (1, code) if _COMMON <= code <= _LAST_COMMON else (2, code)
