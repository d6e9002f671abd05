"""The tables. Bodies (the offer as JSON) live in `records` alone: an offer is one or more records, today always one."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from catalogue.store.instants import Moment

metadata = MetaData()
Exact: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared and sorted by its bytes: the same order in every database, whatever language its server speaks."""
_Seq: Final = BigInteger().with_variant(Integer, "sqlite")


def _partial(name: str, *columns: str, where: str) -> Index:
    """An index that holds only some rows."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


meta = Table("meta", metadata, Column("key", Exact, primary_key=True), Column("value", Text, nullable=False))

feeds = Table(
    "feeds",
    metadata,
    Column("key", Exact, primary_key=True),
    Column("definition", LargeBinary, nullable=False),
    Column("status", Exact, nullable=False),
    Column("cursor", LargeBinary),
    Column("last_success", Moment),
    Column("last_complete", Moment),
    Column("unreachable_since", Moment),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("feed", Exact, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("status", Exact, nullable=False),
    Column("counts", LargeBinary, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("message", Text, nullable=False),
    Column("examined", Exact),
    Index("runs_of_feed", "feed", "started", "id"),
)

problems = Table(
    "problems",
    metadata,
    Column("id", _Seq, primary_key=True, autoincrement=True),
    Column("run", Exact, nullable=False),
    Column("record", Exact),
    Column("body", LargeBinary, nullable=False),
    Index("problems_of_run", "run", "id"),
)

providers = Table(
    "providers",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("name_folded", Exact, nullable=False),
    Column("municipality", Exact),
    Column("body", LargeBinary, nullable=False),
    Index("providers_by_name", "name_folded", "id"),
)

provider_keys = Table(
    "provider_keys",
    metadata,
    Column("key", Exact, primary_key=True),
    Column("provider", Exact, ForeignKey("providers.id"), nullable=False),
    Index("keys_of_provider", "provider"),
)

# Bodies come last: whoever asks about a record does not read through them.
records = Table(
    "records",
    metadata,
    Column("feed", Exact, primary_key=True),
    Column("identifier", Exact, primary_key=True),
    Column("offer", Exact, nullable=False),
    Column("provider", Exact, nullable=False),
    Column("derived", Boolean, nullable=False),
    Column("modified", Moment, nullable=False),
    Column("modified_inferred", Boolean, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment),
    Column("absent_since", Moment),
    Column("refused_since", Moment),
    Column("digest", LargeBinary, nullable=False),
    Column("raw_digest", LargeBinary),
    Column("body", LargeBinary, nullable=False),
    Index("records_of_provider", "provider"),
    _partial("records_absent", "feed", "absent_since", where="absent_since IS NOT NULL"),
    _partial("records_refused", "feed", "refused_since", where="refused_since IS NOT NULL"),
)

offers = Table(
    "offers",
    metadata,
    Column("id", Exact, primary_key=True),
    Column("feed", Exact, nullable=False),
    Column("identifier", Exact, nullable=False),
    Column("valid_through", Date),
    Column("gone", Moment),
    Column("gone_reason", Exact),
    Column("replaced_by", Exact),
    _partial("offers_live", "feed", where="gone IS NULL"),
    _partial("offers_valid", "valid_through", where="gone IS NULL"),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", _Seq, primary_key=True, autoincrement=True),
    Column("type", Exact, nullable=False),
    Column("at", Moment, nullable=False),
    Column("offer", Exact, nullable=False),
    Column("replaced_by", Exact),
    sqlite_autoincrement=True,
)

leases = Table(
    "leases",
    metadata,
    Column("name", Exact, primary_key=True),
    Column("holder", Exact, nullable=False),
    Column("expires", Moment, nullable=False),
)
