"""Evidence for the publisher of an edition: the chain of keys and the signatures in its folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ictindex.core.data_classes import dataclass
from ictindex.core.errors import DamagedArchiveError
from ictindex.definitions.catalogue.reserved_names import find_reserved
from ictindex.editions.ed25519 import is_signed
from ictindex.editions.publisher_chain import PublisherChain, find_chain, keys_at
from ictindex.editions.publisher_checks import PINNED, SIGNED, PublisherCheck
from ictindex.editions.storage.register_audit import Chain
from ictindex.editions.storage.signature_files import message, read_signature, signature_contents

ADDED = ("erratum", "withdrawal")  # types of the records about an edition


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of an edition, from the register and the manifest."""

    id: str
    root: str
    kind: str
    publisher: str
    released: str


def check_signed(
    facts: Facts, register: Chain | None, places: Iterable[Path], pin: str | None
) -> tuple[PublisherCheck, frozenset[int]]:
    """Return whether the publisher signed an intact edition, and records that it did not sign."""
    folders = tuple(dict.fromkeys(places))
    digests = () if register is None else register.digests
    numbers = [] if register is None else register.find_numbers(facts.id)
    chain, fault = _chain_of(folders, digests)
    signers = []
    if chain is not None and not fault:
        signers = [
            (int(stated["number"]), str(stated["key"]))
            for name, content in signature_contents(folders, facts.id)
            if (stated := read_signature(content, name)) is not None
            and _counts(stated, facts, chain, digests)
        ]
    public = next((key for number, key in signers if numbers and number >= numbers[0]), "")
    details = {"kind": facts.kind, "publisher": facts.publisher}
    if chain is not None:
        details |= {"name": chain.name, "fingerprint": chain.fingerprint, "current": chain.current}
    check = PublisherCheck(fault or _state(facts, chain, public, pin), **details)
    if register is None or not check.signed:
        return check, frozenset()
    return check, frozenset(register.find_numbers(facts.id, ADDED)) - {
        number for number, _ in signers
    }


def _chain_of(
    folders: Iterable[Path], digests: tuple[str, ...]
) -> tuple[PublisherChain | None, str]:
    """Return the chain of keys next to a register, and what is wrong with it."""
    try:
        chains = [chain for folder in folders if (chain := find_chain(folder)) is not None]
    except DamagedArchiveError:
        return None, "chain-broken"
    if not chains:
        return None, ""
    if len({chain.records for chain in chains}) > 1:
        return None, "two-chains"
    # Each record names the head of the register at its time, which no other register has.
    sound = all(
        record.records == 0 or digests[record.records - 1 : record.records] == (record.head,)
        for record in chains[0].records
    )
    return chains[0], "" if sound else "chain-broken"


def _state(facts: Facts, chain: PublisherChain | None, public: str, pin: str | None) -> str:
    """Return the state of an edition by the key that signed it, if there is one."""
    fingerprints = () if chain is None else tuple(record.fingerprint for record in chain.records)
    if pin is not None and pin not in fingerprints:
        return "other-fingerprint"
    if chain is None or not public:
        return "unsigned"
    if chain.name != facts.publisher:
        return "other-name"
    if find_reserved(chain.name, public) is not None:
        return "reserved-name"
    return SIGNED if pin is None else PINNED


def _counts(
    stated: Mapping[str, Any], facts: Facts, chain: PublisherChain, digests: tuple[str, ...]
) -> bool:
    """Tell whether a signature is true, of this edition, and by a key in force at its record."""
    number, day = stated["number"], dt.date.fromisoformat(stated["date"])
    return (
        (stated["id"], stated["root"]) == (facts.id, facts.root)
        and digests[number : number + 1] == (stated["head"],)
        and stated["date"] >= facts.released
        and any(key.public == stated["key"] and key.valid_on(day) for key in keys_at(chain, number))
        and is_signed(
            bytes.fromhex(stated["key"]), message(stated), bytes.fromhex(stated["signature"])
        )
    )
