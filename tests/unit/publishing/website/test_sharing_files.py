"""Files for citing and sharing: digests in one file, words in six, tags of a page."""

from __future__ import annotations

import json

from site_cases import Written, sample_document, sample_plan

from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.sharing_files import (
    describe_sharing,
    write_citations,
    write_language_files,
)

ADDRESS = "https://stat.example/idi/"


def imprint(**changes: object) -> Imprint:
    return Imprint.from_document(sample_document(**changes))


def test_the_script_has_the_digests_that_no_page_has() -> None:
    tree, plan = Written(), sample_plan()
    write_citations(plan.imprint, plan.cited, tree)
    script = tree["assets/citations.js"].decode()
    shown = json.loads(script.removeprefix("window.ictindexCitations = ").removesuffix(";\n"))
    assert list(shown) == ["idi-2024", "prices"]
    assert shown["idi-2024"]["digests"] == [list(pair) for pair in plan.editions[0].digests]
    assert shown["prices"]["bib"].encode() == tree["cite/prices.bib"]
    assert sorted(tree) == [
        "assets/citations.js",
        *(f"cite/{key}.{form}" for key in ("idi-2024", "prices") for form in ("bib", "ris")),
    ]


def test_a_site_without_a_web_address_has_no_card() -> None:
    tree, plan = Written(), sample_plan()
    write_language_files(plan.imprint, plan.cited, plan.editions, "fr", tree)
    assert sorted(tree) == ["assets/page-fr.js", "fr/cite/idi-2024.txt", "fr/cite/prices.txt"]
    assert not describe_sharing(plan.imprint, plan.editions, "fr")["card"]


def test_the_tags_name_the_card_by_its_whole_address_and_the_language() -> None:
    tags = describe_sharing(imprint(address=ADDRESS), sample_plan().editions, "ar")
    assert tags["card"] == "https://stat.example/idi/assets/card-ar.png"
    assert (tags["width"], tags["height"]) == (1200, 630)
    assert tags["locale"] == "ar_AR"
