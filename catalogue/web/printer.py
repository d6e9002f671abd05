"""Pages from templates: compiled once, in the language of the person who asks."""

import functools
import hashlib
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from catalogue.offer.model import in_language
from catalogue.places import Places
from catalogue.web.assets import Assets
from catalogue.web.phrases import Phrases
from catalogue.web.words import LANGUAGES, Words, language
from vocab.terms import label

_CACHING: Final = "private, no-cache"
"""A browser may keep a page to go back to, and asks again before it shows it anew; nobody between us keeps it."""


class Printer:
    """Prints every page."""

    def __init__(self, places: Places, assets: Assets) -> None:
        self._places = places
        self._assets = assets

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """The page as an answer, or 304 where the browser has this very page already.

        `lang` among the values overrules the language of the request; `situation` holds the form fields that a change of
        language takes along, for pages that have any.
        """
        lang = values.pop("lang", None) or lang_of(request)
        words = Words(lang)
        html = (
            _environment()
            .get_template(template)
            .render(
                asset=self._assets.address,
                lang=lang,
                say=words,
                phrases=Phrases(words, self._places),
                label=lambda scheme, code: label(scheme, code, lang),
                text=lambda texts: in_language(texts, lang),
                languages=[(code, name, _in_language(request, code)) for code, name in LANGUAGES.items()],
                situation=values.pop("situation", ()),
                **values,
            )
        )
        body = html.encode()
        tag = f'W/"{hashlib.blake2b(body, digest_size=9).hexdigest()}"'
        headers = {
            "Content-Language": lang,
            "Vary": "Accept-Language",
            "Cache-Control": _CACHING,
            "ETag": tag,
        }
        if status == 200 and request.method in ("GET", "HEAD") and tag in _tags(request):
            return Response(status_code=304, headers=headers)
        return HTMLResponse(body, status_code=status, headers=headers)


@functools.cache
def _environment() -> Environment:
    """Where templates are compiled, each when it is first needed, and then kept."""
    return Environment(
        loader=PackageLoader("catalogue.web"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def lang_of(request: Request, sent: str | None = None) -> str:
    """The language a form asks (`sent`), else the address, else the browser."""
    return language(sent or request.query_params.get("lang"), request.headers.get("accept-language", ""))


def _in_language(request: Request, lang: str) -> str:
    """The address of this page in another language."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{request.url.path}?{urlencode([*kept, ('lang', lang)])}"


def _tags(request: Request) -> list[str]:
    return [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
