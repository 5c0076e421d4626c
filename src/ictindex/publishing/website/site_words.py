"""The words of the site, by section of the language files."""

from __future__ import annotations

from ictindex.language import i18n

# The section that the pages of scores, groups, ranks and prices share.
FIGURES = "site-start"


class Words:
    """The words of the site in a language: ``words("section-key", name=...)``."""

    def __init__(self, language: str, section: str = "site") -> None:
        self.language, self.section = language, section

    def __call__(self, key: str, **values: object) -> str:
        return i18n.text(self.section, key, self.language, **values)

    def open_section(self, section: str) -> Words:
        """Return the words of another section in the same language."""
        return Words(self.language, section)
