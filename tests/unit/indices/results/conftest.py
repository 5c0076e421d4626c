"""The sample edition, and English as the language, for the tests of this room."""

from index_fixtures import edition, english, idi

__all__ = ["edition", "english", "idi"]
