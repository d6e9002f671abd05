"""From a record as sent to an offer, or to every reason why not."""

import json
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.offer.model import Offer
from catalogue.offer.reading import Reading, read_offer
from catalogue.places import Places
from tests.conftest import NOW
from tests.records import RECORD, record
from vocab.terms import offer_schema


@pytest.fixture
def read(places: Places, now: datetime) -> Any:
    return lambda **changes: read_offer(record(**changes), places=places, now=now)


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.problems]


def test_a_valid_record_is_an_offer(read: Any) -> None:
    """Nothing wrong: an offer and no problem."""
    reading = read()
    assert reading.offer is not None
    assert () == reading.problems


def test_bytes_and_mapping_read_alike(places: Places, now: datetime) -> None:
    """A line of JSON gives the same offer as the mapping it holds."""
    assert read_offer(RECORD, places=places, now=now) == read_offer(json.dumps(RECORD).encode(), places=places, now=now)


def test_all_problems_at_once(read: Any) -> None:
    """Every problem of a record is listed, each with its pointer, not the first alone."""
    reading = read(title=..., kind=["fooo"], taalicoon=7, starts="2026-02-30", provider={"type": "school"})
    assert reading.offer is None
    assert {
        ("missing", "/title"),
        ("not-in-scheme", "/kind/0"),
        ("out-of-range", "/taalicoon"),
        ("not-valid", "/starts"),
        ("missing", "/provider/name"),
    } == {(one.code, one.pointer) for one in reading.problems}


def test_a_problem_says_what_and_how_to_mend_in_two_languages(read: Any) -> None:
    """Message and suggestion in nl and en, with the value."""
    (problem,) = read(kind=["volunteerin"]).problems
    assert "volunteerin" == problem.value
    assert "geen waarde" in problem.message["nl"]
    assert "not a value" in problem.message["en"]
    assert "volunteering" in problem.suggestion["nl"]


def test_an_unknown_key_is_a_warning_with_the_near_one(read: Any) -> None:
    """A typing error in a key does not lose the offer, and is told."""
    reading = read(dutchLevelMinn="A2")
    assert reading.offer is not None
    (problem,) = reading.problems
    assert ("unknown-key", "warning", "/dutchLevelMinn") == (problem.code, problem.severity, problem.pointer)
    assert "dutchLevelMin" in problem.suggestion["en"]


def test_a_company_may_not_offer_volunteering(read: Any) -> None:
    """The law of 2005: refused, with that reason."""
    reading = read(kind=["volunteering"], provider={"name": "Bouwbedrijf (fictief)", "type": "company"})
    assert reading.offer is None
    assert ["company-volunteering"] == codes(reading)


def test_volunteering_of_an_unknown_provider_is_flagged(read: Any) -> None:
    """It may be fine: the offer stays, publisher and operator are told."""
    reading = read(kind=["volunteering"], provider={"name": "Iemand (fictief)"})
    assert reading.offer is not None
    assert ["volunteering-provider-unknown"] == codes(reading)


def test_places_become_codes(read: Any) -> None:
    """Names in nl or fr, former ones and parts of town: the NIS code of today."""
    offer = read(place={"municipality": "Malines"}, areaServed=["Gent", "Puurs", "11002"]).offer
    assert "12025" == offer.place.municipality
    assert ("44021", "12041", "11002") == offer.area_served


def test_an_unknown_place_is_refused_with_candidates(read: Any) -> None:
    """A typing error in a place names what was meant."""
    (problem,) = read(place={"municipality": "Mechlen"}).problems
    assert "unknown-place" == problem.code
    assert "Mechelen" in problem.suggestion["nl"]


def test_a_postcode_of_elsewhere_is_a_warning(read: Any) -> None:
    """The municipality stands; the postcode is questioned."""
    reading = read(place={"municipality": "Mechelen", "postcode": "9000"})
    assert reading.offer is not None
    assert ["postcode-elsewhere"] == codes(reading)


def test_a_postcode_alone_gives_the_municipality_as_inferred(read: Any) -> None:
    """What we derive is marked."""
    offer = read(place={"postcode": "9000"}).offer
    assert "44021" == offer.place.municipality
    assert "place.municipality" in offer.inferred


def test_a_point_far_from_its_municipality_is_not_used(read: Any) -> None:
    """Swapped coordinates would put the offer in the sea."""
    reading = read(place={"municipality": "Mechelen", "lat": 4.48, "lon": 51.03})
    assert reading.offer.place.lat is None
    assert ["point-elsewhere"] == codes(reading)


def test_perspective_is_inferred_from_kind(read: Any) -> None:
    """A kind serves a perspective when its publisher does not say; marked as inferred."""
    offer = read(kind=["internship"], perspective=...).offer
    assert ("professional",) == offer.perspective
    assert "perspective" in offer.inferred


def test_unknown_is_not_a_default(read: Any) -> None:
    """`unknown` and silence are the same, and neither is “no”."""
    offer = read(childcare="unknown", availability="unknown").offer
    assert (None, None, None) == (offer.childcare, offer.availability, offer.expenses_reimbursed)


