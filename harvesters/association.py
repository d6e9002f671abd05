"""An association of the Flemish register as a provider in the shape of the offer schema."""

from collections.abc import Iterator, Mapping
from typing import Final

from catalogue.offer.identity import kbo_valid
from catalogue.offer.model import ProviderType
from catalogue.offer.problems import Problem
from harvesters import findings
from harvesters.base import Described, Rejected
from harvesters.fields import Fields, filled
from harvesters.schemaorg import value as values

_TYPES: Final[Mapping[str, ProviderType]] = {
    "FV": "informal-association",
    "VZER": "informal-association",
    "VZW": "non-profit",
    "IVZW": "non-profit",
    "PS": "non-profit",
    "SVON": "non-profit",
}
"""Codes of the register's `verenigingstype`. A foundation too pays nobody a profit (Companies and Associations Code, art. 1:3)."""
_SEATS: Final = ("Maatschappelijke zetel volgens KBO", "Correspondentie")
_READ: Final = frozenset(
    ["vCode", "verenigingstype", "naam", "status", "contactgegevens", "locaties", "sleutels", "@id", "@type"]
)
_UNREMARKED: Final = frozenset(
    ["korteNaam", "roepnaam", "korteBeschrijving", "startdatum", "verenigingssubtype", "subverenigingVan", "relaties",
     "lidmaatschappen", "erkenningen", "isUitgeschrevenUitPubliekeDatastroom"]
)  # fmt: skip
"""What says nothing that a provider could hold: left unread without a remark."""


class Associations:
    """Reads the associations of one source; says of each property once that it has no place."""

    def __init__(self) -> None:
        self._remarked: set[str] = set()

    def of(self, document: Fields, where: str) -> Described | Rejected:
        """What the register says of one; of where it is, the municipality only, for the address of an informal association is
        somebody's home."""
        association = document.node("vereniging")
        code, name = association.text("vCode"), association.text("naam")
        if not code or not name:
            what = (
                "het beschrijft geen vereniging met naam en vCode",
                "it describes no association with a name and vCode",
            )
            return Rejected(record=code or where, problems=(findings.out_of_scope("#/vereniging", what),))
        if association.text("status") not in (None, "Actief"):
            what = ("deze vereniging is gestopt", "this association has stopped")
            return Rejected(record=code, problems=(findings.out_of_scope(association.pointer("status"), what),))
        contact = filled({"email": _point(association, "E-mail"), "telephone": _point(association, "Telefoon")})
        provider = {
            "name": name,
            "type": _TYPES.get(association.node("verenigingstype").text("code") or ""),
            "kbo": _kbo(association),
            "vCode": code,
            "municipality": _municipality(association),
            "url": values.web(_point(association, "Website")),
            "contact": contact,
        }
        warnings = (*association.warnings, *self._unmapped(association))
        return Described(provider=filled(provider), where=where, warnings=warnings)

    def _unmapped(self, association: Fields) -> Iterator[Problem]:
        for key in association.data:
            if key not in _READ | _UNREMARKED | self._remarked:
                self._remarked.add(key)
                yield findings.unmapped_key(association.pointer(key), key, ["vereniging"])


def _kbo(association: Fields) -> str | None:
    """The enterprise number among its keys in other registers."""
    for key in association.nodes("sleutels"):
        number = key.node("gestructureerdeIdentificator").text("nummer") or key.text("waarde")
        if number and (key.text("bron") or "").upper() == "KBO":
            if known := kbo_valid(number):
                return known
            key.unused("waarde", "een ondernemingsnummer", "an enterprise number")
    return None


def _municipality(association: Fields) -> str | None:
    """Of its primary location, else of its seat, else of the first that has one."""
    places = association.nodes("locaties")
    ranked = [one for one in places if one.data.get("isPrimair") is True]
    ranked += [one for kind in _SEATS for one in places if one.text("locatietype") == kind]
    return next((town for one in (*ranked, *places) if (town := one.node("adres").text("gemeente"))), None)


def _point(association: Fields, kind: str) -> str | None:
    """A contact of this sort, the primary one first; what its description says may be a name."""
    points = [one for one in association.nodes("contactgegevens") if one.text("contactgegeventype") == kind]
    points.sort(key=lambda one: one.data.get("isPrimair") is not True)
    read = values.email if kind == "E-mail" else values.telephone if kind == "Telefoon" else values.web
    return next((known for one in points if (known := read(one.text("waarde")))), None)
