"""The publisher of the tests: an invented office, whose chain of keys a folder gets when needed."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import ictindex as ict

NAME = "Example office"
VALID_FROM = "2000-01-01"


@cache
def _keys() -> Path:
    return Path(tempfile.mkdtemp(prefix="ictindex-test-keys-"))


def private(number: int = 0) -> Path:
    """Return the file of a private key: the same key in every run and process."""
    file = _keys() / f"{number}.pem"
    if not file.exists():
        file.write_bytes(
            Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32).private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    return file


def office(folder: Path, name: str = NAME) -> ict.editions.PublisherKey:
    """Return the key of the office, and begin its chain of keys in a folder that has none."""
    if not (folder / "publisher").exists():
        ict.editions.new_publisher(folder, private(), name, valid_from=VALID_FROM)
    return ict.editions.PublisherKey(private())
