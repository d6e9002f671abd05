"""What the names in a JSON-LD document mean (JSON-LD 1.1 §4.1–4.2), as far as the document itself says so.

A context that is only linked is never fetched: its names are taken for those of schema.org, which is what such documents
mean in practice.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

_SCHEMA: Final = re.compile(r"https?://(?:www\.)?schema\.org(?:/#?|$)")
_OPENACTIVE: Final = "https://openactive.io/"
_OURS: Final = "https://w3id.org/pijler4/ns#"
_PREFIXES: Final = {"schema": "https://schema.org/", "oa": _OPENACTIVE, "p4": _OURS}
_CONTEXT_DEPTH: Final = 4


class Scope(Struct, frozen=True):
    """The names of one place in a document. `local` gives schema.org's and OpenActive's bare (`name`), ours as `p4:kind`,
    keywords as they are (`@id`), anything else as its IRI or as it stands."""

    prefixes: Mapping[str, str] = {}
    """As the document declares them; those that everybody uses need no declaration."""
    aliases: Mapping[str, str] = {}
    """Term of the document → name."""
    foreign: str | None = None
    """The `@vocab` of bare names, where it is not schema.org's."""
    language: str | None = None

    def local(self, name: str) -> str:
        if name.startswith("@"):
            return name
        if known := self.aliases.get(name):
            return known
        prefix, colon, rest = name.partition(":")
        if not colon:
            return _bare(f"{self.foreign}{name}") if self.foreign else name
        base = None if rest.startswith("//") else self.prefixes.get(prefix) or _PREFIXES.get(prefix)
        return _bare(f"{base}{rest}" if base else name)

    def under(self, context: object, depth: int = 0) -> "Scope":
        """The names under a node that has this `@context`; what is not a context changes nothing."""
        if isinstance(context, list) and depth < _CONTEXT_DEPTH:
            scope = self
            for part in context:
                scope = scope.under(part, depth + 1)
            return scope
        if isinstance(context, str) and context.startswith(_OPENACTIVE):  # its context says so
            return replace(self, aliases={**self.aliases, "id": "@id", "type": "@type"})
        return self._declared(context) if isinstance(context, dict) else self

    def _declared(self, context: Mapping[str, Any]) -> "Scope":
        meanings = {
            term: meaning
            for term, said in context.items()
            if isinstance(meaning := said.get("@id") if isinstance(said, dict) else said, str) and meaning
        }
        language = meanings.pop("@language", self.language)
        foreign = self.foreign
        if vocab := meanings.pop("@vocab", None):
            foreign = None if _SCHEMA.match(vocab) or vocab == _OPENACTIVE else vocab
        meanings = {term: meaning for term, meaning in meanings.items() if not term.startswith("@")}
        prefixes = dict(self.prefixes)
        for term, meaning in meanings.items():
            if _SCHEMA.fullmatch(meaning):
                prefixes[term] = "https://schema.org/"
            elif meaning.endswith(("/", "#")):
                prefixes[term] = meaning
        scope = replace(self, prefixes=prefixes, foreign=foreign, language=language)
        aliases = {term: scope.local(meaning) for term, meaning in meanings.items() if not _is_base(meaning)}
        return replace(scope, aliases={**self.aliases, **aliases})


def _is_base(iri: str) -> bool:
    return iri.endswith(("/", "#")) or _SCHEMA.fullmatch(iri) is not None


def _bare(iri: str) -> str:
    if found := _SCHEMA.match(iri):
        return iri[found.end() :]
    if iri.startswith(_OPENACTIVE):
        return iri.removeprefix(_OPENACTIVE)
    if iri.startswith(_OURS):
        return f"p4:{iri.removeprefix(_OURS)}"
    return iri
