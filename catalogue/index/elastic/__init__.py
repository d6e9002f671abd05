"""The engines of a region, Elasticsearch and OpenSearch: one index over either, given tokens of our own making."""

from catalogue.index.elastic.clients import parse
from catalogue.index.elastic.index import ElasticIndex

__all__ = ["ElasticIndex", "parse"]
