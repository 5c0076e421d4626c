"""The service with FastAPI: 30 bad requests, each answered 422 in the library's words."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from small_cases import small_cases

import ictindex as ict
from ictindex.language import i18n

fastapi = pytest.importorskip("fastapi")
pytest.importorskip("httpx")

PROGRAM = Path(__file__).resolve().parents[2] / "docs" / "examples" / "fastapi_service.py"
VALUES = {
    "internet-users": 87.4, "households-internet": 89.3, "mobile-broadband-subscriptions": 105.7,
    "coverage-3g": 99.2, "coverage-4g": 98.5, "mobile-broadband-traffic": 123.3,
    "fixed-broadband-traffic": 2908.6, "price-mobile-high": 1.0, "price-fixed-broadband": 1.4,
    "mobile-phone-ownership": 93.8,
}  # fmt: skip
HEAD = b"economy,indicator,year,value\n"


@pytest.fixture(scope="module")
def client() -> Any:
    from fastapi.testclient import TestClient

    # An error that the program does not answer is the answer 500, as on a server.
    return TestClient(runpy.run_path(str(PROGRAM))["app"], raise_server_exceptions=False)


def changed(**values: object) -> dict[str, object]:
    return {**VALUES, **{name.replace("_", "-"): value for name, value in values.items()}}


# Bodies of requests for a score; a text is sent as it is.
SCORES: dict[str, object] = {
    "nothing": "",
    "null": None,
    "a number": 3,
    "a text": "87.4",
    "a list": [87.4, 89.3],
    "a list of pairs": [["internet-users", 87.4]],
    "no value": {},
    "one value": {"internet-users": 87.4},
    "an unknown name": changed(internet_user=1),
    "an empty name": {**VALUES, "": 1},
    "above the range": changed(coverage_4g=985),
    "below the range": changed(coverage_4g=-1),
    "not a number": '{"internet-users": NaN}',
    "infinite": '{"internet-users": Infinity}',
    "beyond every float": '{"internet-users": 1e999}',
    "true": changed(coverage_4g=True),
    "missing": changed(coverage_4g=None),
    "a list as a value": changed(coverage_4g=[98.5]),
    "a mapping as a value": changed(coverage_4g={"value": 98.5}),
    "a decimal comma": changed(coverage_4g="98,5"),
    "a percent sign": changed(coverage_4g="98.5%"),
    "an exponent": changed(coverage_4g="9.85e1"),
    "words": changed(coverage_4g="nearly all"),
    "an empty text": changed(coverage_4g=""),
    "too many digits": changed(coverage_4g="9" * 400),
}
# Files that cannot be read as a whole.
FILES = {
    "an empty file": b"",
    "other bytes": b"\x00\xff\xfe" * 20,
    "another table": b"country;score\nBrazil;82\n",
    "a column twice": b"economy,indicator,year,value,value\nBRA,i99H,2022,1,2\n",
    "a broken archive": b"PK\x03\x04" + bytes(40),
    "a line with more cells": HEAD + b"BRA,i99H,2022,80.5,1,2\n",
}
EDITIONS = ("1999", "-1", "9" * 30)


def judge(answer: Any, language: str) -> None:
    """The answer is an error of the library, in words of a language."""
    assert answer.status_code == 422, answer.text
    body = answer.json()
    assert body.keys() == {"code", "details", "message", "faults"}, body
    assert i18n.message(body["code"], {}, "en") != body["code"], "no code of the library"
    assert body["message"] and body["code"] not in body["message"]
    if language != "en":
        words = i18n.message(body["code"], body["details"], "en")
        assert words not in body["message"]


@pytest.mark.slow
@small_cases("name", SCORES)
def test_values_that_are_no_score(name: str, client: Any) -> None:
    body = SCORES[name]
    sent = {"content": body} if isinstance(body, str) and name != "a text" else {"json": body}
    for language in ("en", "ar"):
        judge(client.post(f"/score/2024?language={language}", **sent), language)


@small_cases("name", FILES)
def test_files_that_are_no_table(name: str, client: Any) -> None:
    for language in ("en", "fr"):
        answer = client.post(f"/validation/2024?language={language}", content=FILES[name])
        judge(answer, language)


@pytest.mark.parametrize("edition", EDITIONS)
def test_editions_that_never_were(edition: str, client: Any) -> None:
    judge(client.post(f"/score/{edition}", json=VALUES), "en")


def test_a_language_that_is_none(client: Any) -> None:
    table = HEAD + b"BRA,i99H,2022,80.5\n"
    judge(client.post("/validation/2024?language=xx", content=table), "en")


def test_there_are_30_of_them_and_the_program_is_small() -> None:
    assert len(SCORES) + len(FILES) >= 30
    lines = PROGRAM.read_text("utf-8").split('"""', 2)[2].splitlines()
    assert sum(bool(line.strip()) for line in lines) <= 25


def test_a_good_request_has_the_digits_of_the_library(client: Any) -> None:
    answer = client.post("/score/2024", json=VALUES)
    assert answer.status_code == 200
    assert answer.json() == ict.methodology("idi", edition=2024).score(VALUES).to_dict()
    table = HEAD + b"BRA,i99H,2022,80.5\nBRA,xHH6_IDI,2022,1\n"
    judged = client.post("/validation/2024?language=fr", content=table)
    assert judged.status_code == 200, judged.text
    assert judged.json()["schema"] == "ictindex/validation/0"
