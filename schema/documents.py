"""Documents parsed and validated once: clients send the same few again and again."""

import threading
from collections import OrderedDict
from typing import Final

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, parse, validate
from msgspec import Struct

from schema.errors import MAX_ERRORS, CostExceeded
from schema.limits import MAX_TOKENS, Fragments, check_shape, fragments_of

MAX_CHARACTERS: Final = 500_000
"""Of all documents kept together: an abstract syntax tree takes some hundred times the memory of its text."""


class Document(Struct, frozen=True, kw_only=True):
    """A document: sound, or with what is wrong with it."""

    ast: DocumentNode | None = None
    fragments: Fragments = {}
    errors: tuple[GraphQLError | CostExceeded, ...] = ()

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation called so, or the only one there is."""
        operations = (
            [one for one in self.ast.definitions if isinstance(one, OperationDefinitionNode)] if self.ast else []
        )
        if name is None:
            return operations[0] if len(operations) == 1 else None
        return next((one for one in operations if one.name and one.name.value == name), None)


class Documents:
    """The documents of one schema, the least recently used forgotten first. Thread-safe."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def get(self, text: str) -> Document:
        with self._lock:
            if (known := self._kept.get(text)) is not None:
                self._kept.move_to_end(text)
                return known
        made = _read(text, self._schema)
        with self._lock:
            if text not in self._kept and len(text) <= MAX_CHARACTERS:
                self._kept[text] = made
                self._characters += len(text)
                while self._characters > MAX_CHARACTERS:
                    forgotten, _ = self._kept.popitem(last=False)
                    self._characters -= len(forgotten)
        return made


def _read(text: str, schema: GraphQLSchema) -> Document:
    try:
        ast = parse(text, max_tokens=MAX_TOKENS)
        check_shape(ast)
        errors = validate(schema, ast, max_errors=MAX_ERRORS)
    except CostExceeded as error:
        return Document(errors=(error,))
    except RecursionError:
        return Document(errors=(CostExceeded(_TOO_NESTED),))
    except GraphQLError as error:
        errors = [error]
    if not errors:
        return Document(ast=ast, fragments=fragments_of(ast))
    gave_up = next((_GAVE_UP[error.message] for error in errors if error.message in _GAVE_UP), None)
    return Document(errors=(CostExceeded(gave_up),) if gave_up else tuple(errors))


_TOO_NESTED: Final = "The query is nested too deep."
_GAVE_UP: Final = {
    f"Syntax Error: Document contains more than {MAX_TOKENS} tokens. Parsing aborted.": (
        f"The document has more than {MAX_TOKENS} words and signs."
    ),
    "Syntax Error: Document is nested too deeply. Parsing aborted.": _TOO_NESTED,
    "Validation aborted.": "The query is too intricate to be checked.",
}
"""What graphql-core says where it gives up, for it has no types of its own for that → what we say."""
