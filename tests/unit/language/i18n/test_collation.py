"""The order of names in six languages."""

from __future__ import annotations

from small_cases import small_cases

from ictindex.language.i18n.collation import sort_key


@small_cases(
    ("language", "ordered"),
    [
        ("en", ["Côte d’Ivoire", "Croatia", "Cuba", "Curaçao", "Czechia", "Zambia"]),
        ("fr", ["Égypte", "El Salvador", "Émirats arabes unis", "Équateur", "Érythrée", "Espagne"]),
        ("es", ["Nauru", "Nepal", "Nuevo", "Ñandú", "Omán"]),
        ("ru", ["Иордания", "Ирак", "Йемен", "Кабо-Верде", "Щит", "Эстония"]),
        ("ru", ["еда", "ёж", "ель"]),
        # By letters: after alif come tha, dhal, lam and waw, and only then ba.
        ("ar", ["إثيوبيا", "أذربيجان", "الأرجنتين", "الأردن", "أوغندا", "بنن"]),
        # Ā-ěr-jí-lì-yà, Bā-xī, Fǎ-guó, Rì-běn, Zhōng-guó: the order of pinyin.
        ("zh", ["阿尔及利亚", "巴西", "法国", "日本", "中国"]),
    ],
)
def test_names_in_the_order_of_their_language(language: str, ordered: list[str]) -> None:
    for start in (ordered, ordered[::-1]):
        assert sorted(start, key=lambda name: sort_key(name, language)) == ordered


def test_accents_come_after_letters_and_case_after_accents() -> None:
    words = ["cote", "Cote", "coté", "côte", "cotee"]
    mixed = [words[n] for n in (4, 1, 3, 0, 2)]
    assert sorted(mixed, key=lambda word: sort_key(word, "fr")) == words


def test_rare_characters_come_after_common_ones() -> None:
    assert sort_key("中", "zh") < sort_key("\u9fa5", "zh")
    assert sort_key("A", "zh") < sort_key("中", "zh")
