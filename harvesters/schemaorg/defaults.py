"""What a feed may say for records that do not: the options that its formats share."""

from collections.abc import Mapping
from typing import cast

from catalogue.errors import BadInput
from catalogue.feed import Feed
from catalogue.offer.model import Kind
from harvesters.languages import language
from harvesters.schemaorg.facts import Defaults
from harvesters.words import KIND


def defaults_of(feed: Feed) -> Defaults:
    """Of the options `provider` (an object with a name), `kind` (one or two) and `language` (of texts that do not say theirs).

    Raises `BadInput` for what these cannot be.
    """
    options = feed.options
    provider = options.get("provider", {})
    if not isinstance(provider, Mapping) or not isinstance(provider.get("name", ""), str):
        raise BadInput(f"feeds.{feed.key}.options.provider is {provider!r}: expected a table with a name.")
    given = options.get("kind", [])
    kinds = [
        KIND.read(one) if isinstance(one, str) else None for one in (given if isinstance(given, list) else [given])
    ]
    if None in kinds:
        raise BadInput(f"feeds.{feed.key}.options.kind is {given!r}: expected one of {', '.join(KIND.of)}.")
    spoken = options.get("language", "nl")
    tag = language(spoken) if isinstance(spoken, str) else None
    if tag is None:
        raise BadInput(f"feeds.{feed.key}.options.language is {spoken!r}: expected a language tag such as nl or fr.")
    return Defaults(kind=cast("tuple[Kind, ...]", tuple(kinds)), provider=provider, language=tag)
