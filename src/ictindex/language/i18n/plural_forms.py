"""The form of a word that a language uses with a number: "1 economy", "2 economies".

Words write the forms in the order of the language, with ``#`` for the number:
``{count:# economy|# economies}``. English, French and Spanish have two forms (one, others), Russian
three (1, 21, 31 ...; 2 to 4, 22 ..., and fractions; others), Arabic five (one; two; 3 to 10; 11 to
99; others); Chinese has one, and needs no forms. The rules are those of Unicode's CLDR for whole
numbers below a million and for fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType


def _choose_english(number: Decimal) -> int:
    # "1.0 points" has decimals, and the plural.
    return 0 if number == 1 and number.as_tuple().exponent == 0 else 1


def _choose_french(number: Decimal) -> int:
    return 0 if number < 2 else 1


def _choose_spanish(number: Decimal) -> int:
    return 0 if number == 1 else 1


def _choose_russian(number: Decimal) -> int:
    if number != int(number) or number.as_tuple().exponent:
        return 1
    tens, ones = divmod(int(number) % 100, 10)
    if tens == 1 or ones == 0 or ones > 4:
        return 2
    return 0 if ones == 1 else 1


def _choose_arabic(number: Decimal) -> int:
    if number != int(number):
        return 4
    if number in (1, 2):
        return int(number) - 1
    rest = int(number) % 100
    return 2 if 3 <= rest <= 10 else 3 if rest >= 11 else 4


def _choose_only(number: Decimal) -> int:
    return 0


# For each language its number of forms, and the rule that chooses one.
RULES: Mapping[str, tuple[int, Callable[[Decimal], int]]] = MappingProxyType(
    {
        "en": (2, _choose_english),
        "fr": (2, _choose_french),
        "es": (2, _choose_spanish),
        "ar": (5, _choose_arabic),
        "ru": (3, _choose_russian),
        "zh": (1, _choose_only),
    }
)


def choose_form(forms: str, number: Decimal, language: str) -> str:
    """Return the form of a word for a number, from all forms of a language, separated by bars.

    Examples
    --------
    >>> choose_form("# economy|# economies", Decimal(1), "en")
    '# economy'
    >>> choose_form("# экономика|# экономики|# экономик", Decimal(22), "ru")
    '# экономики'
    """
    listed = forms.split("|")
    count, rule = RULES[language]
    if len(listed) != count:  # English words in the place of missing ones
        count, rule = RULES["en"]
    return listed[min(rule(abs(number)), len(listed) - 1)]
