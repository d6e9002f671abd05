"""The record: every offer with its sources and the log of what changed. Everything else can be rebuilt from here."""

from catalogue.store.reader import LoggedChange
from catalogue.store.staging import Known, Row
from catalogue.store.store import Store
from catalogue.store.writer import RunWriter

__all__ = ["Known", "LoggedChange", "Row", "RunWriter", "Store"]
