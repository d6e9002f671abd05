"""Offers as schema.org, and OpenActive after it, describe them in JSON-LD."""

from harvesters.schemaorg.defaults import defaults_of
from harvesters.schemaorg.documents import Documents, documents_of
from harvesters.schemaorg.draft import Drafts
from harvesters.schemaorg.facts import Defaults
from harvesters.schemaorg.graph import Graph

__all__ = ["Defaults", "Documents", "Drafts", "Graph", "defaults_of", "documents_of"]
