"""The tables. Bodies (the offer as JSON) live in `records` alone: an offer is one or more records, today always one."""

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
    String,
    Table,
    Text,
)

from catalogue.store.instants import Moment

metadata = MetaData()
_Seq = BigInteger().with_variant(Integer, "sqlite")

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

feeds = Table(
    "feeds",
    metadata,
    Column("key", String, primary_key=True),
    Column("definition", LargeBinary, nullable=False),
    Column("status", String, nullable=False),
    Column("cursor", LargeBinary),
    Column("last_success", Moment),
    Column("last_complete", Moment),
    Column("unreachable_since", Moment),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("feed", String, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("status", String, nullable=False),
    Column("counts", LargeBinary, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("message", Text, nullable=False),
    Column("examined", String),
    Index("runs_of_feed", "feed", "started", "id"),
)

problems = Table(
    "problems",
    metadata,
    Column("id", _Seq, primary_key=True, autoincrement=True),
    Column("run", String, nullable=False),
    Column("record", Text),
    Column("body", LargeBinary, nullable=False),
    Index("problems_of_run", "run", "id"),
)

providers = Table(
    "providers",
    metadata,
    Column("id", String, primary_key=True),
    Column("name_folded", Text, nullable=False),
    Column("municipality", String),
    Column("body", LargeBinary, nullable=False),
    Index("providers_by_name", "name_folded", "id"),
)

provider_keys = Table(
    "provider_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("provider", String, ForeignKey("providers.id"), nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("feed", String, primary_key=True),
    Column("identifier", Text, primary_key=True),
    Column("offer", String, nullable=False),
    Column("provider", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("raw_digest", LargeBinary),
    Column("derived", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("modified", Moment, nullable=False),
    Column("modified_inferred", Boolean, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment),
    Column("absent_since", Moment),
    Column("refused_since", Moment),
    Index("records_of_offer", "offer"),
    Index("records_of_provider", "provider"),
    Index("records_absent", "feed", "absent_since"),
)

offers = Table(
    "offers",
    metadata,
    Column("id", String, primary_key=True),
    Column("feed", String, nullable=False),
    Column("identifier", Text, nullable=False),
    Column("valid_through", Date),
    Column("gone", Moment),
    Column("gone_reason", String),
    Column("replaced_by", String),
    Index("offers_of_feed", "feed", "gone"),
    Index("offers_valid", "gone", "valid_through"),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", _Seq, primary_key=True, autoincrement=True),
    Column("type", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("offer", String, nullable=False),
    Column("replaced_by", String),
    sqlite_autoincrement=True,
)

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("expires", Moment, nullable=False),
)
