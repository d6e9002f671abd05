"""What a name of a place can be wrong about: nobody knows it, or it is several."""

from typing import TYPE_CHECKING

from catalogue.errors import BadInput

if TYPE_CHECKING:
    from catalogue.places.gazetteer import PlaceMatch


class UnknownPlace(BadInput):
    """No place is called so; `candidates` are the nearest names, best first."""

    code = "UNKNOWN_PLACE"

    def __init__(self, text: str, candidates: "tuple[PlaceMatch, ...]", *, is_address: bool = False) -> None:
        self.text = text
        self.candidates = candidates
        self._is_address = is_address
        super().__init__(self.message("en"))

    def message(self, lang: str) -> str:
        if self._is_address:
            return {
                "nl": f"“{self.text}” lijkt een adres; zoek met de gemeente of de postcode.",
                "en": f"“{self.text}” looks like an address; use the municipality or the postcode.",
            }.get(lang, self.text)
        return {
            "nl": f"“{self.text}” is geen gemeente, deelgemeente of postcode in Vlaanderen of Brussel.",
            "en": f"“{self.text}” is not a municipality, part of one, or postcode in Flanders or Brussels.",
        }.get(lang, self.text)


class AmbiguousPlace(BadInput):
    """Several places are called so; `candidates` are all of them."""

    code = "AMBIGUOUS_PLACE"

    def __init__(self, text: str, candidates: "tuple[PlaceMatch, ...]") -> None:
        self.text = text
        self.candidates = candidates
        super().__init__(self.message("en"))

    def message(self, lang: str) -> str:
        return {
            "nl": f"“{self.text}” kan op verschillende plaatsen slaan; kies er een of voeg de postcode toe.",
            "en": f"“{self.text}” can be several places; choose one or add the postcode.",
        }.get(lang, self.text)
