"""Editions frozen for good: publishing, the register, verification, errata.

An edition is a folder whose every byte hangs on one root digest; the register is a chain of
records that says what was published. Nothing in either is ever changed: an error becomes an
erratum beside the edition, a correction a counterfactual that cannot be published.
"""

from ictindex.archive.baskets.opening import PublishedBaskets
from ictindex.archive.baskets.whatif import BasketCounterfactual
from ictindex.archive.comparing import BasketComparison, EditionComparison, compare_editions
from ictindex.archive.correcting import publish_erratum
from ictindex.archive.demonstration import Demonstration, demonstrate
from ictindex.archive.edition import Edition
from ictindex.archive.errata import Erratum, Retraction, Withdrawal
from ictindex.archive.keys import Key, new_key, read_keys, write_keys
from ictindex.archive.listing import Editions, editions
from ictindex.archive.methodologies import MethodologyComparison, compare_methodologies
from ictindex.archive.opening import DataRelease, PublishedResult, open_edition
from ictindex.archive.publishing import publish
from ictindex.archive.recomputing import Recomputation, recompute
from ictindex.archive.register import Register, read_register
from ictindex.archive.releasing import release_data
from ictindex.archive.report import Report
from ictindex.archive.retractions import retract_erratum
from ictindex.archive.signing import Signature, sign, signatures
from ictindex.archive.verifying import verify
from ictindex.archive.whatif import Counterfactual, what_if
from ictindex.archive.withdrawing import withdraw

__all__ = [
    "BasketComparison",
    "BasketCounterfactual",
    "Counterfactual",
    "DataRelease",
    "Demonstration",
    "Edition",
    "EditionComparison",
    "Editions",
    "Erratum",
    "Key",
    "MethodologyComparison",
    "PublishedBaskets",
    "PublishedResult",
    "Recomputation",
    "Register",
    "Report",
    "Retraction",
    "Signature",
    "Withdrawal",
    "compare_editions",
    "compare_methodologies",
    "demonstrate",
    "editions",
    "new_key",
    "open_edition",
    "publish",
    "publish_erratum",
    "read_keys",
    "read_register",
    "recompute",
    "release_data",
    "retract_erratum",
    "sign",
    "signatures",
    "verify",
    "what_if",
    "withdraw",
    "write_keys",
]
