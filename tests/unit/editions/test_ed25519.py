"""The check of signatures, against the vectors of RFC 8032 and against the package cryptography."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from edition_making import VERIFIER
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import small_cases

from ictindex.editions.ed25519 import is_signed

ORDER = 2**252 + 27742317777372353535851937790883648493
# RFC 8032, section 7.1, tests 1 to 3: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS)
def test_the_vectors_of_the_standard(vector: tuple[str, str, str]) -> None:
    public, message, signature = map(bytes.fromhex, vector)
    assert is_signed(public, message, signature)
    assert not is_signed(public, message + b"x", signature)
    # The same signature with another number of the same remainder is another text: refused.
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    assert not is_signed(public, message, signature[:32] + scalar.to_bytes(32, "little"))


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=90), st.integers(0, 511))
def test_it_agrees_with_the_package_and_misses_no_bit(
    seed: bytes, message: bytes, bit: int
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert is_signed(public, message, signature)
    other = bytearray(signature)
    other[bit // 8] ^= 1 << bit % 8
    assert not is_signed(public, message, bytes(other))


# Points of small order (RFC 7748, RFC 8032): such a key would confirm any message.
@pytest.mark.parametrize(
    "public",
    ["01" + "00" * 31, "ec" + "ff" * 30 + "7f", "00" * 32,
     "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"],
)  # fmt: skip
def test_a_key_that_confirms_everything_is_refused(public: str) -> None:
    neutral = b"\x01" + bytes(31)
    assert not is_signed(bytes.fromhex(public), b"anything", neutral + bytes(32))


@small_cases(
    ("public", "signature"),
    [(b"", bytes(64)), (bytes(31), bytes(64)), (b"\xff" * 32, bytes(64)), (bytes(32), bytes(63)),
     (b"\x02" + bytes(31), b"\xff" * 64)],
)  # fmt: skip
def test_other_bytes_are_no_signature(public: bytes, signature: bytes) -> None:
    assert not is_signed(public, b"", signature)


def test_the_standalone_verifier_has_the_same_numbers() -> None:
    assert VERIFIER.ORDER == ORDER and VERIFIER.PRIME == 2**255 - 19
