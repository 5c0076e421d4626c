"""The rules of derived rates by their digest: those of today, and those of earlier versions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ictindex.core import canonical, package_data
from ictindex.definitions import catalogue
from ictindex.definitions.catalogue import RateRule, parse_rates
from ictindex.definitions.documents import kept_documents
from ictindex.definitions.documents.toml_reader import parse, read

_FILE = "derivations.toml"


def digest_of_rates(rules: Mapping[str, RateRule]) -> str:
    """Return the digest of what the rules of rates say."""
    content = {
        rate: {
            "numerator": rule.numerator,
            "denominators": rule.denominators,
            "factor": rule.factor,
        }
        for rate, rule in rules.items()
    }
    return canonical.digest("rates", canonical.text(content))


def todays_rates() -> str:
    """Return the digest of the rates that this version derives."""
    return digest_of_rates(catalogue.rate_rules())


def rate_files() -> dict[str, bytes]:
    """Return what is kept of the rates of this version, by path."""
    return {_FILE: read(package_data.folder("methodology") / "catalogue" / _FILE)}


@lru_cache(maxsize=8)
def find_rates(digest: str) -> Mapping[str, RateRule] | None:
    """Return the rules of rates that a digest names: today's, or those of an earlier version."""
    if digest == todays_rates():
        return catalogue.rate_rules()
    files = kept_documents.read_kept(kept_documents.RATES, digest)
    return None if files is None else parse_rates(parse(files[_FILE], _FILE))
