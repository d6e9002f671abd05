"""What it costs, how many it takes, and for whom it is."""

import re
from typing import Any, Final

from harvesters import dutch
from harvesters.schemaorg import value as values
from harvesters.schemaorg.facts import Facts
from harvesters.schemaorg.node import Node, Value
from harvesters.words import dutch_level

_WHOLE: Final = ("een geheel getal", "a whole number")
_FREE: Final = frozenset(["InStock", "OnlineOnly", "InStoreOnly"])
_FULL: Final = frozenset(["SoldOut", "OutOfStock"])
_AGES: Final = re.compile(
    r"(?:(\d{1,3})\s*(?:-|–|tot)\s*(\d{1,3})|(\d{1,3})\s*(?:-|–|\+)|[-–]\s*(\d{1,3}))(?:\s*jaar)?"
)
_GENDERS: Final = {
    "female": "women",
    "femaleonly": "women",
    "male": "men",
    "maleonly": "men",
    "unisex": "everyone",
    "norestriction": "everyone",
}
_REQUIRED: Final = ("qualifications", "programPrerequisites", "coursePrerequisites", "educationRequirements", "skills")
_BETWEEN: Final = r"(?:taal|min(?:stens|imaal|imum)?|vanaf|op|is|level|niveau|van|erk|cefr|[\s.:(=-])*"
_LEVEL: Final = re.compile(
    rf"\b(?:nederlands|dutch|néerlandais)\b{_BETWEEN}\b([abc][12])\b|\b([abc][12])\s+(?:in\s+(?:het\s+)?)?(?:nederlands|dutch|néerlandais)\b",
    re.IGNORECASE,
)


def price_of(facts: Facts) -> float | None:
    """In euros; none where several prices are asked, for one of them would mislead."""
    free = values.yes_or_no(facts.first("isAccessibleForFree"))
    prices = {price for node in facts.terms for price in _prices(node, facts)}
    if not prices:
        return 0.0 if free else None
    if len(prices) > 1:
        facts.unused(
            "offers",
            ("één prijs; er staan er meer", "one price; there are several"),
            ", ".join(f"{one:g}" for one in sorted(prices)),
        )
        return None
    return prices.pop()


def availability_of(facts: Facts) -> dict[str, Any]:
    """The keys `availability` and `places`."""
    found: dict[str, Any] = {}
    said = {values.term(one) for node in facts.terms for one in node.all("availability")}
    if said & _FULL:
        found["availability"] = "full"
    elif "LimitedAvailability" in said:
        found["availability"] = "limited"
    elif said & _FREE:
        found["availability"] = "open"
    left = [values.count(one) for one in facts.all("remainingAttendeeCapacity")]
    if any(left):
        found["availability"] = "open"
    elif left and None not in left:
        found["availability"] = "full"
    elif left:
        facts.unused("remainingAttendeeCapacity", _WHOLE, facts.first("remainingAttendeeCapacity"))
    for name in ("totalJobOpenings", "maximumEnrollment", "maximumAttendeeCapacity"):
        value = facts.first(name)
        count = values.count(value)
        if count is not None:
            found["places"] = count
        elif value is not None:
            facts.unused(name, _WHOLE, value)
    return found


def audience_of(facts: Facts) -> dict[str, Any]:
    """The keys `audience`, `ageMin`, `ageMax`, `genderAudience`, `dutchLevelMin`."""
    required = [one for name in _REQUIRED for one in facts.all(name)]
    groups = facts.all("audience")
    named = [one for one in groups if not isinstance(one, Node) or values.word(one)]
    found: dict[str, Any] = {
        "audience": values.texts([*named, *required], facts.language, between="\n"),
        "dutchLevelMin": _level(values.words(required)),
    }
    nodes = [one for one in groups if isinstance(one, Node)]
    found |= _ages(facts, nodes)
    genders = [*facts.all("genderRestriction"), *(one for node in nodes for one in node.all("requiredGender"))]
    found["genderAudience"] = next((code for one in genders if (code := _GENDERS.get(values.term(one).lower()))), None)
    return {key: one for key, one in found.items() if one not in (None, {})}


def _prices(node: Node, facts: Facts) -> list[float]:
    amounts: list[tuple[Value, Value | None]] = []
    for one in (node, *node.nodes("priceSpecification")):
        currency = one.first("priceCurrency") or node.first("priceCurrency")
        amounts += [(price, currency) for name in ("price", "lowPrice", "highPrice") for price in one.all(name)]
    found = []
    for price, currency in amounts:
        amount = values.number(price)
        if amount is None and isinstance(price, str) and price.strip():
            amount = dutch.euros(price)
        if amount is None or amount < 0 or (amount and currency not in (None, "EUR", "€")):
            facts.unused("offers", ("één bedrag in euro", "one amount in euros"), price)
        else:
            found.append(amount)
    return found


def _ages(facts: Facts, groups: list[Node]) -> dict[str, int]:
    for text in values.words(facts.all("typicalAgeRange")):
        if found := _AGES.fullmatch(dutch.folded(text)):
            low, high = found[1] or found[3], found[2] or found[4]
            return ({"ageMin": int(low)} if low and int(low) else {}) | ({"ageMax": int(high)} if high else {})
        facts.unused("typicalAgeRange", ("een leeftijd zoals 18- of 12-16", "ages such as 18- or 12-16"), text)
    ranges = facts.nodes("ageRange")
    low_values = [one for node in groups for name in ("requiredMinAge", "suggestedMinAge") for one in node.all(name)]
    high_values = [one for node in groups for name in ("requiredMaxAge", "suggestedMaxAge") for one in node.all(name)]
    low_values += [one for node in ranges for one in node.all("minValue")]
    high_values += [one for node in ranges for one in node.all("maxValue")]
    bounds = {
        "ageMin": next((age for one in low_values if (age := values.count(one))), None),
        "ageMax": next((age for one in high_values if (age := values.count(one))), None),
    }
    return {key: age for key, age in bounds.items() if age is not None}


def _level(texts: list[str]) -> str | None:
    """The level of Dutch that is asked for in so many words; none where two are."""
    found = {known for text in texts for one in _LEVEL.finditer(text) if (known := dutch_level(one[1] or one[2]))}
    return found.pop() if len(found) == 1 else None
