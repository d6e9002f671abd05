"""The embedded engine: numpy columns and postings in a folder that any number of processes map."""

from catalogue.index.columns.index import ColumnIndex

__all__ = ["ColumnIndex"]
