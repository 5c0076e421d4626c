"""The catalogue: indicators and their codes, economies, dated groups, baskets, code lists.

Read from ``methodology/catalogue/`` when first needed; nothing here can be changed by a caller.
"""

from typing import TYPE_CHECKING

from ictindex.core.lazy_names import load_when_used
from ictindex.definitions.catalogue.economies import Economy as Economy
from ictindex.definitions.catalogue.economies import Grouping as Grouping
from ictindex.definitions.catalogue.economies import check_economies as check_economies
from ictindex.definitions.catalogue.economies import departed_since as departed_since
from ictindex.definitions.catalogue.economies import departures as departures
from ictindex.definitions.catalogue.economies import economies as economies
from ictindex.definitions.catalogue.economies import economy_hint as economy_hint
from ictindex.definitions.catalogue.economies import economy_suggestion as economy_suggestion
from ictindex.definitions.catalogue.economies import group_economies as group_economies
from ictindex.definitions.catalogue.economies import group_name as group_name
from ictindex.definitions.catalogue.economies import group_size as group_size
from ictindex.definitions.catalogue.economies import groupings as groupings
from ictindex.definitions.catalogue.economies import groups as groups
from ictindex.definitions.catalogue.economies import groups_of_data as groups_of_data
from ictindex.definitions.catalogue.economies import is_economy as is_economy
from ictindex.definitions.catalogue.economies import not_listed as not_listed
from ictindex.definitions.catalogue.economies import refuse_unlisted as refuse_unlisted
from ictindex.definitions.catalogue.economies import sized_vintage as sized_vintage
from ictindex.definitions.catalogue.economies import synthetic_economies as synthetic_economies
from ictindex.definitions.catalogue.economies import unknown_economy as unknown_economy
from ictindex.definitions.catalogue.indicators import Indicator as Indicator
from ictindex.definitions.catalogue.indicators import RateRule as RateRule
from ictindex.definitions.catalogue.indicators import base_units as base_units
from ictindex.definitions.catalogue.indicators import breakdowns as breakdowns
from ictindex.definitions.catalogue.indicators import catalogued_indicators as catalogued_indicators
from ictindex.definitions.catalogue.indicators import compared_parts as compared_parts
from ictindex.definitions.catalogue.indicators import confidentiality_codes as confidentiality_codes
from ictindex.definitions.catalogue.indicators import economics_series as economics_series
from ictindex.definitions.catalogue.indicators import indicator_hint as indicator_hint
from ictindex.definitions.catalogue.indicators import indicator_id as indicator_id
from ictindex.definitions.catalogue.indicators import indicators as indicators
from ictindex.definitions.catalogue.indicators import node_ids as node_ids
from ictindex.definitions.catalogue.indicators import parse_rates as parse_rates
from ictindex.definitions.catalogue.indicators import rate_rules as rate_rules
from ictindex.definitions.catalogue.indicators import source_classes as source_classes
from ictindex.definitions.catalogue.indicators import status_codes as status_codes
from ictindex.definitions.catalogue.sources import AUXILIARY as AUXILIARY
from ictindex.definitions.catalogue.sources import COLLECTED as COLLECTED
from ictindex.definitions.catalogue.sources import ESTIMATE as ESTIMATE
from ictindex.definitions.catalogue.sources import IMPUTED as IMPUTED
from ictindex.definitions.catalogue.sources import INCLUDED as INCLUDED
from ictindex.definitions.catalogue.sources import OFFICIAL as OFFICIAL
from ictindex.definitions.catalogue.sources import OTHER as OTHER
from ictindex.definitions.catalogue.sources import auxiliary_series as auxiliary_series
from ictindex.definitions.catalogue.sources import counted_class as counted_class
from ictindex.definitions.catalogue.sources import free_marks as free_marks
from ictindex.definitions.catalogue.sources import is_observed as is_observed
from ictindex.definitions.catalogue.sources import kind_of as kind_of
from ictindex.definitions.catalogue.sources import publisher_forms as publisher_forms
from ictindex.definitions.catalogue.sources import source_note_rules as source_note_rules
from ictindex.definitions.catalogue.sources import source_note_words as source_note_words

# An IDI needs neither baskets nor currencies.
if TYPE_CHECKING:
    from ictindex.definitions.catalogue.basket_list import Basket as Basket
    from ictindex.definitions.catalogue.basket_list import BasketDefinition as BasketDefinition
    from ictindex.definitions.catalogue.basket_list import basket_definitions as basket_definitions
    from ictindex.definitions.catalogue.basket_list import basket_hint as basket_hint
    from ictindex.definitions.catalogue.basket_list import baskets as baskets
    from ictindex.definitions.catalogue.basket_list import definition_in as definition_in
    from ictindex.definitions.catalogue.basket_list import definition_of as definition_of
    from ictindex.definitions.catalogue.basket_list import measure_of as measure_of
    from ictindex.definitions.catalogue.basket_list import measures as measures
    from ictindex.definitions.catalogue.consultation_notice import least_notice as least_notice
    from ictindex.definitions.catalogue.currency_list import Currency as Currency
    from ictindex.definitions.catalogue.currency_list import CurrencyPeriod as CurrencyPeriod
    from ictindex.definitions.catalogue.currency_list import Redenomination as Redenomination
    from ictindex.definitions.catalogue.currency_list import currencies as currencies
    from ictindex.definitions.catalogue.currency_list import currency_hint as currency_hint
    from ictindex.definitions.catalogue.currency_list import currency_periods as currency_periods
    from ictindex.definitions.catalogue.currency_list import (
        find_redenomination as find_redenomination,
    )
    from ictindex.definitions.catalogue.currency_list import (
        national_currencies as national_currencies,
    )
    from ictindex.definitions.catalogue.currency_list import (
        parallel_currencies as parallel_currencies,
    )
    from ictindex.definitions.catalogue.currency_list import price_currencies as price_currencies
    from ictindex.definitions.catalogue.currency_list import redenominations as redenominations
    from ictindex.definitions.catalogue.currency_list import replaced_currency as replaced_currency
    from ictindex.definitions.catalogue.edition_sizes import EditionSize as EditionSize
    from ictindex.definitions.catalogue.edition_sizes import basket_size as basket_size
    from ictindex.definitions.catalogue.edition_sizes import edition_size as edition_size
    from ictindex.definitions.catalogue.price_panels import CountedBlanks as CountedBlanks
    from ictindex.definitions.catalogue.price_panels import counted_blanks as counted_blanks
    from ictindex.definitions.catalogue.price_panels import further_economies as further_economies
    from ictindex.definitions.catalogue.price_panels import panel_size as panel_size
    from ictindex.definitions.catalogue.price_panels import panel_vintages as panel_vintages
else:
    __getattr__ = load_when_used(
        __name__,
        {
            "basket_list": "Basket BasketDefinition basket_definitions basket_hint baskets "
            "definition_in definition_of measure_of measures",
            "consultation_notice": "least_notice",
            "currency_list": "Currency CurrencyPeriod Redenomination currencies currency_hint "
            "currency_periods find_redenomination national_currencies "
            "parallel_currencies price_currencies redenominations replaced_currency",
            "edition_sizes": "EditionSize basket_size edition_size",
            "price_panels": "CountedBlanks counted_blanks further_economies "
            "panel_size panel_vintages",
        },
    )
