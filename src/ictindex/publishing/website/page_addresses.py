"""The addresses of the pages: stable, the same in every language but for its first part."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

_SAFE = re.compile(r"[A-Z]{3}\.html|[a-z0-9][a-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")

START = "index.html"
COMPARE = "compare.html"
TRY = "try.html"
PRICES = "prices.html"
PRICE_CHECKS = "prices/checks.html"
TARGETS = "targets.html"
DIVIDES = "divides.html"
METHODOLOGY = "methodology/index.html"
EDITIONS = "editions/index.html"
STUDIES = "studies/index.html"
ABOUT = "about.html"
SEARCH = "search.html"
TERMS = "terms.html"
EMBED = "embed.html"
READ_PROFILE = "help/profile.html"
CITING = "help/citing.html"
BREAKS = "help/breaks.html"
ESTIMATES = "help/estimates.html"
FEED = "editions.xml"
DATA = "data"
# The folders of the plain files.
ECONOMIES, INDICATORS, GROUPED, BASKETS = "economies", "indicators", "groups", "baskets"
SERIES = "series"


def edition_page(edition: str, name: str) -> str:
    """Return the address of a page of an edition, such as ``idi-2025/groups.html``."""
    return f"{edition}/{name}.html"


def economy_page(edition: str, economy: str) -> str:
    """Return the address of the profile of an economy in an edition."""
    return f"{edition}/economies/{economy}.html"


def lasting_page(economy: str) -> str:
    """Return the address that leads to the newest page of an economy: ``BRA.html``."""
    return f"{economy}.html"


def unscored_page(economy: str) -> str:
    """Return the address of an economy with prices that no edition on the site has."""
    return f"economies/{economy}.html"


def economies_page(edition: str) -> str:
    """Return the address of the list of economies of an edition."""
    return f"{edition}/economies/index.html"


def price_page(basket: str) -> str:
    """Return the address of the prices of a basket over the years."""
    return f"prices/{basket}.html"


def document_page(document: str) -> str:
    """Return the address of a methodology document."""
    return f"methodology/{document}.html"


def comparison_page(before: str, after: str) -> str:
    """Return the address of the comparison of two documents."""
    return f"methodology/compare/{before}--{after}.html"


def edition_record(edition: str) -> str:
    """Return the address of the page of an edition in the register."""
    return f"editions/{edition}.html"


def study_page(study: str) -> str:
    """Return the address of a study."""
    return f"studies/{study}.html"


def package_file(edition: str) -> str:
    """Return the address of the data package of an edition, from the folder of the site."""
    return f"packages/{edition}.zip"


def data_file(kind: str, key: str, form: str) -> str:
    """Return the address of a plain file, from the folder of the site: ``data/groups/ldc.csv``."""
    return f"{DATA}/{kind}/{key}.{form}"


def shared_file(name: str) -> str:
    """Return the address of a file on whole editions, from the folder of the site."""
    return f"{DATA}/editions/{name}"


def edition_file(edition: str) -> str:
    """Return the address of the workbook of an edition, below the folder of a language."""
    return f"{DATA}/{edition}.xlsx"


def check_address(address: str) -> str:
    """Return an address that is safe in folders and on servers; refuse any other."""
    if not _SAFE.fullmatch(address):
        raise ValueError(f"not the address of a page: {address}")
    return address


def climb(address: str) -> str:
    """Return the path from a page up to the folder of its language: empty, ``../`` or more."""
    return "../" * address.count("/")


def relate(source: str, target: str) -> str:
    """Return the link from one page to another of the same language."""
    return _climb_down(posixpath.dirname(source) or ".", target)


@lru_cache(maxsize=1 << 12)
def _climb_down(folder: str, target: str) -> str:
    return posixpath.relpath(target, folder)
