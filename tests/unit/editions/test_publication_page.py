"""The page of a publication: what to make known elsewhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ictindex.editions.demonstration import Demonstration
from ictindex.editions.edition import Edition
from ictindex.editions.publication_page import (
    describe_publication,
    show_demonstration,
    show_publication,
)

ROOT, HEAD = "sha256:" + 64 * "0", "sha256:" + 64 * "1"
EDITION = Edition(
    id="idi-2024", path=Path("a") / "idi-2024", root=ROOT, kind="demonstration", index="idi",
    edition=2024, year=2022, released=dt.date(2024, 6, 27), publisher="Office", number=7, head=HEAD,
)  # fmt: skip


def test_the_page_has_what_confirms_the_edition_later() -> None:
    page = show_publication(EDITION)
    for language in ("en", "ar", "zh"):
        text = page.to_text(language)
        assert all(fact in text for fact in ("idi-2024", ROOT, HEAD))
    path = str(Path("a") / "idi-2024")
    record = {"id": "idi-2024", "path": path, "root": ROOT, "head": HEAD, "number": 7}
    assert page.to_dict() == {"schema": "ictindex/publication/0", **record}
    line = describe_publication(EDITION, "en")
    assert "\n" not in line and ROOT in line and HEAD not in line


def test_a_demonstration_says_that_its_economies_do_not_exist() -> None:
    page = show_demonstration(Demonstration(Path("a"), EDITION, ("XAA", "XAB")))
    assert page.to_text("en").startswith("An edition of 2 economies that do not exist")
    assert page.to_dict() == show_publication(EDITION).to_dict()
