"""What has an id of its own."""

import strawberry


@strawberry.interface(description="A thing with an id that is unique across types, opaque, and kept for ever.")
class Node:
    id: strawberry.ID
