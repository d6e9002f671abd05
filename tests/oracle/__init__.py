"""The search engine nobody would run: the meaning of `catalogue.index.base` in loops over a dict, to compare others with."""

from tests.oracle.index import Oracle

__all__ = ["Oracle"]
