"""Style sheet, icon and script, served by us: addresses carry a fingerprint of the content, so browsers keep them for good."""

import hashlib
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

_FOLDER: Final = Path(__file__).parent / "static"
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """The files below `/static`; `address` gives what pages link to."""

    def __init__(self) -> None:
        super().__init__(directory=_FOLDER)
        self._prints = {
            file.name: hashlib.blake2b(file.read_bytes(), digest_size=6).hexdigest() for file in _FOLDER.iterdir()
        }

    def address(self, name: str) -> str:
        return f"/static/{name}?{self._prints[name]}"

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        response = await super().get_response(path, scope)
        is_this_edition = scope["query_string"].decode("latin-1") == self._prints.get(path)
        response.headers["Cache-Control"] = _FOR_GOOD if is_this_edition else "no-cache"
        return response
