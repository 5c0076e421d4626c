"""Words in six languages: labels, messages, and the writers of pages.

Everything above this room speaks in codes and data; here they become English, French, Spanish,
Arabic, Russian or Chinese. The words are in ``methodology/languages/*.toml`` and are read when
first needed.
"""

from ictindex.i18n.document import Bullets, Formula, Heading, Paragraph, Table, write
from ictindex.i18n.translations import (
    LANGUAGES,
    clauses,
    current_language,
    detail,
    direction,
    economy_name,
    error_message,
    grouped_number,
    has_label,
    isolate,
    join,
    label,
    message,
    number,
    pair,
    quote,
    sentences,
    set_options,
    symbol_name,
    text,
    visible,
)

__all__ = [
    "LANGUAGES",
    "Bullets",
    "Formula",
    "Heading",
    "Paragraph",
    "Table",
    "clauses",
    "current_language",
    "detail",
    "direction",
    "economy_name",
    "error_message",
    "grouped_number",
    "has_label",
    "isolate",
    "join",
    "label",
    "message",
    "number",
    "pair",
    "quote",
    "sentences",
    "set_options",
    "symbol_name",
    "text",
    "visible",
    "write",
]
