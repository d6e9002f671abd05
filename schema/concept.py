"""Concepts of the vocabulary."""

from collections.abc import Iterable

import strawberry

from catalogue.offer.model import in_language
from schema.declare import Lang, computed
from schema.enums import ConceptScheme
from schema.text import spoken
from vocab import terms


@strawberry.type(description="A concept of the vocabulary, with what people call it.")
class Concept:
    iri: str
    scheme: ConceptScheme
    code: str

    @computed()
    @staticmethod
    def label(concept: strawberry.Parent[terms.Concept], lang: Lang = "nl") -> str:
        return spoken(concept.labels, lang) if concept.labels else concept.code

    @computed(description="Other words for it, in the language of the label.")
    @staticmethod
    def alt_labels(concept: strawberry.Parent[terms.Concept], lang: Lang = "nl") -> list[str]:
        language = in_language(concept.labels, lang or "nl")[1] if concept.labels else "nl"
        return list(concept.alt_labels.get(language, ()))

    @computed(list["Concept"])
    @staticmethod
    def broader(concept: strawberry.Parent[terms.Concept]) -> list[terms.Concept]:
        return known_concepts(concept.scheme, concept.broader)


def known_concepts(scheme: str, codes: Iterable[str]) -> list[terms.Concept]:
    """The concepts of these codes; a code that the vocabulary no longer has is left out."""
    return [known for code in codes if (known := terms.concept(scheme, code))]
