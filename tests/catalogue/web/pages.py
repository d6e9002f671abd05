"""Pages as a test looks at them: asked from the application, parsed as HTML."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from httpx import Client, Response
from lxml import html

from catalogue.offer.identity import offer_id
from catalogue.settings import Settings

Fields = Sequence[tuple[str, str]]


class Page:
    """An answer with its elements, by XPath; texts have their white space folded."""

    def __init__(self, response: Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.address = response.url.raw_path.decode()
        self.source = response.text
        self.root = html.fromstring(response.text) if response.text else None

    def all(self, path: str) -> list[Any]:
        assert self.root is not None
        return list(self.root.xpath(path))

    def texts(self, path: str) -> list[str]:
        return [_folded(one) for one in self.all(path)]

    def text(self, path: str = "//main") -> str:
        (found,) = self.texts(path)
        return found

    def values(self, path: str) -> list[str]:
        """Of attributes."""
        return [str(one) for one in self.all(path)]

    def fact(self, name: str) -> str:
        """What stands beside a term."""
        return self.text(f"//dl/div[dt[normalize-space()='{name}']]/dd")

    def section(self, heading: str) -> str:
        """The text from a heading of the second level to the next."""
        parts: Iterator[Any] = self.all(f"//h2[normalize-space()='{heading}']")[0].itersiblings()
        found = []
        for part in parts:
            if part.tag == "h2":
                break
            found.append(_folded(part))
        return " ".join(found)

    @property
    def titles(self) -> list[str]:
        """Of the offers found, in order."""
        return self.texts("//ol[@class='list']/li/h3")

    @property
    def total(self) -> str:
        return self.text("//h2[@id='found']")

    @property
    def chips(self) -> list[str]:
        return [
            text.removeprefix("Haal weg: ").removesuffix(" ×")
            for text in self.texts("//*[contains(@class, 'chip')]/self::*[self::a or self::button]")
        ]


class Site:
    """The application as a browser without scripts uses it."""

    def __init__(self, client: Client, settings: Settings) -> None:
        self.client = client
        self.settings = settings

    def get(self, path: str, **params: Any) -> Page:
        """A page in Dutch, unless the parameters say otherwise."""
        return Page(self.client.get(path, params={"lang": "nl", **params} if "?" not in path else None))

    def post(self, path: str, fields: Fields) -> Page:
        return Page(self.client.post(path, content=_encoded(fields), headers=_FORM))

    def send(self, page: Page, changes: Mapping[str, Sequence[str]], form: str = "search") -> Page:
        """Fill in the search form of a page and send it."""
        fields = [(name, value) for name, value in controls(page, form) if name not in changes]
        fields += [(name, value) for name, values in changes.items() for value in values]
        return self.post(page.values(f"//form[@id='{form}']/@action")[0], fields)

    def press(self, page: Page, path: str) -> Page:
        """Press a button, or follow a link."""
        (one,) = page.all(path)
        if one.tag == "a":
            return self.get(one.get("href"))
        fields = controls(page, one.get("form"))
        if one.get("name"):
            fields.append((one.get("name"), one.get("value")))
        return self.post(one.get("formaction"), fields)

    def offer(self, identifier: str, feed: str = "draad", **params: Any) -> Page:
        return self.get(f"/doc/offer/{self.id(identifier, feed)}", **params)

    def id(self, identifier: str, feed: str = "draad") -> str:
        return offer_id(self.settings.base_url, feed, identifier)


_FORM = {"content-type": "application/x-www-form-urlencoded"}


def controls(page: Page, form: str) -> list[tuple[str, str]]:
    """What a form would send, inside it or pointing to it, as it stands on the page."""
    fields = []
    for one in page.all(f"//*[@name and (@form='{form}' or (ancestor::form[@id='{form}'] and not(@form)))]"):
        if one.tag == "button" or (one.get("type") in ("checkbox", "radio") and one.get("checked") is None):
            continue
        (value,) = one.xpath("option[@selected]/@value") if one.tag == "select" else [one.get("value") or ""]
        fields.append((one.get("name"), str(value)))
    return fields


def _folded(element: Any) -> str:
    """The text of an element, its blocks apart as they are on the page."""
    for block in element.iter("li", "p", "dt", "dd", "h2", "h3", "div"):
        block.tail = f" {block.tail or ''}"
    return " ".join(element.text_content().split())


def query(address: str) -> dict[str, list[str]]:
    """The parameters of an address."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(address).query):
        found.setdefault(name, []).append(value)
    return found


def _encoded(fields: Fields) -> bytes:
    return urlencode(list(fields)).encode()
