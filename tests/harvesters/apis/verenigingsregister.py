"""The public API of the register of associations on a local server (https://publiek.verenigingen.vlaanderen.be/docs)."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.harvesters.server import Asked, Reply, Server

PATH = "/v1/verenigingen"
KEY = "sleutel-van-het-register"


class Register:
    """Associations by vCode; each change gives one a higher sequence."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.associations: dict[str, dict[str, Any] | None] = {}
        self.sequences: dict[str, int] = {}
        server.routes[f"{PATH}/mutaties"] = self._changes

    @property
    def url(self) -> str:
        return self.server.url(f"{PATH}/mutaties")

    def put(self, *documents: dict[str, Any]) -> None:
        for one in documents:
            self._change(one["vereniging"]["vCode"], one)

    def withdraw(self, code: str) -> None:
        """Stopped, or no longer in the public stream: its detail is then 404."""
        self._change(code, None)

    def asked(self) -> list[str]:
        """What was asked, by its last step and in order; robots.txt is not among it."""
        return [urlsplit(one).path.rpartition("/")[2] for one in self.server.targets() if one.startswith(PATH)]

    def since(self) -> list[str]:
        found = [urlsplit(one) for one in self.server.targets() if one.startswith(f"{PATH}/mutaties")]
        return [parse_qs(one.query)["sinds"][0] for one in found]

    def _change(self, code: str, document: dict[str, Any] | None) -> None:
        self.associations[code] = document
        self.sequences[code] = max(self.sequences.values(), default=0) + 7
        self.server.routes[f"{PATH}/{code}"] = self._detail

    def _changes(self, asked: Asked) -> Reply:
        since = int(parse_qs(urlsplit(asked.target).query).get("sinds", ["0"])[0])
        found = sorted((sequence, code) for code, sequence in self.sequences.items() if sequence > since)
        return _json([{"vCode": code, "sequence": sequence} for sequence, code in found])

    def _detail(self, asked: Asked) -> Reply:
        if asked.headers.get("vr-api-key") != KEY:
            return _json({"title": "Unauthorized", "status": 401}, 401)
        document = self.associations.get(urlsplit(asked.target).path.rpartition("/")[2])
        return _json(document) if document else _json({"title": "Not Found", "status": 404}, 404)


def _json(body: Any, status: int = 200) -> Reply:
    return Reply(status=status, headers={"Content-Type": "application/ld+json"}, body=json.dumps(body).encode())


def association(code: str, /, **changes: Any) -> dict[str, Any]:
    """The detail of an association (fictional); a value of `...` takes a key away."""
    document = {
        "@type": "fei:FeitelijkeVerenigingen",
        "vCode": code,
        "verenigingstype": {"code": "VZW", "naam": "Vereniging zonder winstoogmerk"},
        "naam": "Wandelkring (fictief)",
        "korteNaam": "WK",
        "korteBeschrijving": "Samen op pad.",
        "startdatum": "2010-05-15",
        "doelgroep": {"minimumleeftijd": 18, "maximumleeftijd": 150},
        "status": "Actief",
        "contactgegevens": [
            {
                "contactgegeventype": "E-mail",
                "waarde": "mieke@example.org",
                "beschrijving": "Mieke",
                "isPrimair": False,
            },
            {"contactgegeventype": "E-mail", "waarde": "onthaal@example.org", "beschrijving": "", "isPrimair": True},
            {
                "contactgegeventype": "Website",
                "waarde": "https://kring.example.org",
                "beschrijving": "",
                "isPrimair": False,
            },
            {"contactgegeventype": "Telefoon", "waarde": "09 000 00 00", "beschrijving": "", "isPrimair": False},
        ],
        "locaties": [
            {
                "locatietype": "Activiteiten",
                "isPrimair": False,
                "adres": {
                    "straatnaam": "Bosweg",
                    "huisnummer": "3",
                    "postcode": "9050",
                    "gemeente": "Gentbrugge",
                    "land": "België",
                },
            },
            {
                "locatietype": "Correspondentie",
                "isPrimair": False,
                "adres": {
                    "straatnaam": "Thuisstraat",
                    "huisnummer": "9",
                    "postcode": "9000",
                    "gemeente": "Gent",
                    "land": "België",
                },
            },
        ],
        "hoofdactiviteitenVerenigingsloket": [{"code": "SPOR", "naam": "Sport"}],
        "werkingsgebieden": [{"code": "BE23", "naam": "Provincie Oost-Vlaanderen"}],
        "sleutels": [
            {"bron": "VR", "waarde": code, "gestructureerdeIdentificator": {"nummer": code}},
            {"bron": "KBO", "waarde": "0000000097", "gestructureerdeIdentificator": {"nummer": "0000000097"}},
        ],
        "relaties": [],
    }
    kept = {key: value for key, value in {**document, **changes}.items() if value is not ...}
    return {
        "@context": "https://example.org/context.json",
        "vereniging": kept,
        "metadata": {"datumLaatsteAanpassing": "2026-11-01"},
    }
