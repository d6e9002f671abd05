"""An object of HSDS, read by name; what does not fit is noted."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalogue.offer.privacy import redacted
from catalogue.offer.problems import Problem, pointer_to, shortened
from harvesters import findings
from harvesters.clean import plain
from harvesters.schemaorg import value as values


class Facts:
    """`path` is where it stands in its document, `language` that of its texts, which do not say theirs."""

    def __init__(
        self, data: Mapping[str, Any], language: str, path: Sequence[str | int], warnings: list[Problem] | None = None
    ) -> None:
        self.data, self.language, self.path = data, language, tuple(path)
        self.warnings: list[Problem] = [] if warnings is None else warnings

    def text(self, *names: str) -> str | None:
        """The first of these that is a text or a number, as plain text."""
        for name in names:
            value = self.data.get(name)
            if isinstance(value, str | int | float) and not isinstance(value, bool) and (text := plain(str(value))):
                return text
        return None

    def spoken(self, name: str) -> dict[str, str]:
        text = self.text(name)
        return {self.language: text} if text else {}

    def nodes(self, name: str) -> list["Facts"]:
        """The objects of a list, or the one object; anything else that stands there is left out."""
        value = self.data.get(name)
        if isinstance(value, Mapping):
            return [Facts(value, self.language, (*self.path, name), self.warnings)]
        return [
            Facts(one, self.language, (*self.path, name, at), self.warnings)
            for at, one in enumerate(value if isinstance(value, list) else ())
            if isinstance(one, Mapping)
        ]

    def node(self, name: str) -> "Facts":
        """The first object there is; an empty one where there is none."""
        return next(iter(self.nodes(name)), Facts({}, self.language, (*self.path, name), self.warnings))

    def web(self, name: str) -> str | None:
        """An address of the web."""
        text = self.text(name)
        if text and not (known := values.web(text)):
            self.unused(name, "een adres dat met https:// begint", "an address that starts with https://")
            return known
        return text

    def count(self, name: str) -> int | None:
        """A whole number from 0 on."""
        value = self.data.get(name)
        if value in (None, ""):
            return None
        known = values.count(value) if isinstance(value, str | int | float) else None
        if known is None:
            self.unused(name, "een geheel getal", "a whole number")
        return known

    def pointer(self, *steps: str | int) -> str:
        """As the fragment of an address (RFC 6901 §6)."""
        return "#" + pointer_to(*self.path, *steps)

    def unused(self, name: str, nl: str, en: str) -> None:
        """Note that the value of a field does not fit; what was expected in nl and en."""
        self.warnings.append(
            findings.unused_value(
                self.pointer(name),
                f"“{name}” is niet gebruikt; verwacht wordt {nl}.",
                f"“{name}” was not used; expected is {en}.",
                shortened(redacted(str(self.data.get(name)), "nl")),
            )
        )
