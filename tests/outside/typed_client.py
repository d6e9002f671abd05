"""Asks by a client that ariadne-codegen made; `mypy --strict` checks this file against it. Arguments: address, id of an offer."""

import datetime
import json
import sys

from offers_client import Client
from offers_client.enums import Kind
from offers_client.exceptions import GraphQLClientGraphQLMultiError
from offers_client.input_types import Near, OfferFilter

address, offer_id = sys.argv[1:]
with Client(url=address) as client:
    found = client.search_basic(
        text="naaiatelier", where=OfferFilter(kind=[Kind.GROUP_ACTIVITY]), near=Near(postcode="2800")
    ).offers
    sheet = client.offer_sheet(offer_id).offer
    assert sheet is not None
    modified: datetime.datetime = sheet.modified
    kind: list[Kind] = sheet.kind
    changes = client.changes(first=1000).changes.edges
    try:
        client.changes(after="x")
        code = None
    except GraphQLClientGraphQLMultiError as error:
        code = (error.errors[0].extensions or {})["code"]
print(
    json.dumps(
        {
            "found": found.total_count,
            "title": sheet.title.value,
            "modified": modified.isoformat(),
            "kind": [one.value for one in kind],
            "changes": len(changes),
            "code": code,
        }
    )
)
