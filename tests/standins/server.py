"""A loopback HTTP server with faults on demand."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, TypedDict
from urllib.parse import parse_qsl, urlsplit

from tests.standins.websocket import Channel

HTML = b"<!DOCTYPE html><html><body><h1>Please log in to the network</h1></body></html>"


@dataclass(frozen=True)
class Request:
    """What a client sent. `host` is the first part of the path: the gateway form of the address."""

    method: str
    host: str
    path: str
    query_text: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_text, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Response:
    """What the client gets."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> tuple[bytes, str]:
        if isinstance(self.body, bytes):
            return self.body, "text/html"
        if isinstance(self.body, str):
            return self.body.encode(), "text/plain"
        return json.dumps(self.body).encode(), "application/json"


DROPPED = Response("")


class Faults(TypedDict, total=False):
    """What every stand-in can be told to do wrong."""

    fault: str | None
    fault_on: str
    fault_times: int | None


class StandIn:
    """A server on 127.0.0.1; a subclass answers in `handle`.

    Faults: `html` answers a login page with status 200, `error-500` and `error-429` an error,
    `slow` waits 30 s, `drop` closes the connection without an answer. `fault_on` limits a fault to
    paths that contain the text; `fault_times` to so many requests.
    """

    # the host is a part of the path
    gateway = True

    def __init__(
        self, fault: str | None = None, fault_on: str = "", fault_times: int | None = None
    ) -> None:
        self.fault = fault
        self.fault_on = fault_on
        self.fault_times = fault_times
        self.skew = 0  # milliseconds that its clock is ahead of this machine's
        self.requests: list[Request] = []
        self.stopped = threading.Event()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536  # one packet an answer: no waiting for acknowledgements

            def _serve(self) -> None:
                stand_in._serve(self)

            do_GET = do_POST = do_DELETE = do_PUT = _serve  # noqa: N815 - http.server's names

            def date_time_string(self, timestamp: float | None = None) -> str:
                moment = time.time() + stand_in.skew / 1000 if timestamp is None else timestamp
                return super().date_time_string(int(moment))

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *args: object) -> None:
                pass  # clients that hang up are part of the tests

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def use_tls(self, context: ssl.SSLContext) -> None:
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def handle(self, request: Request) -> Response:
        raise NotImplementedError

    def stream(self, request: Request, channel: Channel) -> None:
        """Serve a websocket until the client is gone."""
        raise NotImplementedError

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        request = _request(handler, handler.rfile.read(length), gateway=self.gateway)
        self.requests.append(request)
        response = self._faulty(request, handler)
        if response is None and request.headers.get("upgrade", "").lower() == "websocket":
            self.stream(request, Channel(handler))
            return
        response = response or self.handle(request)
        if response is DROPPED:
            return
        body, kind = response.encoded()
        handler.send_response(response.status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in response.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    def _faulty(self, request: Request, handler: BaseHTTPRequestHandler) -> Response | None:
        if self.fault is None or self.fault_on not in request.path:
            return None
        if self.fault_times is not None:
            if self.fault_times <= 0:
                return None
            self.fault_times -= 1
        if self.fault == "html":
            return Response(HTML)
        if self.fault.startswith("error-"):
            status = int(self.fault.removeprefix("error-"))
            return Response({"msg": "an error on purpose"}, status, {"Retry-After": "1"})
        if self.fault == "slow":
            self.stopped.wait(30)
        if self.fault in {"slow", "drop"}:
            handler.close_connection = True
            with suppress(OSError):
                handler.connection.shutdown(socket.SHUT_RDWR)
            return DROPPED
        return self.handle_fault(request)

    def handle_fault(self, request: Request) -> Response | None:  # noqa: ARG002 - for subclasses
        """Faults that only one service has."""
        return None


def _request(handler: BaseHTTPRequestHandler, body: bytes, *, gateway: bool) -> Request:
    parts = urlsplit(handler.path)
    path, host = parts.path, handler.headers.get("Host", "")
    if gateway:
        host, _, rest = path.lstrip("/").partition("/")
        path = f"/{rest}"
    headers = {name.lower(): value for name, value in handler.headers.items()}
    return Request(handler.command, host, path, parts.query, headers, body)


class SilentHost:
    """A port that drops every new connection without a word, as a firewall does.

    The queue of connections that nobody accepts is filled; from then on the kernel ignores more.
    """

    def __enter__(self) -> Self:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(0)
        self._fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)  # noqa: FBT003 - socket's own interface
            with suppress(BlockingIOError):
                filler.connect(self._socket.getsockname())
            self._fillers.append(filler)
        time.sleep(0.05)
        return self

    def __exit__(self, *args: object) -> None:
        for each in (*self._fillers, self._socket):
            each.close()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"
