"""An object of a JSON document, read by key: what has another shape than expected is noted, and never raised."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalogue.offer.privacy import redacted
from catalogue.offer.problems import Problem, pointer_to, shortened
from harvesters import findings
from harvesters.clean import plain
from harvesters.languages import language
from harvesters.schemaorg import value as values


class Fields:
    """`path` is where it stands in its document; `warnings` are shared by all that is read of one record."""

    __slots__ = ("data", "path", "warnings")

    def __init__(
        self, data: Mapping[str, Any], path: Sequence[str | int] = (), warnings: list[Problem] | None = None
    ) -> None:
        self.data, self.path = data, tuple(path)
        self.warnings: list[Problem] = [] if warnings is None else warnings

    def __bool__(self) -> bool:
        return bool(self.data)

    def text(self, *names: str) -> str | None:
        """The first of these that is a text or a number, as plain text."""
        for name in names:
            value = self.data.get(name)
            if isinstance(value, str | int | float) and not isinstance(value, bool) and (text := plain(str(value))):
                return text
        return None

    def texts(self, name: str) -> list[str]:
        """The texts of a list, or the one text."""
        value = self.data.get(name)
        given = value if isinstance(value, list) else [value]
        return list(dict.fromkeys(text for one in given if isinstance(one, str) and (text := plain(one))))

    def spoken(self, name: str, default: str) -> dict[str, str]:
        """Language → plain text, of a map of languages or of one text that does not say its own."""
        value = self.data.get(name)
        said = value.items() if isinstance(value, Mapping) else [(default, value)]
        return {
            tag: text for key, one in said if isinstance(one, str) and (tag := language(key)) and (text := plain(one))
        }

    def node(self, *names: str) -> "Fields":
        """The object under the first of these; an empty one where there is none."""
        for name in names:
            value = self.data.get(name)
            if isinstance(value, Mapping):
                return Fields(value, (*self.path, name), self.warnings)
        return Fields({}, (*self.path, *names[:1]), self.warnings)

    def nodes(self, name: str) -> list["Fields"]:
        """The objects of a list; anything else that stands there is left out."""
        value = self.data.get(name)
        return [
            Fields(one, (*self.path, name, at), self.warnings)
            for at, one in enumerate(value if isinstance(value, list) else ())
            if isinstance(one, Mapping)
        ]

    def coded(self, name: str) -> tuple[str | None, str | None]:
        """Code and label of a value that sources give as text or as `{code, label}`; a bare text may be either."""
        value = self.data.get(name)
        if isinstance(value, Mapping):
            return self.node(name).text("code", "id"), self.node(name).text("label", "naam", "name")
        text = self.text(name)
        return text, text

    def day(self, name: str) -> str | None:
        """An ISO date, of a day or of an instant as it falls in Brussels."""
        value = self.data.get(name)
        if value in (None, ""):
            return None
        known = values.day(value) if isinstance(value, str) else None
        if known is None:
            self.unused(name, "een datum zoals 2027-06-30", "a date such as 2027-06-30")
        return known

    def instant(self, name: str) -> str | None:
        value = self.data.get(name)
        known = values.instant(value) if isinstance(value, str) else None
        if known is None and value not in (None, ""):
            self.unused(name, "een tijdstip zoals 2027-06-30T09:00:00Z", "an instant such as 2027-06-30T09:00:00Z")
        return known

    def web(self, name: str) -> str | None:
        """An address of the web."""
        value = self.data.get(name)
        known = values.web(value) if isinstance(value, str) else None
        if known is None and value not in (None, ""):
            self.unused(name, "een adres dat met https:// begint", "an address that starts with https://")
        return known

    def point(self, latitude: str = "latitude", longitude: str = "longitude") -> dict[str, float]:
        """The keys `lat` and `lon`; 0, 0 stands for “not known” in more than one system."""
        lat, lon = (values.number(self.text(name)) for name in (latitude, longitude))
        if lat is None or lon is None or (lat, lon) == (0, 0):
            return {}
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            self.unused(latitude, "een punt in graden", "a point in degrees")
            return {}
        return {"lat": lat, "lon": lon}

    def pointer(self, *steps: str | int) -> str:
        """As the fragment of an address (RFC 6901 §6)."""
        return "#" + pointer_to(*self.path, *steps)

    def unused(self, name: str, nl: str, en: str) -> None:
        """Note that the value of a field does not fit; what was expected in nl and en."""
        value = self.data.get(name)
        shown = shortened(redacted(str(value)[:200], "nl")) if isinstance(value, str | int | float) else None
        self.warnings.append(
            findings.unused_value(
                self.pointer(name),
                f"“{name}” is niet gebruikt; verwacht wordt {nl}.",
                f"“{name}” was not used; expected is {en}.",
                shown,
            )
        )


def filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is unknown: such a key is left out of an offer."""
    return {key: one for key, one in data.items() if one not in (None, "", [], {})}
