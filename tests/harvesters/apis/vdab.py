"""The vacancies of VDAB on a local server: tokens, keys, list, changes and details, with their limits.

After the public description of Vacatures API 4 (https://developer.vdab.be/openservices) and of its access.
"""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.harvesters.server import Asked, Reply, Server

PATH = "/services/openservices/vacatures/v4/vacatures"
TOKEN = "/isam/sps/oauth/oauth20/token"
CLIENT, SECRET, KEY = "kring", "gehe:im/een", "sleutel-van-de-toepassing"
ENVIRONMENT = {"VDAB_CLIENT_ID": CLIENT, "VDAB_CLIENT_SECRET": SECRET, "VDAB_API_KEY": KEY}


class VDAB:
    """Vacancies by reference, each with the moment of its last change."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.vacancies: dict[str, dict[str, Any]] = {}
        self.changed: dict[str, datetime] = {}
        self.token_uses: int | None = None
        """So many requests with one token, as if its time were over then."""
        self._left = 0
        self._tokens = 0
        server.routes[TOKEN] = self._token
        server.routes[PATH] = self._guarded(self._list)
        server.routes[f"{PATH}/bulk"] = self._guarded(self._bulk)

    @property
    def url(self) -> str:
        return self.server.url(PATH)

    @property
    def token_url(self) -> str:
        return self.server.url(TOKEN)

    def put(self, *vacancies: Mapping[str, Any], ago: timedelta = timedelta(hours=1)) -> None:
        """New or changed, so long ago."""
        for one in vacancies:
            name = one["vacatureReferentie"]["interneReferentie"]
            self.vacancies[name], self.changed[name] = dict(one), datetime.now(UTC) - ago
            self.server.routes[f"{PATH}/{name}"] = self._guarded(self._detail)

    def unpublish(self, name: str) -> None:
        self.put({**self.vacancies[name], "status": "NIET_GEPUBLICEERD"}, ago=timedelta())

    def asked(self) -> list[str]:
        """What was asked, by its last step and in order; robots.txt and tokens not among them."""
        return [urlsplit(one).path.rpartition("/")[2] for one in self.server.targets() if one.startswith(PATH)]

    def queries(self, step: str) -> list[dict[str, list[str]]]:
        found = [urlsplit(one) for one in self.server.targets()]
        return [parse_qs(one.query) for one in found if one.path == (f"{PATH}/{step}" if step else PATH)]

    def _token(self, asked: Asked) -> Reply:
        pair = base64.b64encode(b"kring:gehe%3Aim%2Feen").decode()  # RFC 6749 §2.3.1
        if asked.method != "POST" or asked.headers.get("authorization") != f"Basic {pair}":
            return _json({"error": "invalid_client"}, 400)
        if b"grant_type=client_credentials" not in asked.form:
            return _json({"error": "unsupported_grant_type"}, 400)
        self._tokens += 1
        self._left = self.token_uses if self.token_uses is not None else 10**9
        return _json({"access_token": f"t{self._tokens}", "token_type": "Bearer", "expires_in": 900})

    def _guarded(self, route: Any) -> Any:
        def answer(asked: Asked) -> Reply:
            if asked.headers.get("x-ibm-client-id") != KEY:
                return _json({"httpCode": "401", "moreInformation": "Invalid client id"}, 401)
            if asked.headers.get("authorization") != f"Bearer t{self._tokens}" or self._left <= 0:
                return _json({"httpCode": "401", "moreInformation": "Invalid token"}, 401)
            self._left -= 1
            query = {name: values[-1] for name, values in parse_qs(urlsplit(asked.target).query).items()}
            reply: Reply = route(asked, query)
            return reply

        return answer

    def _list(self, asked: Asked, query: Mapping[str, str]) -> Reply:
        if int(query.get("aantal", 10)) > 200:
            return _json({"message": "aantal mag maximaal 200 zijn"}, 400)
        found = [one for one in self.vacancies.values() if one["status"] == "GEPUBLICEERD"]
        if wanted := query.get("arbeidscontract"):
            found = [one for one in found if one["arbeidsovereenkomst"]["arbeidsContract"]["code"] == wanted]
        keys = ["vacatureReferentie", "status"] + (["arbeidsovereenkomst"] if "velden" in query else [])
        return _page([{key: one[key] for key in keys} for one in found], query)

    def _bulk(self, asked: Asked, query: Mapping[str, str]) -> Reply:
        since, until = (datetime.fromisoformat(query[name]) for name in ("van", "tot"))
        if until - since > timedelta(days=5) or int(query.get("aantal", 10)) > 2000:
            return _json({"message": "het venster is te groot"}, 400)
        names = [name for name, at in self.changed.items() if since <= at <= until + timedelta(seconds=1)]
        return _page(
            [{key: self.vacancies[name][key] for key in ("vacatureReferentie", "status")} for name in names], query
        )

    def _detail(self, asked: Asked, query: Mapping[str, str]) -> Reply:
        one = self.vacancies.get(urlsplit(asked.target).path.rpartition("/")[2])
        return _json(one) if one else _json({"message": "is geen bestaande vacature"}, 404)


def _page(found: list[dict[str, Any]], query: Mapping[str, str]) -> Reply:
    start, size = int(query.get("vanaf", 0)), int(query.get("aantal", 10))
    return _json({"totaalAantalResultaten": len(found), "resultaten": found[start : start + size]})


def _json(body: Any, status: int = 200) -> Reply:
    return Reply(status=status, headers={"Content-Type": "application/json"}, body=json.dumps(body).encode())


VOLUNTEERS = {"code": "VW", "label": "Vrijwilligerswerk"}
INTERNS = {"code": "S", "label": "Stage"}
ORDINARY = {"code": "G", "label": "Gewoon contract"}


def vacancy(name: str, contract: Any = VOLUNTEERS, /, **changes: Any) -> dict[str, Any]:
    """A vacancy as its detail gives it (fictional); a value of `...` takes a key away."""
    document = {
        "vacatureReferentie": {"interneReferentie": name, "vdabReferentie": 70000001, "externeReferentie": "x"},
        "status": "GEPUBLICEERD",
        "versie": 3,
        "publicatieDatum": "2026-11-01",
        "bron": "VDAB_VACATURE_OPENING",
        "aantalJobs": 2,
        "functie": {
            "functieTitel": f"Vrijwilliger in de keuken {name}",
            "omschrijving": "<p>Je helpt koken &amp; afwassen.</p>",
            "beroepsprofiel": {"code": "H160101", "label": "Keukenhulp", "ervaring": {"label": "Geen"}},
            "jobdomeinen": [{"code": "JOBCAT08", "label": "Horeca en toerisme"}],
        },
        "vrijeVereiste": "Je werkt graag samen.",
        "arbeidsovereenkomst": {
            "arbeidsContract": contract,
            "arbeidsRegime": {"code": "D", "label": "deeltijds"},
            "aantalUur": 4,
            "vermoedelijkeStartdatum": "2027-01-04",
            "extra": "Een warme maaltijd.",
        },
        "tewerkstellingsadres": {
            "straat": "Dorpsstraat",
            "huisnummer": "1",
            "busnummer": "2",
            "postcode": "9000",
            "gemeente": "GENT",
            "landCode": {"code": "BE", "label": "België"},
            "provincie": {"label": "Provincie Oost-Vlaanderen"},
            "locatie": {"latitude": 51.05, "longitude": 3.72},
        },
        "leverancier": {"naam": "Sociaal Restaurant De Lepel (fictief)", "kboNummer": "0000000097", "type": "GEWONE_BEDRIJVEN"},
        "sollicitatieprocedure": {
            "cvGewenst": False,
            "contactpersoon": {"naam": "Mieke Verzonnen", "telefoonNummer": "09 000 00 00", "email": "mieke@example.org"},
            "sollicitatieVia": {
                "email": "onthaal@example.org", "webformulier": "https://example.org/meedoen", "telefoon": "09 000 00 00",
            },
        },
        "profiel": {
            "vereisten": [
                {"type": "talen", "label": "Nederlands", "score": {"code": "3", "label": "goed"}},
                {"type": "talen", "label": "Frans"},
                {"type": "rijbewijs", "code": "B"},
                {"type": "attest", "label": "Uittreksel strafregister"},
                {"type": "studie", "diplomaNiveau": {"label": "Geen"}},
            ]
        },
    }  # fmt: skip
    return {key: value for key, value in {**document, **changes}.items() if value is not ...}
