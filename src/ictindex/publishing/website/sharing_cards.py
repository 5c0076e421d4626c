"""The picture that other sites show with a link: one in each language, without any figure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.language.i18n import house_style
from ictindex.language.i18n.isolates import ISOLATE
from ictindex.publishing.graphics import palette
from ictindex.publishing.graphics.packages import load_package
from ictindex.publishing.graphics.setting import Setting
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.score_rows import edition_title
from ictindex.publishing.website.site_edition import SiteEdition
from ictindex.publishing.website.site_words import Words

WIDTH, HEIGHT = 1200, 630  # pixels, as the sites that show cards ask for
_MARGIN = 80
_SIZES = (52, 44, 36, 28)
_SMALL = 27
_SPACING = 1.35
_MOST_LINES = 3
_GROUND, _LIGHT = house_style.ACCENT, house_style.ACCENT_GROUND


@dataclass(frozen=True, slots=True)
class SharingCard:
    """The words of a card: the name of the site, its editions, its publisher, whose site it is."""

    title: str
    editions: str
    publisher: str
    owner: str
    language: str

    @property
    def description(self) -> str:
        """The card in words."""
        words = i18n.clauses([self.title, self.editions], self.language)
        return ISOLATE.sub("", words)


def describe_card(imprint: Imprint, editions: Sequence[SiteEdition], language: str) -> SharingCard:
    """Return what the card of a site says in a language."""
    newest = edition_title(editions[-1], language)
    return SharingCard(
        title=imprint.title(language),
        editions=newest,
        publisher=Words(language)("published-by", publisher=imprint.publisher.name),
        owner=Words(language, "site-about")("not-itu"),
        language=language,
    )


def card_name(language: str) -> str:
    """Return the name of the file of a card, among the files that all pages share."""
    return f"card-{language}.png"


def draw_card(card: SharingCard) -> bytes:
    """Return a card as PNG."""
    drawn: bytes = load_package("vl_convert").svg_to_png(write_card(card), scale=1.0)
    return drawn


def write_card(card: SharingCard) -> str:
    """Return a card as SVG."""
    setting = Setting(card.language)
    side = WIDTH - _MARGIN if setting.rtl else _MARGIN
    anchor = "end" if setting.rtl else "start"
    parts: list[str] = []

    def write(lines: Sequence[str], at: float, size: float, fill: str, weight: int = 400) -> float:
        """Write lines from a height downwards; return the height below them."""
        for n, line in enumerate(lines):
            parts.append(
                f'<text x="{side}" y="{at + n * size * _SPACING:g}" font-size="{size}" '
                f'font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">{escape(line)}</text>'
            )
        return at + len(lines) * size * _SPACING

    size, lines = _fit_title(setting, card.title)
    below = write(lines, 130, size, palette.PAPER, 700)
    write(_break_lines(setting, card.editions, 34), below + 20, 34, _LIGHT)
    owners = [
        line
        for words in (card.publisher, card.owner)
        for line in _break_lines(setting, words, _SMALL)
    ]
    write(owners, HEIGHT - 10 - len(owners) * _SMALL * _SPACING, _SMALL, palette.PAPER)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" direction="ltr" '
        f'font-family="{escape(setting.printed_fonts)}" xml:lang="{card.language}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_GROUND}"/>'
        f'<rect x="{WIDTH - 16 if setting.rtl else 0}" width="16" '
        f'height="{HEIGHT}" fill="{palette.EARLIER}"/>'
        f"{''.join(parts)}</svg>"
    )


def _fit_title(setting: Setting, words: str) -> tuple[int, list[str]]:
    """Return the largest size at which a title needs few lines, and these lines."""
    for size in _SIZES:
        lines = _break_lines(setting, words, size, bold=True)
        if len(lines) <= _MOST_LINES:
            break
    return size, lines


def _break_lines(setting: Setting, words: str, size: float, *, bold: bool = False) -> list[str]:
    return setting.wrap(ISOLATE.sub("", words), WIDTH - 2 * _MARGIN, size, bold)
