"""The rules of the domain that look at a whole offer: who may offer what, what counts for the 40 hours, what may be inferred.

Sources: the fourth pillar of the Flemish integration decree (participation and network trajectory), and the Belgian Act of
3 July 2005 on the rights of volunteers, art. 3: an organisation that engages volunteers has no profit motive. What the law
counts is configuration of the counsellor's own practice: the catalogue informs, the counsellor judges.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from catalogue.offer.model import AssertedBy, Kind, Offer, Perspective, Range
from catalogue.offer.problems import Problem, problem

PERSPECTIVE_OF_KIND: Final[dict[Kind, Perspective]] = {
    "buddy": "social",
    "mentoring": "professional",
    "tutoring": "educational",
    "internship": "professional",
    "volunteering": "social",
    "language-practice": "educational",
    "club-life": "social",
    "group-activity": "social",
}
"""What a kind serves when its publisher does not say; always marked as inferred."""

Verdict = Literal["met", "not-met", "unknown"]


class HoursTest(Struct, frozen=True, kw_only=True):
    """One of the two tests of what counts for the hours, with who said so."""

    test: Literal["social-participation", "dutch-context"]
    verdict: Verdict
    because: Literal["contact-form", "kind", "online", "in-dutch", "not-in-dutch", "not-said"]
    asserted_by: AssertedBy | None
    inferred: bool


def hours_tests(offer: Offer) -> tuple[HoursTest, HoursTest]:
    """Social participation (duo or group, people from outside one's own circle) and a Dutch-language context."""
    return _social_participation(offer), _dutch_context(offer)


def counts_for_the_hours(offer: Offer) -> bool:
    """Whether no test is known not to be met."""
    return all(test.verdict != "not-met" for test in hours_tests(offer))


def _social_participation(offer: Offer) -> HoursTest:
    if offer.contact_form is not None:
        return HoursTest(
            test="social-participation", verdict="met", because="contact-form", asserted_by="self", inferred=True
        )
    if offer.place_mode == "online":
        return HoursTest(
            test="social-participation", verdict="unknown", because="online", asserted_by=None, inferred=True
        )
    if {"buddy", "mentoring", "language-practice", "club-life", "group-activity"} & set(offer.kind):
        return HoursTest(test="social-participation", verdict="met", because="kind", asserted_by=None, inferred=True)
    return HoursTest(
        test="social-participation", verdict="unknown", because="not-said", asserted_by=None, inferred=True
    )


def _dutch_context(offer: Offer) -> HoursTest:
    if offer.in_dutch is not None:
        return HoursTest(
            test="dutch-context",
            verdict="met" if offer.in_dutch else "not-met",
            because="in-dutch" if offer.in_dutch else "not-in-dutch",
            asserted_by="self",
            inferred=False,
        )
    if "language-practice" in offer.kind:
        return HoursTest(test="dutch-context", verdict="met", because="kind", asserted_by=None, inferred=True)
    return HoursTest(test="dutch-context", verdict="unknown", because="not-said", asserted_by=None, inferred=True)


def findings(offer: Offer, today: date) -> Iterator[Problem]:
    """What the rules of the domain say of an otherwise valid offer, on this local day."""
    if "volunteering" in offer.kind:
        if offer.provider.type == "company":
            yield problem(
                "company-volunteering",
                "/kind",
                nl="Een bedrijf mag geen vrijwilligers inschakelen (wet van 3 juli 2005): dit aanbod is geweigerd.",
                en="A company may not engage volunteers (Act of 3 July 2005): this offer is refused.",
                mend=(
                    "Is het een stage, kies dan “internship”; is het van een vzw, verbeter dan het soort aanbieder.",
                    "If it is an internship, choose “internship”; if a non-profit offers it, correct the provider's type.",
                ),
                value="volunteering",
            )
        elif offer.provider.type is None:
            yield problem(
                "volunteering-provider-unknown",
                "/provider/type",
                nl="Vrijwilligerswerk kan enkel bij een vzw, vereniging of overheid; het soort aanbieder is niet gezegd.",
                en="Volunteering needs a non-profit, an association or a public body; the provider's type is not said.",
                mend=("Vul het soort aanbieder in.", "Fill in the provider's type."),
                severity="warning",
            )
    if offer.valid_through is not None and offer.valid_through < today:
        yield problem(
            "expired",
            "/validThrough",
            nl=f"Dit aanbod was geldig tot {offer.valid_through}.",
            en=f"This offer was valid through {offer.valid_through}.",
            mend=("Loopt het nog? Verleng dan de datum.", "Does it still run? Then extend the date."),
            value=offer.valid_through,
        )
    if offer.ends is not None and offer.starts is not None and offer.ends < offer.starts:
        yield _reversed("/ends", f"{offer.starts} – {offer.ends}")
    if offer.age_min is not None and offer.age_max is not None and offer.age_max < offer.age_min:
        yield _reversed("/ageMax", f"{offer.age_min} – {offer.age_max}")
    for pointer, hours in (("/hoursPerWeek", offer.hours_per_week), ("/hoursTotal", offer.hours_total)):
        if _is_reversed(hours):
            yield _reversed(pointer, f"{hours.min:g} – {hours.max:g}" if hours else "")
    if offer.place_mode == "on-site" and offer.place is None and not offer.area_served:
        yield problem(
            "place-missing",
            "/place",
            nl="Het aanbod gaat ter plaatse door, maar zegt niet waar: wie op afstand zoekt, vindt het niet.",
            en="The offer is on site but does not say where: whoever searches by distance will not find it.",
            mend=("Vul gemeente of postcode in.", "Fill in the municipality or postcode."),
            severity="warning",
        )


def _is_reversed(hours: Range | None) -> bool:
    return hours is not None and hours.min is not None and hours.max is not None and hours.max < hours.min


def _reversed(pointer: str, value: str) -> Problem:
    return problem(
        "reversed",
        pointer,
        nl="Het einde ligt voor het begin.",
        en="The end comes before the beginning.",
        mend=("Verwissel of verbeter de twee.", "Swap or correct the two."),
        value=value,
    )
