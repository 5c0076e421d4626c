"""An edition holds the rules by which its tables were judged, today's or earlier ones."""

from __future__ import annotations

import json
from pathlib import Path

import edition_cases as cases
import pandas as pd
from edition_cases import receipt, rows
from golden_round import RULES as GOLDEN
from offices import office

import ictindex as ict
from ictindex.definitions.documents import kept_documents
from ictindex.editions.contents import rules_of
from ictindex.submissions.validation.rules import ruleset

TODAY = ruleset().digest


def of_rules(*digests: str) -> list[ict.data.Receipt]:
    economies = ("BRA", "KEN", "AUT")
    return [
        receipt(ict.read_observations(pd.DataFrame(rows([economy]))), rules=digest)
        for economy, digest in zip(economies, digests, strict=False)
    ]


def named(files: dict[str, bytes]) -> dict[str, str]:
    return {
        name: json.loads(content)["digest"]
        for name, content in files.items()
        if name.endswith("ruleset.json")
    }


def test_the_rules_of_most_receipts_come_first() -> None:
    others = f"rules/kept/{GOLDEN}/ruleset.json"
    for digests in ((TODAY, GOLDEN, TODAY), (GOLDEN, TODAY, TODAY)):
        assert named(rules_of(of_rules(*digests))) == {
            "rules/ruleset.json": TODAY,
            others: GOLDEN,
        }
    assert named(rules_of(of_rules(GOLDEN))) == {"rules/ruleset.json": GOLDEN}
    assert named(rules_of([])) == {"rules/ruleset.json": TODAY}


def test_an_edition_is_published_with_receipts_of_earlier_rules(tmp_path: Path) -> None:
    path = cases.written(tmp_path / "inbox", rows())
    edition = ict.publish(
        cases.official(path, rules=GOLDEN),
        tmp_path / "e",
        released=cases.RELEASED,
        publisher=office(tmp_path / "e"),
    )
    kept = kept_documents.read_kept(kept_documents.RULES, GOLDEN)
    assert kept is not None
    assert (edition.path / "rules" / "t.toml").read_bytes() == kept["rules/t.toml"]
    assert kept["rules/t.toml"] != ruleset().files["rules/t.toml"]
    assert ict.verify(edition.path).intact
