"""The JSON objects of editions: publication, verification, errata, the register, a publisher."""

from __future__ import annotations

from ictindex.core.tables.columns import Column
from ictindex.core.tables.record_schema import Field, define_record
from ictindex.editions.edition_list import LISTED
from ictindex.editions.errata import SHOWN_EFFECTS
from ictindex.editions.receipt_proof import FIGURES

_ID = Column("id", "code", about="id of the edition or data release")
_ROOT = Column("root", "code", about="its root digest")
_HEAD = Column("head", "code", about="digest of the last record of the register")
PUBLICATION = define_record(
    "publication",
    "An edition or data release that was published.",
    _ID,
    Column("path", "text", about="its folder"),
    _ROOT,
    _HEAD,
    Column("number", "count", about="number of its record in the register"),
)
SIGNATURE = define_record(
    "publisher-signature",
    "Whether the publisher signed an edition.",
    Column("state", "code", about="what the signature proves"),
    Column("signed", "boolean", about="whether the publisher that it states signed it"),
    Column("official", "boolean", about="whether it is an official edition"),
    Column("name", "text", about="owner of the keys; empty without a chain of keys"),
    Column("fingerprint", "code", about="digest of the first record of the chain of keys"),
    Column("current", "code", about="digest of the last one"),
)
DIFFERENCE = define_record(
    "file-difference",
    "A file that is not as it was published, or came in addition.",
    Column("file", "text", about="its path in the edition or the register"),
    Column("code", "code", about="kind of the difference"),
)
SIGNER = define_record(
    "edition-signature",
    "A signature of an edition by somebody.",
    Column("state", "code", about="what the signature proves"),
    Column("signer", "text", about="who signed, as the list of keys states"),
    Column("file", "text", about="file of the signature"),
)
VERIFICATION = define_record(
    "edition-verification",
    "The verdict on an edition, and every file that is not as it was published.",
    Column("id", "code", about="id that the manifest states; empty if it cannot be read"),
    Field("publisher", SIGNATURE, "whether the publisher signed it"),
    Column("verdict", "code", about="the verdict, such as intact or altered"),
    Column("intact", "boolean", about="whether every published byte is as published"),
    Column("pinned", "boolean", about="whether a root or head from elsewhere confirms it"),
    Column("root", "code", about="root digest of the manifest; empty if there is none"),
    Column("head", "code", about="digest of the last record; empty if no register was checked"),
    Column("registered", "boolean", about="whether the register names it", gaps=True),
    Column("withdrawn", "boolean", about="whether it is withdrawn"),
    Column("errata", "count", about="errata in the register, retracted ones included"),
    Column("retracted", "count", about="errata that were retracted"),
    Field("unsigned", Column("number", "count"), "records that the publisher did not sign", "list"),
    Field("problems", DIFFERENCE, "differences from what was published", "list"),
    Field("besides", DIFFERENCE, "files in addition, without effect", "list"),
    Field("signatures", SIGNER, "signatures of others; of a command", "list", optional=True),
)
RECOMPUTATION = define_record(
    "recomputation",
    "An edition that was computed again from its own inputs.",
    _ID,
    _ROOT,
    Column("identical", "boolean", about="whether every byte is the same"),
    Field("files", Column("file", "text"), "files that were computed", "list"),
    Field("differing", Column("file", "text"), "files that differ", "list"),
)
PROOF = define_record(
    "receipt-proof",
    "The figures of an edition compared with the receipt under which they were accepted.",
    _ID,
    _ROOT,
    Column("receipt", "code", about="digest of the receipt"),
    Column("commitment", "code", about="digest that follows from the receipt and its salt"),
    Column("committed", "boolean", about="whether the edition states this digest"),
    Column("proved", "boolean", about="whether the figures are those that were accepted"),
    Field("figures", FIGURES, "the published figures under this digest", "list"),
)
EDITIONS = define_record(
    "edition-list",
    "The editions and data releases of a folder.",
    _HEAD,
    Field("editions", LISTED, "in the order in which they were published", "list"),
)
ERRATUM = define_record(
    "erratum",
    "An erratum on an edition, which stays as it was published.",
    _ID,
    Column("number", "count", about="number of its record in the register"),
    Column("economy", "economy", about="economy of the cell"),
    Column("indicator", "indicator", about="its indicator"),
    Column("year", "year", about="its year"),
    Column("published", "figure", about="the value as published"),
    Column("corrected", "figure", about="the corrected value"),
    Field(
        "effect", SHOWN_EFFECTS, "scores that it changes; null without an index", "list", gaps=True
    ),
)
RETRACTED = define_record(
    "retraction-facts",
    "Why an erratum was retracted.",
    Column("number", "count", about="number of the record of the retraction"),
    Column("date", "date", about="its day"),
    Column("reason", "text", about="the reason that was stated"),
    Column("role", "code", about="who stated it"),
)
RETRACTION = define_record(
    "retraction",
    "An erratum that was retracted; both stay on record.",
    _ID,
    Column("number", "count", about="number of the record of the erratum"),
    Field("retraction", RETRACTED, "the retraction", gaps=True),
)
REGISTER_HEAD = define_record(
    "register-head",
    "The head of a register, which anybody can note.",
    Column("records", "count", about="number of records"),
    _HEAD,
)
REGISTER_COMPARISON = define_record(
    "register-comparison",
    "A register compared with a head that was noted before.",
    Column("state", "code", about="same, grown, rolled-back or another"),
    _HEAD,
    Column("pinned", "code", about="the head that was noted"),
    Column("new", "count", about="number of records since"),
)
PUBLISHER_KEY = define_record(
    "publisher-key",
    "A key of a publisher, and the days on which it is valid.",
    Column("public", "code", about="the public key"),
    Column("valid_from", "date", about="the first day"),
    Column("valid_until", "date", about="the last day; null without an end"),
)
PUBLISHER = define_record(
    "publisher",
    "A publisher with its fingerprint and keys.",
    Column("name", "text", about="its name"),
    Column("fingerprint", "code", about="digest of the first record of its chain of keys"),
    Column("current", "code", about="digest of the last one"),
    Column("records", "count", about="number of records of the chain"),
    Field("keys", PUBLISHER_KEY, "keys in force", "list"),
)
