"""The GraphQL interface: types, resolvers over the reader, and the endpoint."""

from schema.build import build_schema

__all__ = ["build_schema"]
