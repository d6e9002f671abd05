"""The page a browser gets: GraphiQL, from this server alone."""

from html import escape
from typing import Final

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Its own Content-Security-Policy: the editor writes styles as it goes, everything else is ours."""

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GraphQL – Offer catalogue</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{static}/graphiql/graphiql.min.css">
<link rel="stylesheet" href="{static}/start.css">
</head>
<body>
<noscript>This page needs JavaScript. The GraphQL endpoint does not: send it POST requests.</noscript>
<div id="graphiql"></div>
<script src="{static}/graphiql/react.production.min.js"></script>
<script src="{static}/graphiql/react-dom.production.min.js"></script>
<script src="{static}/graphiql/graphiql.min.js"></script>
<script src="{static}/start.js"></script>
</body>
</html>
"""


def page(path: str) -> str:
    """The page for the endpoint at this path, which its files lie below."""
    return _PAGE.format(static=escape(path.rstrip("/") + "/static"))
