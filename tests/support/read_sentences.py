"""Reads the figures of a sentence back from its words, as a reader of its language does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

COMMA = ("fr", "es", "ru")  # the languages that write 82,0
_NUMBER = re.compile(r"[+\u2212-]?\d+(?:[.,]\d+)?")
# Arabic counts one and two of a thing by its words alone.
_ARABIC = {
    1: ("اقتصاد واحد", "مؤشر واحد", "قيمة واحدة", "رقم قياسي فرعي واحد", "سلة واحدة"),
    2: ("اقتصادين", "مؤشران", "مؤشرين", "قيمتين", "رقمان قياسيان", "رقمين قياسيين", "سلتين"),
}


def numbers_in(text: str, language: str, names: Iterable[str] = ()) -> list[Decimal]:
    """Return all numbers in a text, without those that are a part of names (3G, 5 GB)."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    if language == "ar":
        for number, words in _ARABIC.items():
            for word in words:
                text = text.replace(word, f" {number} ")
    return [read_number(match[0], language) for match in _NUMBER.finditer(text)]


def read_number(written: str, language: str) -> Decimal:
    """Return the number that a reader of a language takes from its digits."""
    plain = written.replace("\u2212", "-")
    other = "." if language in COMMA else ","
    assert other not in plain, f"{written} has the decimal mark of another language than {language}"
    return Decimal(plain.replace(",", "."))
