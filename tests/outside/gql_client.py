"""Asks by gql, which reads the schema from the endpoint first. Arguments: address, id of an offer, files with operations."""

import json
import sys
from pathlib import Path

from gql import Client, gql
from gql.transport.httpx import HTTPXTransport

address, offer_id, *files = sys.argv[1:]
variables = {
    "search-basic": {"text": "naaien", "near": {"municipality": "Mechelen"}},
    "offer": {"id": offer_id},
    "suggest": {"prefix": "mech"},
    "coverage": {"by": ["KIND", "PERSPECTIVE"]},
    "changes": {"first": 5},
    "feeds": {},
}
answered = {}
with Client(transport=HTTPXTransport(url=address), fetch_schema_from_transport=True) as session:
    for file in map(Path, files):
        request = gql(file.read_text(encoding="utf-8"))
        request.variable_values = variables[file.stem]
        (answered[file.stem],) = session.execute(request)
print(json.dumps(answered))
