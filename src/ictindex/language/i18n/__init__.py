"""Words in six languages: labels, messages, and the writers of pages.

Everything above this room speaks in codes and data; here they become English, French, Spanish,
Arabic, Russian or Chinese. The words are in ``methodology/languages/`` and are read when
first needed.
"""

from typing import TYPE_CHECKING

from ictindex.core.lazy_names import load_when_used
from ictindex.language.i18n.document import Block, Bullets, Grid, Heading, Paragraph
from ictindex.language.i18n.page_writer import write
from ictindex.language.i18n.sentences import Sentence
from ictindex.language.i18n.shown_numbers import short_number
from ictindex.language.i18n.translations import (
    LANGUAGES,
    clauses,
    current_language,
    date,
    decimal_mark,
    describe_fault,
    detail,
    direction,
    economy_name,
    error_message,
    grouped_number,
    has_label,
    isolate,
    join,
    join_names,
    label,
    message,
    number,
    pair,
    paragraph,
    quote,
    sentences,
    set_options,
    symbol_name,
    text,
    visible,
)

if TYPE_CHECKING:
    from ictindex.language.i18n.further_blocks import Contents, Entries, Entry, Formula, Picture
else:
    __getattr__ = load_when_used(
        __name__, {"further_blocks": "Contents Entries Entry Formula Picture"}
    )

__all__ = [
    "LANGUAGES",
    "Block",
    "Bullets",
    "Contents",
    "Entries",
    "Entry",
    "Formula",
    "Grid",
    "Heading",
    "Paragraph",
    "Picture",
    "Sentence",
    "clauses",
    "current_language",
    "date",
    "decimal_mark",
    "describe_fault",
    "detail",
    "direction",
    "economy_name",
    "error_message",
    "grouped_number",
    "has_label",
    "isolate",
    "join",
    "join_names",
    "label",
    "message",
    "number",
    "pair",
    "paragraph",
    "quote",
    "sentences",
    "set_options",
    "short_number",
    "symbol_name",
    "text",
    "visible",
    "write",
]
