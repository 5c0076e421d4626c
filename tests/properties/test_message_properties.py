"""Every message shows names in quotation marks, no ids, and numbers in groups."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from language_files import flat
from small_cases import small_cases

from ictindex.language import i18n

LANGUAGES = ["en", "fr", "es", "ar", "ru", "zh"]
# The meaning of a placeholder in the catalogue; whatever else is filled in is an amount.
NAMES = {
    "indicator": "coverage-3g", "node": "mobile-phone-ownership", "rate": "coverage-4g",
    "operand": "fixed-broadband-subscriptions-count", "basket": "mobile-data-only",
    "other_basket": "fixed-broadband", "definition": "fixed-broadband-5gb",
    "wanted_definition": "fixed-broadband-1gb", "measure": "local", "coded": "usd",
    "series": "gni-per-capita-local", "grouping": "itu-region", "economy": "ECU",
    "partner": "PER", "first_economy": "ECU", "last_economy": "PER", "unit": "per-100-inhabitants",
    "status": "E", "conf_status": "C", "source_class": "official-submission",
    "breakdown": "sex", "range": "0 … 100",
}  # fmt: skip
AMOUNT = Decimal("1234567.5")
# Ids of one word are words of English too.
IDS = {
    key[-1] if key[0] != "indicators" else key[1]
    for key in flat("en")
    if key[0] in ("nodes", "indicators", "baskets", "basket-definitions", "series", "groupings")
    and "-" in (key[-1] if key[0] != "indicators" else key[1])
}
PAIRS = [("«", "»"), ("“", "”"), ("(", ")"), ("（", "）"), ("‘", "’")]
GROUPED = {
    "en": "1,234,567.5", "fr": "1\u202f234\u202f567,5", "es": "1\u202f234\u202f567,5",
    "ar": "1,234,567.5", "ru": "1\u00a0234\u00a0567,5", "zh": "1,234,567.5",
}  # fmt: skip


def messages(language: str) -> list[tuple[str, str]]:
    """Every message and remedy, by its code, with its placeholders filled."""
    rendered = []
    for key, words in flat(language).items():
        if key[0] != "messages":
            continue
        names = set(re.findall(r"\{([a-z_]+)\}", str(words)))
        arguments = {name: NAMES.get(name, AMOUNT) for name in names}
        code, part = key[1], key[2]
        rendered.append((f"{code}/{part}", i18n.message(code, arguments, language, part)))
    return rendered


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_shows_an_id_of_the_catalogue(language: str) -> None:
    assert "fixed-broadband-subscriptions-count" in IDS
    any_id = re.compile(rf"(?<![\w-])(?:{'|'.join(IDS)})(?![\w-])")
    shown = {
        code: any_id.findall(words)
        # Backticks surround what is to be typed.
        for code, words in ((c, re.sub("`[^`]*`", "", w)) for c, w in messages(language))
    }
    assert {code: names for code, names in shown.items() if names} == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_grouped_in_every_message(language: str) -> None:
    templates = {f"{k[1]}/{k[2]}": str(w) for k, w in flat(language).items() if k[0] == "messages"}
    wrong = []
    for code, words in messages(language):
        own = set(re.findall(r"\d{4,}", templates[code]))  # years and limits of the words
        if set(re.findall(r"\d{4,}", words)) - own:
            wrong.append(code)
    assert wrong == []
    assert sum(GROUPED[language] in words for _, words in messages(language)) > 100


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_quotation_marks_and_brackets_are_balanced_in_every_message(language: str) -> None:
    apostrophes = language in ("en", "fr")  # ’ is a letter's there
    wrong = [
        (code, opening)
        for code, words in messages(language)
        for opening, closing in PAIRS
        if not (apostrophes and closing == "’") and words.count(opening) != words.count(closing)
    ]
    assert wrong == []
    isolates = [
        code
        for code, words in messages(language)
        if len(re.findall("[\u2066\u2067\u2068]", words)) != words.count("\u2069")
    ]
    assert isolates == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_is_not_quoted_twice(language: str) -> None:
    twice = [c for c, w in messages(language) if re.search("[«“'‘][\u00a0\u2068]*[«“]", w)]
    assert twice == []


@small_cases(
    ("value", "language", "shown"),
    [
        ("999", "en", "999"),
        ("1000", "en", "1,000"),
        ("-2858139", "fr", "−2\u202f858\u202f139"),
        ("17956000.25", "es", "17\u202f956\u202f000,25"),
        ("17956000.25", "ar", "17,956,000.25"),
        ("100000", "ru", "100\u00a0000"),
        ("0.00001234", "zh", "0.00001234"),
    ],
)
def test_a_number_has_groups_of_three(value: str, language: str, shown: str) -> None:
    assert i18n.grouped_number(Decimal(value), language) == shown


def test_years_and_what_was_typed_stay_as_they_are() -> None:
    arguments = {"value": "1234567", "year": 2025, "economy": "ECU", "count": 1234}
    assert i18n.text("views", "findings", "en", count=1234) == "Findings: 1,234"
    assert i18n.message("rule.S11", arguments | {"second": "98765"}, "en") == (
        "The sender declares 1234567 rows, but the table has 98765."
    )
    assert i18n.text("questionnaire", "value", "en", year=2025) == "Value 2025"


@pytest.mark.parametrize(
    ("language", "low", "high"),
    [
        ("en", "The value 0 is less than 10, the lower limit of this check for all economies.",
         "The value 0 is more than 10, the upper limit of this check for all economies."),
        ("es", "El valor 0 es inferior a 10, el límite inferior de este control para todas las "
         "economías.",
         "El valor 0 es superior a 10, el límite superior de este control para todas las "
         "economías."),
        ("fr", "La valeur 0 est inférieure à 10, limite inférieure de ce contrôle pour toutes les "
         "économies.",
         "La valeur 0 est supérieure à 10, limite supérieure de ce contrôle pour toutes les "
         "économies."),
    ],
)  # fmt: skip
def test_a_limit_says_on_which_side_it_lies(language: str, low: str, high: str) -> None:
    values = {"value": Decimal(0), "limit": Decimal(10)}
    assert i18n.message("rule.R06.below", values, language) == low
    assert i18n.message("rule.R06", values, language) == high


@small_cases(
    ("key", "language", "words"),
    [
        ("questionnaire/step-empty", "es", "El cero indica una cantidad nula, nunca un dato"),
        ("questionnaire/step-numbers", "es", "Escriba únicamente números:"),
        ("messages/rule.R14/message", "es", "algo muy improbable en una encuesta."),
        ("messages/rule.C01/message", "es", "supera el del indicador {node} ({second}), en el que"),
        ("messages/rule.C01/remedy", "es", "Toda persona cubierta por la red más reciente lo está"),
        ("messages/tariff.validity-missing/remedy", "es", "0,5 para doce horas."),
        ("messages/derivation.no-operand/message", "es", "no se puede calcular {rate}, porque"),
        ("validation/too-small", "fr", "La valeur semble {factor} fois trop petite."),
        ("validation/undecided", "fr", "Contrôles impossibles faute de données"),
        ("messages/rule.R14/message", "fr", "ce qui est très improbable dans une enquête."),
        ("messages/rule.B01/message", "fr", "la somme de ses parties est de {second} (écart"),
        ("messages/rule.R04/remedy", "fr", "confirmez-la en indiquant le motif."),
        ("questionnaire/contact-title", "fr", "Expéditeur (fonction, sans nom de personne)"),
        ("messages/rule.C01/message", "ar", "أعلى من قيمة المؤشر {node}"),
        ("questionnaire/step-empty", "ar", "والصفر يعني أن الكمية معدومة، ولا يعني"),
        ("messages/questionnaire.formula/message", "ar", "تحتوي الخلية على صيغة"),
        ("questionnaire/categories/location/U", "ar", "المناطق الحضرية"),
        ("help/default", "ar", "القيمة الافتراضية"),
        ("questionnaire/sheets/tariffs-mobile/title", "ar", "أسعار الخدمات المتنقلة"),
        ("questionnaire/contact-title", "ru", "Отправитель (ведомство и должность, без имен)"),
        ("questionnaire/categories/income/Q1", "ru", "Нижний квинтиль доходов"),
        ("messages/rule.C01/message", "zh", "高于指标{node}的数值（{second}）"),
        ("messages/rule.P10/message", "zh", "没有与文件现有内容相符的回执。"),
    ],
)  # fmt: skip
def test_corrected_wording_stays(key: str, language: str, words: str) -> None:
    assert words in str(flat(language)[tuple(key.split("/"))])


@pytest.mark.parametrize(
    ("language", "never"),
    [
        ("es", r"nunca ausente|simples números|[Cc]onf[ií]rm\w+ con el motivo|apenas puede dar"),
        ("fr", r"avec (la|une) raison|ce qui ne s’est vu|ne trouve guère|\bElle semble"),
        ("ar", r"قيمة ناقصة|المبدئي|هاتف(اً)? محمول|ملء القيمة|الباقات السكنية"),
        ("ru", "впишите цифр"),
        ("zh", r"（数目）$|点名"),
    ],
)
def test_what_no_native_would_write_is_gone(language: str, never: str) -> None:
    assert [dotted for dotted, w in flat(language).items() if re.search(never, str(w))] == []
