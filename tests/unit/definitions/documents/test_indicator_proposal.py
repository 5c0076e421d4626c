"""Proposals of indicators: every rule of their life and of their definition, by its message."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from proposal_cases import ADOPTED, KEY, RETIRED, SAMPLE, WITHDRAWN, sample_text, with_life
from small_cases import small_cases

from ictindex.core import package_data
from ictindex.core.errors import DocumentError
from ictindex.data.io.observation_columns import BREAKDOWNS
from ictindex.definitions.documents.indicator_proposal import (
    IndicatorProposal,
    is_proposal,
    proposal_schema,
    read_proposal_document,
)
from ictindex.definitions.documents.library import load_document
from ictindex.language.i18n import LANGUAGES

FILE = f"{KEY}.toml"
PILOT_ENTRY = sample_text()[
    sample_text().index("[[life]]\non = 2026-05-05") : sample_text().index("[definition]\n")
]


def read(folder: Path, changes: Mapping[str, str]) -> IndicatorProposal:
    path = folder / FILE
    path.write_text(sample_text(changes), encoding="utf-8")
    return read_proposal_document(path)


# Changes of the sample, and the message that they provoke.
FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "unknown key": (
        {'unit = "percent"': 'unit = "percent"\ncolour = "red"'},
        "the key 'definition.colour' is not known. Remove it or correct its spelling; "
        "`ictindex proposal schema` lists the keys.",
    ),
    "missing key": ({'unit = "percent"\n': ""}, "the key 'definition.unit' is missing."),
    "wrong type": ({"age_from = 5": 'age_from = "5"'}, "'definition.age_from' does not fit"),
    "unknown status": ({'status = "pilot"': 'status = "accepted"'}, "'status' does not fit"),
    "taken indicator": (
        {'indicator = "online-appointments"': 'indicator = "internet-users"'},
        "'internet-users' is already an indicator, a code or a part of an index.",
    ),
    "code of an indicator": (
        {'indicator = "online-appointments"': 'indicator = "i99h"'},
        "'i99h' is already an indicator",
    ),
    "part of an index": (
        {'indicator = "online-appointments"': 'indicator = "meaningful-connectivity"'},
        "'meaningful-connectivity' is already an indicator",
    ),
    "own predecessor": (
        {'predecessor = ""': f'predecessor = "{KEY}"'},
        f"the proposal '{KEY}' names itself as its predecessor.",
    ),
    "no such clause": (
        {"#director-9": "#director-99"},
        "'mandate' names 'resolution-131-rev-dubai-2018#director-99', which is not a clause",
    ),
    "unread mandate": (
        {"dubai-2018#director-9": "bucharest-2022#director-9"},
        "'mandate' names 'resolution-131-rev-bucharest-2022#director-9', which is not a clause of "
        "a text that was read.",
    ),
    "empty text": (
        {'en = "Persons in scope."': 'en = " "'},
        "the text 'definition.denominator.en' is empty",
    ),
    "no such language": (
        {"zh = \"在线预约医疗服务的个人\"": 'de = "Personen"'},
        "the text 'names.de' is empty, or its language is none of the six.",
    ),
    "begins with a pilot": (
        {'status = "proposed"\ndecided_by = "proposer"\n': 'status = "pilot"\n'
         'decided_by = "secretariat"\nsource = "example-circular"\n'},
        "entry 1 (pilot) of 'life' cannot follow the one before it.",
    ),
    "adopted without a pilot": (
        {PILOT_ENTRY: ADOPTED.lstrip() + "\n", 'status = "pilot"': 'status = "adopted"'},
        "entry 2 (proposed → adopted) of 'life' cannot follow",
    ),
    "retired from a pilot": (
        with_life("retired", RETIRED),
        "entry 3 (pilot → retired) of 'life' cannot follow",
    ),
    "adopted once more": (
        with_life("adopted", ADOPTED, ADOPTED),
        "entry 4 (adopted → adopted) of 'life' cannot follow",
    ),
    "pilot after withdrawal": (
        with_life("pilot", WITHDRAWN, "\n" + PILOT_ENTRY.replace("2026-05-05", "2026-10-05")),
        "entry 4 (withdrawn → pilot) of 'life' cannot follow",
    ),
    "retired once more": (
        with_life("retired", ADOPTED, RETIRED, RETIRED),
        "entry 5 (retired → retired) of 'life' cannot follow",
    ),
    "days go back": (
        {"on = 2026-05-05": "on = 2026-01-05"},
        "entry 2 (2026-01-05) of 'life' is earlier than the one before it.",
    ),
    "status of another entry": (
        {'status = "pilot"': 'status = "adopted"'},
        "'status' is 'adopted', but the last entry of 'life' has another one.",
    ),
    "pilot by the proposer": (
        {'decided_by = "secretariat"': 'decided_by = "proposer"'},
        "in entry 2 (pilot) of 'life' this body cannot decide that.",
    ),
    "adopted by the secretariat": (
        with_life("adopted", ADOPTED.replace('"egh"', '"secretariat"')),
        "in entry 3 (adopted) of 'life' this body cannot decide that.",
    ),
    "retired by the secretariat": (
        with_life("retired", ADOPTED, RETIRED.replace('"egh"', '"secretariat"')),
        "in entry 4 (retired) of 'life' this body cannot decide that.",
    ),
    "decision without a source": (
        {'source = "example-circular"\n': ""},
        "'life.2 (-)' has no source that was read.",
    ),
    "source that is not listed": (
        {'source = "example-circular"': 'source = "another-circular"'},
        "'life.2 (another-circular)' has no source that was read.",
    ),
    "source that nobody read": (
        {'copy = "publisher"': 'copy = "none"'},
        "'life.2 (example-circular)' has no source that was read.",
    ),
    "no such unit": (
        {'unit = "percent"': 'unit = "parsecs"'},
        "'parsecs' at 'definition.unit' is not a unit of the catalogue.",
    ),
    "ages the wrong way round": (
        {"age_from = 5": "age_from = 75\nage_to = 15"},
        "the first end of the range 75 … 15 at 'definition' is not below the second.",
    ),
    "range the wrong way round": (
        {"minimum = 0\n": "minimum = 100\n"},
        "the first end of the range 100 … 100 at 'definition' is not below the second.",
    ),
    "no such period": ({'"P3M"': '"three months"'}, "'definition.reference_period' does not fit"),
    "observations without a digest": (
        {sample_text()[(at := sample_text().index("digest = ")) : at + 82]: ""},
        "'pilot' has observations without a digest",
    ),
    "pilot in another folder": (
        {f'"{KEY}-pilot.csv"': '"../pilot.csv"'},
        "the key 'pilot.observations' does not fit",
    ),
    "equal goalposts": (
        {"goalposts = [0, 100]": "goalposts = [50, 50]"},
        "'goalposts' at 'trial' are not two different values.",
    ),
    "code before adoption": (
        {"[pilot]\n": '[[codes]]\nlist = "core-list"\ncode = "HH99"\n'
         'source = "example-circular"\n\n[pilot]\n'},
        "the code 'HH99' is stated before the indicator is adopted.",
    ),
}  # fmt: skip


@small_cases("case", FAULTS)
def test_a_broken_rule_is_named_with_file_and_key(case: str, tmp_path: Path) -> None:
    changes, words = FAULTS[case]
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, changes)
    lines = [fault.advice("en") for fault in caught.value.faults]
    assert any(line.startswith(FILE) and words in line for line in lines), lines


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    changes = {
        "#director-9": "#director-99",
        "on = 2026-05-05": "on = 2026-01-05",
        'predecessor = ""': f'predecessor = "{KEY}"',
    }
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, changes)
    codes = {fault.code for fault in caught.value.faults}
    assert codes == {
        "document.proposal-mandate",
        "document.proposal-life-days",
        "document.proposal-own-predecessor",
    }


def test_an_adopted_indicator_needs_its_pilot(tmp_path: Path) -> None:
    text = sample_text(with_life("adopted", ADOPTED))
    start = text.index("[pilot]\n")
    without = text[:start] + text[text.index("# The place in an index") :]
    path = tmp_path / FILE
    path.write_text(without, encoding="utf-8")
    with pytest.raises(DocumentError, match="with the status 'adopted' needs its pilot"):
        read_proposal_document(path)


def test_the_id_is_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "another.toml"
    path.write_text(sample_text(), encoding="utf-8")
    with pytest.raises(DocumentError, match=f"the id '{KEY}' is not the name of the file"):
        read_proposal_document(path)


@small_cases(
    ("status", "entries", "decided_on"),
    [
        ("pilot", (), None),
        ("adopted", (ADOPTED,), dt.date(2026, 9, 1)),
        ("retired", (ADOPTED, RETIRED), dt.date(2026, 9, 1)),
        ("withdrawn", (WITHDRAWN,), dt.date(2026, 9, 1)),
        ("withdrawn", (WITHDRAWN.replace('"egh"', '"proposer"'),), None),
    ],
)
def test_each_life_in_its_order_is_read(
    status: str, entries: tuple[str, ...], decided_on: dt.date | None, tmp_path: Path
) -> None:
    document = read(tmp_path, with_life(status, *entries))
    assert document.status == status and len(document.life) == 2 + len(entries)
    assert (document.decision and document.decision.on) == decided_on


def test_an_adopted_indicator_may_have_a_printed_code(tmp_path: Path) -> None:
    code = '[[codes]]\nlist = "core-list"\ncode = "HH99"\nsource = "example-circular"\n\n[pilot]\n'
    document = read(tmp_path, {**with_life("adopted", ADOPTED), "[pilot]\n": code})
    assert document.codes[0].code == "HH99"


def test_no_methodology_can_name_a_proposed_indicator(tmp_path: Path) -> None:
    source = package_data.folder("methodology") / "idi" / "idi-methodology-2023.toml"
    path = tmp_path / "idi-methodology-2099.toml"
    text = source.read_text(encoding="utf-8").replace("idi-methodology-2023", path.stem)
    path.write_text(text.replace('"internet-users"', '"online-appointments"'), encoding="utf-8")
    with pytest.raises(DocumentError, match=r"'online-appointments' at .* is not an indicator"):
        load_document(path)


def test_only_a_proposal_has_a_life() -> None:
    folder = package_data.folder("methodology")
    assert is_proposal(SAMPLE)
    assert not is_proposal(folder / "idi" / "idi-methodology-2023.toml")


def test_the_breakdowns_of_a_definition_are_those_of_observations() -> None:
    schema = proposal_schema()["$defs"]["ProposedDefinition"]["properties"]["breakdowns"]
    assert set(schema["items"]["enum"]) == set(BREAKDOWNS)


def test_the_sample_has_every_text_in_six_languages() -> None:
    for key, texts in read_proposal_document(SAMPLE).texts():
        assert tuple(texts) == LANGUAGES, key


def test_a_comment_can_be_on_any_part_of_the_definition() -> None:
    paths = read_proposal_document(SAMPLE).constants()
    assert {"purpose", "definition.age_from", "trial.goalposts", "pilot.year"} <= paths.keys()


def test_the_schema_for_editors_knows_the_sample_and_refuses_other_keys() -> None:
    validators = pytest.importorskip("jsonschema")
    schema = json.loads(json.dumps(proposal_schema(), default=str))
    record = json.loads(json.dumps(read_proposal_document(SAMPLE).to_dict()))
    record = {key: value for key, value in record.items() if value is not None}
    record["definition"] |= {"minimum": 0, "maximum": 100}
    record["trial"]["goalposts"] = [0, 100]
    validators.validate(record, schema)
    with pytest.raises(validators.ValidationError):
        validators.validate({**record, "colour": "red"}, schema)
