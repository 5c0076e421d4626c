"""Editions frozen for good: publishing, the register, verification, errata.

An edition is a folder whose every byte hangs on one root digest; the register is a chain of
records that says what was published. Nothing in either is ever changed: an error becomes an
erratum beside the edition, a correction a counterfactual that cannot be published.
"""

from ictindex.editions.data_release import release_data
from ictindex.editions.demonstration import Demonstration, demonstrate
from ictindex.editions.edition import Edition
from ictindex.editions.edition_comparison import (
    BasketComparison,
    EditionComparison,
    compare_editions,
)
from ictindex.editions.edition_list import Editions, editions
from ictindex.editions.errata import Erratum, Retraction, Withdrawal
from ictindex.editions.erratum_publication import publish_erratum
from ictindex.editions.ipb.open import PublishedBaskets
from ictindex.editions.ipb.scenarios import BasketCounterfactual
from ictindex.editions.keys import Key, new_key, read_keys, write_keys
from ictindex.editions.methodology_comparison import MethodologyComparison, compare_methodologies
from ictindex.editions.opening import DataRelease, PublishedResult, open_edition
from ictindex.editions.publication import publish
from ictindex.editions.recomputation import Recomputation, recompute
from ictindex.editions.retractions import retract_erratum
from ictindex.editions.scenarios import Counterfactual, what_if
from ictindex.editions.signature_checks import Signature, sign, signatures
from ictindex.editions.storage.register import Register, read_register
from ictindex.editions.verification import verify
from ictindex.editions.verification_report import Report
from ictindex.editions.withdrawals import withdraw

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
