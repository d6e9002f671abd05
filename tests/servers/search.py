"""Elasticsearch and OpenSearch from their published jars, without containers.

Beside the full distributions these lack security, painless (Elasticsearch), k-NN (OpenSearch), and `GET /` of Elasticsearch: use
nothing of that.
"""

import contextlib
import json
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from tests.servers.java import jars, newest_jdk
from tests.servers.process import free_ports, running, wait_for

START_S: Final = 120
_NODES: Final = Path(__file__).with_name("nodes")
_DESCRIPTOR: Final = "plugin-descriptor.properties"


class Node(Struct, frozen=True):
    url: str
    pid: int


@contextlib.contextmanager
def elasticsearch(folder: Path, nodes: int = 1, heap: str = "512m") -> Iterator[tuple[Node, ...]]:
    """A cluster in this folder, green: a process a node. Raises `Missing` (JDK, Maven) and `Failed`."""
    home = jars(_NODES / "elasticsearch.xml", _load_from_class_path)
    ports = free_ports(2 * nodes)
    http, transport = ports[:nodes], ports[nodes:]
    folders = [folder / f"node-{at}" for at in range(1, nodes + 1)]
    for node, *its_ports in zip(folders, http, transport, strict=True):
        _lay_out(node, home, folders, transport, *its_ports)
    with contextlib.ExitStack() as stack:
        processes = [
            stack.enter_context(running(_java("ElasticsearchNode", home, heap, str(node)), node / "server.log"))
            for node in folders
        ]
        urls = [f"http://127.0.0.1:{port}" for port in http]
        for node, process in zip(folders, processes, strict=True):
            wait_for(lambda: _is_green(urls[0], nodes), process, node / "server.log", START_S)
        yield tuple(Node(url, process.pid) for url, process in zip(urls, processes, strict=True))


@contextlib.contextmanager
def opensearch(folder: Path, heap: str = "512m") -> Iterator[Node]:
    """One node in this folder, green. Raises `Missing` (JDK, Maven) and `Failed`."""
    home = jars(_NODES / "opensearch.xml", lambda fetched: None)
    (port,) = free_ports(1)
    folder.mkdir(parents=True, exist_ok=True)
    url, log = f"http://127.0.0.1:{port}", folder / "server.log"
    with running(_java("OpenSearchNode", home, heap, str(folder), str(port)), log) as process:
        wait_for(lambda: _is_green(url, 1), process, log, START_S)
        yield Node(url, process.pid)


def _java(program: str, home: Path, heap: str, *arguments: str) -> Sequence[str]:
    return (
        str(newest_jdk() / "bin" / "java"),
        f"-Xms{heap}",
        f"-Xmx{heap}",
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        f"--class-path={home / 'lib'}/*",
        str(_NODES / f"{program}.java"),
        *arguments,
    )


def _lay_out(node: Path, home: Path, folders: Sequence[Path], transport: Sequence[int], http: int, own: int) -> None:
    """The folder of an Elasticsearch node: its modules are ours, its configuration says where the others are."""
    for part in ("config", "plugins", "logs", "data"):
        (node / part).mkdir(parents=True, exist_ok=True)
    if not (node / "modules").exists():
        (node / "modules").symlink_to(home / "modules")
    settings: dict[str, object] = {
        "cluster.name": "offer-catalogue",
        "node.name": node.name,
        "network.host": "127.0.0.1",
        "http.port": http,
        "transport.port": own,
        # Tests share a disk with much else; the server would otherwise keep shards off a full one.
        "cluster.routing.allocation.disk.threshold_enabled": False,
    }
    if len(folders) == 1:
        settings["discovery.type"] = "single-node"
    else:
        settings["discovery.seed_hosts"] = [f"127.0.0.1:{port}" for port in transport]
        settings["cluster.initial_master_nodes"] = [one.name for one in folders]
    # JSON is YAML.
    (node / "config" / "elasticsearch.yml").write_text(json.dumps(settings, indent=1), encoding="utf-8")


def _load_from_class_path(fetched: Path) -> None:
    """Give the transport module the descriptor it ships, without the Java module it would otherwise be loaded as."""
    module = fetched / "modules" / "transport-netty4"
    with zipfile.ZipFile(next(module.glob("transport-netty4-*.jar"))) as jar:
        described = jar.read(f"META-INF/es-plugins/transport-netty4/{_DESCRIPTOR}").decode()
    kept = [line for line in described.splitlines() if not line.startswith("modulename=")]
    (module / _DESCRIPTOR).write_text("\n".join(kept) + "\n", encoding="utf-8")


def _is_green(url: str, nodes: int) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=5) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return False
    return bool(health["status"] == "green" and health["number_of_nodes"] == nodes)
