"""The edition of the sample data, computed once."""

from index_fixtures import edition, idi

__all__ = ["edition", "idi"]
