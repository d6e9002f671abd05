"""The concept schemes as published: complete, in one language as in the other, and never taking a term back."""

import re
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, SKOS

import catalogue
import vocab
from catalogue.index.base import FACET_FIELDS, Where
from catalogue.offer import model
from vocab.terms import concept, concept_iri, concepts, schemes

FILES = Path(vocab.__file__).parent / "schemes"
TEMPLATES = Path(catalogue.__file__).parent / "web" / "templates"
SCHEMES = Namespace("https://w3id.org/pijler4/id/conceptscheme/")
CODE_LISTS = {
    re.sub(r"(?<=.)([A-Z])", r"-\1", name).lower(): get_args(codes)
    for name, codes in vars(model).items()
    if get_origin(codes) is Literal
}
"""Every Literal of the offer model, by the name of its scheme: `PlaceMode` → `place-mode`."""
UNORDERED = {"sector"}

every_scheme = pytest.mark.parametrize("scheme", schemes())


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Every scheme in one graph, as another reader of Turtle sees it."""
    read = Graph()
    for file in sorted(FILES.iterdir()):
        read.parse(file, format="turtle")
    return read


def words(scheme: str, lang: str) -> list[str]:
    """Every label, preferred or not, in lower case."""
    return [
        word.lower()
        for one in concepts(scheme)
        for word in (*([one.labels[lang]] if lang in one.labels else []), *one.alt_labels.get(lang, ()))
    ]


@every_scheme
def test_two_readers_of_turtle_agree(scheme: str) -> None:
    """What pyoxigraph reads is what rdflib reads."""
    data = (FILES / f"{scheme}.ttl").read_bytes()
    triples = serialize((quad.triple for quad in parse(data, RdfFormat.TURTLE)), format=RdfFormat.N_TRIPLES)
    assert isomorphic(Graph().parse(data=data, format="turtle"), Graph().parse(data=triples, format="nt"))


@pytest.mark.parametrize("scheme", CODE_LISTS)
def test_a_scheme_has_the_codes_of_the_model_in_their_order(scheme: str) -> None:
    """Nothing that an offer may say is without a concept, and the other way round."""
    assert CODE_LISTS[scheme] == tuple(one.code for one in concepts(scheme))


def test_whatever_can_be_asked_has_a_label() -> None:
    """A filter or a facet never shows under its code."""
    asked = {name.replace("_", "-") for name in (*Where.__struct_fields__, *FACET_FIELDS)} - {"include-unknown"}
    assert set() == asked - {one.code for one in concepts("condition")}


def test_every_concept_a_page_names_exists() -> None:
    """A page that names a concept shows its label, not its code."""
    named = {
        pair
        for page in TEMPLATES.glob("*.html")
        for pair in re.findall(r'\b(?:label|fact)\("([a-z-]+)", "([a-z-]+)"', page.read_text("utf-8"))
    }
    assert {pair for pair in named if concept(*pair)} == named


@every_scheme
def test_every_concept_has_a_label_in_three_languages(scheme: str) -> None:
    """Dutch, French and English; others may be there too."""
    assert [] == [one.code for one in concepts(scheme) if not {"nl", "fr", "en"} <= set(one.labels)]


@every_scheme
def test_a_concept_has_one_label_in_a_language(scheme: str, graph: Graph) -> None:
    """SKOS Reference, S14."""
    labels = {one.code: [text.language for text in graph[URIRef(one.iri) : SKOS.prefLabel]] for one in concepts(scheme)}
    assert [] == [code for code, languages in labels.items() if len(languages) != len(set(languages))]


@every_scheme
def test_every_concept_says_what_it_means(scheme: str) -> None:
    """In Dutch and in English; below the headings of the thesaurus a label may be all there is to say."""
    silent = {one.code for one in concepts(scheme) if scheme == "sector" and one.broader and not one.definition}
    assert [] == [
        one.code for one in concepts(scheme) if one.code not in silent and {"nl", "en"} != set(one.definition)
    ]


@pytest.mark.parametrize("lang", ["nl", "fr", "en"])
@every_scheme
def test_a_word_stands_for_one_concept(scheme: str, lang: str) -> None:
    """No two labels of a scheme read the same, so that a word can be taken for its concept."""
    said = words(scheme, lang)
    assert sorted(set(said)) == sorted(said)


def test_volunteering_is_unforced() -> None:
    """No text calls it an obligation."""
    forced = re.compile(r"verplicht|obligatoire|compulsory|mandatory|obliged", re.IGNORECASE)
    texts = [*words("kind", "nl"), *words("kind", "fr"), *words("kind", "en")]
    texts += [text for one in concepts("kind") for text in one.definition.values()]
    assert [] == list(filter(forced.search, texts))


@every_scheme
def test_concepts_stand_in_their_scheme(scheme: str, graph: Graph) -> None:
    """Address, notation and scheme say the same."""
    node = SCHEMES[scheme]
    inside = {
        str(one): str(graph.value(one, SKOS.notation))
        for one in graph[: SKOS.inScheme : node]
        if (one, RDF.type, SKOS.Concept) in graph
    }
    assert {concept_iri(scheme, one.code): one.code for one in concepts(scheme)} == inside


@every_scheme
def test_a_scheme_says_what_it_is(scheme: str, graph: Graph) -> None:
    """Label in three languages, description in two, and the licence."""
    node = SCHEMES[scheme]
    assert ["en", "fr", "nl"] == sorted(str(text.language) for text in graph[node : SKOS.prefLabel])
    assert ["en", "nl"] == sorted(str(text.language) for text in graph[node : DCTERMS.description])
    assert URIRef("https://creativecommons.org/publicdomain/zero/1.0/") == graph.value(node, DCTERMS.license)


@every_scheme
def test_top_concepts_are_those_without_broader(scheme: str, graph: Graph) -> None:
    """Said from both sides."""
    node = SCHEMES[scheme]
    top = {URIRef(one.iri) for one in concepts(scheme) if not one.broader}
    assert top == set(graph[node : SKOS.hasTopConcept])
    assert top == set(graph[: SKOS.topConceptOf : node])


def test_broader_and_narrower_mirror_each_other(graph: Graph) -> None:
    """Said from both sides, between concepts of one scheme that exist."""
    pairs = set(graph[: SKOS.broader])
    assert pairs == {(below, above) for above, below in graph[: SKOS.narrower]}
    assert pairs == {
        (URIRef(one.iri), URIRef(concept_iri(scheme, above)))
        for scheme in schemes()
        for one in concepts(scheme)
        for above in one.broader
        if concept(scheme, above)
    }


def test_nothing_is_broader_than_itself(graph: Graph) -> None:
    """Not over any number of steps either."""
    assert [] == [
        below for below, above in graph[: SKOS.broader] if below in graph.transitive_objects(above, SKOS.broader)
    ]


@pytest.mark.parametrize("scheme", [name for name in schemes() if name not in UNORDERED])
def test_the_order_of_a_scheme_names_each_concept_once(scheme: str, graph: Graph) -> None:
    """An ordered collection beside the scheme; the thesaurus has none."""
    (members,) = graph[URIRef(f"{SCHEMES[scheme]}#order") : SKOS.memberList]
    assert [one.iri for one in concepts(scheme)] == [str(node) for node in Collection(graph, members)]


def test_terms_are_never_deleted(graph: Graph) -> None:
    """Every address ever published still leads to a term, and a new one is written down: add it to `iris.txt`."""
    published = (Path(__file__).parent / "iris.txt").read_text("utf-8").split()
    now = {str(node) for kind in (SKOS.Concept, SKOS.ConceptScheme) for node in graph[: RDF.type : kind]}
    assert published == sorted(now)
