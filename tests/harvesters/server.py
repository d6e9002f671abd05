"""A real HTTP server on loopback for tests: a route is a function from what was asked to what is answered."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from msgspec import Struct


class Asked(Struct, frozen=True, kw_only=True):
    """One request as it came in."""

    target: str
    """Path and query."""
    headers: Mapping[str, str]
    """Names in lower case."""
    at: float
    """Monotonic seconds."""
    method: str = "GET"
    form: bytes = b""
    """What a POST sent."""


class Reply(Struct, frozen=True, kw_only=True):
    """What is sent: bytes with their length, or pieces that are chunked; `raw` pieces are all there is, without a head."""

    status: int = 200
    headers: Mapping[str, str] = {}
    body: bytes | Iterable[bytes] = b""
    length: int | None = None
    """Declared instead of the real one; the connection is closed after the body."""
    raw: bool = False


Route = Callable[[Asked], Reply]


class Server:
    """Routes by path (without query); every other path is 404. A context manager.

    with Server() as server:
        server.routes["/list.csv"] = lambda asked: Reply(body=b"titel\n")
        server.url("/list.csv")
    """

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        """Every request, robots.txt included."""
        self.cut_off = threading.Event()
        """Set when a client closed the connection before it had everything."""
        self._stopping = threading.Event()
        self._connections: list[socket.socket] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body are two writes
            timeout = 10

            def setup(self) -> None:
                super().setup()
                server._connections.append(self.connection)

            def do_GET(self) -> None:
                server._answer(self)

            def do_POST(self) -> None:
                server._answer(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = False  # so that closing waits for every one of them
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._thread.join()
        for connection in self._connections:  # clients may keep theirs for a next request, which will not come
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._http.server_close()

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    def url(self, target: str, *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{target}"

    def serve(self, path: str, body: bytes, **headers: str) -> None:
        """The same document every time; `content_type="text/csv"` becomes a header."""
        fixed = Reply(body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
        self.routes[path] = lambda asked: fixed

    def replies(self, path: str, *replies: Reply) -> None:
        """One after another; the last goes on for ever."""
        left = list(replies)
        self.routes[path] = lambda asked: left.pop(0) if len(left) > 1 else left[0]

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        self.routes[path] = lambda asked: Reply(status=status, headers={"Location": location})

    def targets(self) -> list[str]:
        """What was asked, in order."""
        return [one.target for one in self.asked]

    def dripping(self, piece: bytes, every_s: float = 0.02) -> Iterable[bytes]:
        """A piece every now and then, until the server stops."""
        while not self._stopping.wait(every_s):
            yield piece

    def _answer(self, handler: BaseHTTPRequestHandler, form: bytes = b"") -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(target=handler.path, headers=headers, at=time.monotonic(), method=handler.command, form=form)
        self.asked.append(asked)
        route = self.routes.get(handler.path.partition("?")[0])
        reply = route(asked) if route else Reply(status=404)
        try:
            self._send(handler, reply)
        except OSError:
            self.cut_off.set()
            handler.close_connection = True

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.raw:
            handler.close_connection = True
            for piece in [reply.body] if isinstance(reply.body, bytes) else reply.body:
                handler.wfile.write(piece)
            return
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if not isinstance(reply.body, bytes):
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            for piece in reply.body:
                handler.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            handler.wfile.write(b"0\r\n\r\n")
            return
        if reply.status != 304:
            handler.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
        handler.end_headers()
        handler.wfile.write(reply.body)
        if reply.length is not None:
            handler.close_connection = True
