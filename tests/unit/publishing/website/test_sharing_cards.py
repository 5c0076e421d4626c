"""The card of a site: whose it is and what it has, and not one score."""

from __future__ import annotations

import re
import struct
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from site_cases import sample_document, sample_plan
from small_cases import small_cases

from ictindex.language import i18n
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.sharing_cards import (
    HEIGHT,
    WIDTH,
    SharingCard,
    describe_card,
    draw_card,
    write_card,
)


def card(language: str, **changes: object) -> SharingCard:
    imprint = Imprint.from_document(sample_document(**changes))
    return describe_card(imprint, sample_plan().editions, language)


def lines(drawn: str) -> list[Element]:
    return [part for part in fromstring(drawn).iter() if part.tag.endswith("text")]


@small_cases("language", i18n.LANGUAGES)
def test_a_card_has_the_site_the_edition_and_the_publisher_and_no_other_number(
    language: str,
) -> None:
    words = " ".join("".join(line.itertext()) for line in lines(write_card(card(language))))
    assert "Office of trials" in words
    assert set(re.findall(r"\d[\d.,]*", words)) == {"2024"}


def test_a_long_title_is_shown_whole_in_smaller_letters() -> None:
    title = "A very long name of a site that has many words " * 6
    drawn = lines(write_card(card("en", title={"en": title})))
    shown = " ".join("".join(line.itertext()) for line in drawn)
    assert title.strip() in shown
    heights = [float(line.attrib["y"]) for line in drawn]
    assert heights == sorted(heights) and heights[-1] < HEIGHT


def test_the_picture_has_the_size_of_cards_and_the_same_bytes_each_time() -> None:
    drawn = draw_card(card("ar"))
    assert struct.unpack(">II", drawn[16:24]) == (WIDTH, HEIGHT)
    assert drawn == draw_card(card("ar"))
