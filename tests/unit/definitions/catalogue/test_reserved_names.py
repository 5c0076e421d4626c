"""Names of publishers that nobody may use: every spelling that a reader takes for the name."""

from __future__ import annotations

import pytest
from small_cases import small_cases

from ictindex.definitions.catalogue import reserved_names
from ictindex.definitions.catalogue.reserved_names import find_reserved


@small_cases(
    "name",
    [
        "ITU", "itu", "I.T.U.", "I T U", "ITU/BDT", "ITU (Geneva)", "Office of the ITU",
        "ІТU", "ΙΤU", "lTU", "1TU", "ÍTÜ", "ＩＴＵ", "ITU\u0301", "ıtu",
        "International Telecommunication Union", "International  Telecommunication-Union",
        "the international telecommunications union (Geneva)", "UIT", "U.I.T.",
        "Union internationale des telecommunications", "Unión Internacional de Telecomunicaciones",
        "МСЭ", "MCЭ", "Международный союз электросвязи", "国际电联", "国际电联秘书处", "國際電聯",
        "الاتحاد الدولي للاتصالات", "الاتّحاد الدولي للاتصالات",
        "Telecommunication Development Bureau",
    ],
)  # fmt: skip
def test_a_reserved_name_is_recognised(name: str) -> None:
    assert find_reserved(name) == "ITU"


@small_cases(
    "name",
    ["", "Example office", "MIT University", "Situ", "Ministry of Communications", "LTU",
     "Circuit board", "Prüfstelle", "Институт", "国家统计局", "وزارة الاتصالات", "Demonstration"],
)  # fmt: skip
def test_another_name_is_free(name: str) -> None:
    assert find_reserved(name) is None


def test_its_own_key_may_use_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    (reserved,) = reserved_names._read_reserved()
    assert reserved[1] == frozenset()  # no key of ITU is known
    mine = (reserved[0], frozenset({"ab" * 32}), reserved[2])
    monkeypatch.setattr(reserved_names, "_read_reserved", lambda: (mine,))
    assert find_reserved("ITU", "ab" * 32) is None
    assert find_reserved("ITU", "cd" * 32) == "ITU"
