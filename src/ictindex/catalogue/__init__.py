"""The catalogue: indicators and their codes, economies, dated groups, baskets, code lists.

Read from ``methodology/catalogue/`` when first needed; nothing here can be changed by a caller.
"""

from ictindex.catalogue.baskets import (
    Basket,
    BasketDefinition,
    basket_definitions,
    basket_hint,
    baskets,
    definition_in,
    definition_of,
    measure_of,
    measures,
)
from ictindex.catalogue.codes import (
    breakdowns,
    confidentiality_codes,
    economics_series,
    node_ids,
    source_classes,
    status_codes,
)
from ictindex.catalogue.currencies import (
    Currency,
    CurrencyPeriod,
    currencies,
    currency_hint,
    currency_periods,
    national_currencies,
    replaced_currency,
)
from ictindex.catalogue.derivations import RateRule, base_units, compared_parts, rate_rules
from ictindex.catalogue.economies import (
    Economy,
    economies,
    economy_hint,
    is_economy,
    synthetic_economies,
)
from ictindex.catalogue.edition_sizes import EditionSize, basket_size, edition_size
from ictindex.catalogue.forms import publisher_forms, source_note_rules, source_note_words
from ictindex.catalogue.groups import Grouping, groupings, groups, not_listed, refuse_unlisted
from ictindex.catalogue.indicators import Indicator, indicator_hint, indicator_id, indicators
from ictindex.catalogue.sources import (
    AUXILIARY,
    COLLECTED,
    ESTIMATE,
    IMPUTED,
    OFFICIAL,
    OTHER,
    auxiliary_series,
    counted_class,
    free_marks,
    kind_of,
)

__all__ = [
    "AUXILIARY",
    "COLLECTED",
    "ESTIMATE",
    "IMPUTED",
    "OFFICIAL",
    "OTHER",
    "Basket",
    "BasketDefinition",
    "Currency",
    "CurrencyPeriod",
    "Economy",
    "EditionSize",
    "Grouping",
    "Indicator",
    "RateRule",
    "auxiliary_series",
    "base_units",
    "basket_definitions",
    "basket_hint",
    "basket_size",
    "baskets",
    "breakdowns",
    "compared_parts",
    "confidentiality_codes",
    "counted_class",
    "currencies",
    "currency_hint",
    "currency_periods",
    "definition_in",
    "definition_of",
    "economics_series",
    "economies",
    "economy_hint",
    "edition_size",
    "free_marks",
    "groupings",
    "groups",
    "indicator_hint",
    "indicator_id",
    "indicators",
    "is_economy",
    "kind_of",
    "measure_of",
    "measures",
    "national_currencies",
    "node_ids",
    "not_listed",
    "publisher_forms",
    "rate_rules",
    "refuse_unlisted",
    "replaced_currency",
    "source_classes",
    "source_note_rules",
    "source_note_words",
    "status_codes",
    "synthetic_economies",
]
