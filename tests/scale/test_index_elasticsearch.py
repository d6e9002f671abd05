"""Elasticsearch, three shards, through the suite of every engine."""

from collections.abc import Iterator

import pytest

from tests.scale.engines import OnServer
from tests.servers import elasticsearch


class TestElasticsearch(OnServer):
    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def server(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
        with elasticsearch(tmp_path_factory.mktemp("elasticsearch")) as (node,):
            cls.address = f"elasticsearch+{node.url}/{{}}?shards=3&replicas=0"
            yield