def test_part_of_day_is_derived_from_the_clock(read: Any) -> None:
    """09:30 is a morning."""
    assert "morning" == read().offer.schedule[0].part


def test_sectors_outside_the_thesaurus_become_keywords(read: Any) -> None:
    """The publisher's own words are kept as such."""
    offer = read(sector=["zomaar iets"], keyword=["stof"]).offer
    assert ((), ("stof", "zomaar iets")) == (offer.sector, offer.keyword)


def test_markup_becomes_plain_text(read: Any) -> None:
    """Descriptions are plain, whatever is sent."""
    offer = read(description={"nl": "<p>Kom&nbsp;langs</p><script>alert(1)</script><p>elke dag</p>"}).offer
    assert "Kom langs\nelke dag" == offer.description["nl"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"starts": "2027-05-01", "ends": "2027-04-01"}, "/ends"),
        ({"ageMin": 30, "ageMax": 20}, "/ageMax"),
        ({"hoursPerWeek": {"min": 5, "max": 2}}, "/hoursPerWeek"),
    ],
)
def test_an_end_before_its_beginning_is_refused(read: Any, change: dict[str, Any], pointer: str) -> None:
    """Dates, ages and hours run forward."""
    (problem,) = read(**change).problems
    assert ("reversed", pointer) == (problem.code, problem.pointer)


def test_an_expired_record_is_refused(read: Any) -> None:
    """Yesterday's offer does not come back."""
    assert ["expired"] == codes(read(validThrough="2026-11-23"))


def test_valid_through_today_is_valid(read: Any) -> None:
    """Through means that day included, in Brussels."""
    assert read(validThrough="2026-11-24").offer is not None


def test_an_enterprise_number_is_normalised_or_questioned(read: Any) -> None:
    """Any notation that checks out; another is left out, the offer stays."""
    good = read(provider={"name": "X (fictief)", "kbo": "BE 0202.239.951"})
    bad = read(provider={"name": "X (fictief)", "kbo": "0202.239.952"})
    assert "0202239951" == good.offer.provider.kbo
    assert (None, ["kbo-invalid"]) == (bad.offer.provider.kbo, codes(bad))


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b"null", b"\xff\xfe", b'{"identifier": 3}', b"[" * 100_000])
def test_what_is_no_record_is_told(raw: bytes, places: Places, now: datetime) -> None:
    """Never an exception, always a reason."""
    reading = read_offer(raw, places=places, now=now)
    assert reading.offer is None
    assert reading.problems


def _values(schema: dict[str, Any], definitions: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that follow a schema about half of the time."""
    wild: st.SearchStrategy[Any] = st.sampled_from(
        [None, "", "x", -1, 3, 2.5, True, [], {}, ["x"], {"nl": "tekst"}, {"nl": ""}]
    )
    if "$ref" in schema:
        return _values(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), wild)
    match schema.get("type"):
        case "array":
            return st.one_of(st.lists(_values(schema["items"], definitions), max_size=3), wild)
        case "object" if "properties" in schema:
            return st.one_of(
                st.fixed_dictionaries(
                    {}, optional={key: _values(value, definitions) for key, value in schema["properties"].items()}
                ),
                wild,
            )
        case "object":
            return st.one_of(st.just({"nl": "tekst", "fr": "texte"}), wild)
        case "boolean":
            return st.one_of(st.booleans(), wild)
        case "integer" | "number":
            return st.one_of(st.integers(0, 4), st.floats(0, 90), wild)
        case _:
            return st.one_of(
                st.sampled_from(["2027-01-01", "09:00", "https://example.org/", "Gent", "nl", "x@example.org"]), wild
            )


_SCHEMA = json.loads(offer_schema())
_RECORDS = st.fixed_dictionaries(
    {}, optional={key: _values(value, _SCHEMA["$defs"]) for key, value in _SCHEMA["properties"].items()}
).map(lambda drawn: {**RECORD, **drawn})


@settings(max_examples=300, deadline=None, derandomize=True)
@given(_RECORDS)
def test_whatever_is_sent_gives_an_offer_or_a_reason(sent: dict[str, Any]) -> None:
    """No exception; and what is let in follows the published schema again when it leaves."""
    import jsonschema_rs

    reading = read_offer(sent, places=Places.bundled(), now=NOW)
    if reading.offer is None:
        assert any(one.severity != "warning" for one in reading.problems)
    else:
        out = json.loads(msgspec.json.encode(reading.offer))
        assert [] == [error.message for error in jsonschema_rs.Draft202012Validator(_SCHEMA).iter_errors(out)]
        assert reading.offer == msgspec.json.decode(json.dumps(out), type=Offer)


@pytest.mark.parametrize(
    "changes", [{"identifier": "85.07.30-033.28"}, {"provider": {"name": "Buddy 85.07.30-033.28"}}]
)
def test_register_number_outside_the_texts(read: Any, changes: dict[str, Any]) -> None:
    """Somebody's register number quarantines the record wherever it stands."""
    assert read(**changes).quarantined


def test_identifier_with_control_characters(read: Any) -> None:
    """What no database keeps is refused, with its place."""
    (found,) = read(identifier="a\0b").problems
    assert ("not-valid", "/identifier") == (found.code, found.pointer)
