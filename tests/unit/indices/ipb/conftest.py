"""Sample data, and English as the language, for the tests of this room."""

from basket_cases import printed
from index_fixtures import edition, english, idi
from price_series_cases import series

__all__ = ["edition", "english", "idi", "printed", "series"]
