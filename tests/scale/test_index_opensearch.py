"""OpenSearch, three shards, through the suite of every engine."""

from collections.abc import Iterator

import pytest

from tests.scale.engines import OnServer
from tests.servers import opensearch


class TestOpenSearch(OnServer):
    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def server(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
        with opensearch(tmp_path_factory.mktemp("opensearch")) as node:
            cls.address = f"opensearch+{node.url}/{{}}?shards=3&replicas=0"
            yield
