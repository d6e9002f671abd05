"""Pages for counsellors and publishers: server-rendered, accessible, no script needed, nothing from third parties."""

from catalogue.web.application import error_pages, routes
from catalogue.web.headers import Headers

__all__ = ["Headers", "error_pages", "routes"]
