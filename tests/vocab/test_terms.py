"""Reading the vocabulary: labels, order, broader and narrower."""

import json

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import SKOS

from tests.vocab.test_schemes import FILES
from vocab.terms import NAMESPACE, concept, concept_iri, concepts, label, narrower, offer_schema, schemes, with_broader


@pytest.fixture(scope="module")
def sectors() -> Graph:
    return Graph().parse(FILES / "sector.ttl", format="turtle")


def test_the_address_of_a_concept_is_pinned() -> None:
    """The same for ever."""
    assert "https://w3id.org/pijler4/id/concept/kind/club-life" == concept_iri("kind", "club-life")


def test_levels_come_lowest_first() -> None:
    """A scheme keeps its own order."""
    assert ["none", "A1", "A2", "B1", "B2", "C1", "C2"] == [one.code for one in concepts("dutch-level")]


def test_a_scheme_without_order_comes_by_code() -> None:
    """Nobody's language decides the order of the thesaurus."""
    codes = [one.code for one in concepts("sector")]
    assert sorted(codes) == codes


def test_a_concept_holds_all_that_is_said_of_it() -> None:
    """Labels and definition by language, other words, and what is broader."""
    dance = concept("sector", "dance")
    assert dance is not None
    assert ("dans", "danse", "dance") == tuple(dance.labels[lang] for lang in ("nl", "fr", "en"))
    assert ("cours de danse", "danser", "école de danse") == dance.alt_labels["fr"]
    assert ("culture", "sport") == dance.broader
    assert {"nl", "en"} == set(dance.definition)


def test_misspellings_are_kept_apart() -> None:
    """They help to find a concept and are never among the words it is shown by."""
    football = concept("sector", "football")
    assert football is not None
    assert ("foetbal", "voedbal") == football.hidden_labels["nl"]
    assert not {"foetbal", "voedbal"} & {football.labels["nl"], *football.alt_labels["nl"]}


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("fr", "stage de découverte"),
        ("fr-BE", "stage de découverte"),
        ("nl", "kennismakingsstage"),
        ("ti", "kennismakingsstage"),
    ],
)
def test_a_label_comes_in_the_language_asked_or_in_dutch(lang: str, expected: str) -> None:
    """Also when a region is asked too."""
    assert expected == label("kind", "internship", lang)


@pytest.mark.parametrize("scheme", ["kind", "no-such-scheme", "../schemes/kind"])
def test_what_has_no_concept_is_called_by_its_code(scheme: str) -> None:
    """A page shows something, whatever a source sent."""
    assert "yoga" == label(scheme, "yoga", "nl")


def test_a_scheme_that_does_not_exist_is_empty() -> None:
    """Names may come from outside."""
    assert () == concepts("../schemes/kind")
    assert concept("no-such-scheme", "buddy") is None


def test_narrower_holds_everything_below(sectors: Graph) -> None:
    """At any depth, each once, as the graph itself says."""
    below = {one.code: sorted(narrower("sector", one.code)) for one in concepts("sector")}
    nodes = {code: URIRef(concept_iri("sector", code)) for code in below}
    assert {
        code: sorted(
            str(one).rpartition("/")[2] for one in set(sectors.transitive_subjects(SKOS.broader, node)) - {node}
        )
        for code, node in nodes.items()
    } == below


def test_with_broader_holds_everything_above(sectors: Graph) -> None:
    """At any height, each once, as the graph itself says."""
    above = {one.code: sorted(with_broader("sector", [one.code])) for one in concepts("sector")}
    assert {
        code: sorted(
            str(one).rpartition("/")[2]
            for one in set(sectors.transitive_objects(URIRef(concept_iri("sector", code)), SKOS.broader))
        )
        for code in above
    } == above


def test_codes_come_before_what_is_broader_and_each_once() -> None:
    """Two sectors under one heading do not double it; an unknown code stays as it is."""
    assert ("bakery", "food", "cooking", "no-sector") == with_broader("sector", ("bakery", "cooking", "no-sector"))


def test_schemes_are_listed_by_name() -> None:
    """Every file is a scheme."""
    assert tuple(sorted(file.stem for file in FILES.iterdir())) == schemes()


def test_the_offer_schema_names_itself_in_our_namespace() -> None:
    """It is served where its `$id` says."""
    assert f"{NAMESPACE.removesuffix('#')}/offer.schema.json" == json.loads(offer_schema())["$id"]
