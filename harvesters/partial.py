"""Records that give little more than a title, a date and a link: what the feed has to say for all of them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from catalogue.errors import BadInput
from catalogue.feed import Feed
from catalogue.offer.problems import Problem, problem
from harvesters.base import Draft, Gone, Rejected
from harvesters.dutch import folded
from harvesters.fields import filled
from harvesters.schemaorg import defaults_of

Record = Draft | Gone | Rejected
_LONGEST: Final = 300
"""Characters of an identifier; a longer one, such as a long address, is kept as its digest."""


class Partials:
    """Makes drafts of the records of one document after another; `kind` and `provider` are options of the feed.

    Once for each document it says that its records are partial: what they leave out stays unknown.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._defaults = defaults_of(feed)
        self._told: set[str] = set()
        self.language = self._defaults.language

    def check(self) -> None:
        """Raises `BadInput` for a feed that does not say its kind and provider: nothing of it could be an offer."""
        for option, given, example in (
            ("kind", self._defaults.kind, 'kind = "group-activity"'),
            ("provider", self._defaults.provider, 'provider = { name = "Example vzw", type = "non-profit" }'),
        ):
            if not given:
                raise BadInput(
                    f"feeds.{self._feed.key}.options.{option} is missing: the format {self._feed.format} does not say it. "
                    f"Give one for the whole feed, such as {example}."
                )

    def draft(
        self,
        data: Mapping[str, Any],
        *,
        document: str,
        where: str,
        places: Mapping[str, str],
        warnings: Iterable[Problem] = (),
    ) -> Draft:
        """Of one record; `data` without kind and provider, and without identifier where it has none."""
        told = [*warnings]
        if document not in self._told:
            self._told.add(document)
            told.append(_is_partial(where))
        identifier = data.get("identifier")
        whole = {
            **data,
            "identifier": _kept(identifier) if identifier else _derived(data),
            "kind": list(self._defaults.kind[:2]),
            "provider": dict(self._defaults.provider),
        }
        return Draft(data=filled(whole), where=where, places=places, derived=not identifier, warnings=tuple(told))


class People:
    """How many records of a document name persons. Nothing of them is read; the last draft bears the warning."""

    def __init__(self) -> None:
        self.count = 0

    def told(self, records: Iterable[Record], where: str) -> Iterator[Record]:
        """The records as they come."""
        held: Draft | None = None
        for record in records:
            if not isinstance(record, Draft):
                yield record
                continue
            if held:
                yield held
            held = record
        if held:
            told = (_people_left_out(where, self.count),) if self.count else ()
            yield msgspec.structs.replace(held, warnings=(*held.warnings, *told))


def _kept(identifier: str) -> str:
    return identifier if len(identifier) <= _LONGEST else f"#{_digest(identifier)}"


def _derived(data: Mapping[str, Any]) -> str:
    title = next(iter(data.get("title", {}).values()), "")
    return f"record-{_digest(folded(title), str(data.get('url', '')), str(data.get('starts', '')))}"


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _is_partial(where: str) -> Problem:
    return problem(
        "partial",
        where,
        nl="Deze bron geeft enkel titel, datum en verwijzing: plaats, niveau, kosten … blijven onbekend (één melding per lijst).",
        en="This source gives title, date and link only: place, level, cost … stay unknown (said once for the document).",
        mend=(
            "Vul aan met een lijst in het sjabloon, of met schema.org op de pagina’s zelf.",
            "Complete it with a list in the template, or with schema.org on the pages themselves.",
        ),
        severity="warning",
    )


def _people_left_out(where: str, count: int) -> Problem:
    return problem(
        "personal-data-dropped",
        where,
        nl=f"In {count} records staan personen (auteur, organisator, deelnemers); dat is weggelaten.",
        en=f"{count} records name persons (author, organiser, attendees); that was left out.",
        severity="warning",
    )
