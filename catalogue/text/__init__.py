"""From text to the terms that are searched: the same words for every engine."""

from catalogue.text.analysis import analyse, groups, surface, terms, version
from catalogue.text.folding import fold
from catalogue.text.searched import FIELDS, Field, searched
from catalogue.text.words import prepared, spans, words

__all__ = [
    "FIELDS",
    "Field",
    "analyse",
    "fold",
    "groups",
    "prepared",
    "searched",
    "spans",
    "surface",
    "terms",
    "version",
    "words",
]
