"""The mapping of a survey: codes as numbers or texts, parts that nobody has confirmed, faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from survey_cases import MAPPING, make_mapping

from ictindex.core.errors import DocumentError
from ictindex.submissions.surveys.survey_mapping import read_mapping


def test_codes_are_texts_whether_written_as_numbers_or_not() -> None:
    mapping = make_mapping()
    mapping["indicators"][0]["answers"][0]["yes"] = ["1"]
    written, plain = read_mapping(mapping), read_mapping(make_mapping())
    assert written == plain
    assert plain.indicators[0].answers[0].codes == ("1", "2", "9")
    assert read_mapping(plain) is plain


def test_every_variable_is_named_once() -> None:
    assert read_mapping(MAPPING).variables == (
        "weight", "stratum", "psu", "hh", "member", "done", "age", "sex", "area", "net", "phone",
        "skill",
    )  # fmt: skip


def test_parts_that_nobody_has_confirmed() -> None:
    mapping = make_mapping()
    mapping["weight"] = mapping["weight"] | {"confirmed": False}
    mapping["indicators"][1]["confirmed"] = False
    mapping["breakdowns"]["sex"]["confirmed"] = False
    assert read_mapping(mapping).list_unconfirmed() == (
        "weight", "breakdowns.sex", "indicators.mobile-phone-ownership",
    )  # fmt: skip


def test_a_file_names_all_faults_at_once(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    path.write_text('schema = 1\nkind = "survey-mapping"\nyear = "24"\n', "utf-8")
    with pytest.raises(DocumentError) as caught:
        read_mapping(path)
    message = caught.value.message("en")
    assert "survey.toml: the key 'weight' is missing" in message
    assert "survey.toml: the key 'year' does not fit (integer); it is '24'" in message


@pytest.mark.parametrize(
    ("replicates", "words"),
    [
        ({"columns": ["a", "b"], "method": "Fay"}, "the method 'Fay' at 'replicates' does not fit"),
        ({"columns": ["a", "a"], "method": "BRR"}, "'a' at 'replicates' is named twice"),
        ({"columns": ["a", "b"], "method": "JKn"}, "the method JKn has one for each column"),
    ],
)
def test_replicates_that_do_not_fit(replicates: dict[str, object], words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_mapping(make_mapping(replicates=replicates))
    assert words in caught.value.message("en")
