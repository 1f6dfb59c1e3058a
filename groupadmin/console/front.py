"""The web server: waitress, which gives a request to a thread only when all of it is there, with deadlines of our own.

waitress closes a connection on which nothing moves. Whoever sends one byte now and then would keep theirs for ever, and
enough of them would fill the house; so a request has a time for its head, a pace for its body, and when every place is
taken those who have kept one longest without a whole request give theirs up. What a stranger may send is little: only a
browser in which somebody has logged in may bring a file (docs/decisions/0028).
"""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any, Final

from django.conf import settings
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import RequestEntityTooLarge

from groupadmin.directory import login_throttle

# Seconds for the head of a request, and for a body that has not begun; then this many bytes a second at least.
HEAD_WITHIN: Final = 20
SLOWEST_BODY: Final = 16 * 1024
# Seconds that an unused connection, or one whose answer nobody fetches, is kept.
IDLE: Final = 60
# Connections at once; with files and databases this stays below the 1,024 that a process usually may have open.
CONNECTIONS: Final = 500
THREADS: Final = 12
# Beside the file itself a form has its fields and the lines between them.
AROUND_A_FILE: Final = 1024 * 1024
LARGEST_HEAD: Final = 32 * 1024


class TooLarge(RequestEntityTooLarge):
    """The refusal of a body, in words for whoever sees it: no page can be made before the request is whole."""

    def __init__(self) -> None:
        super().__init__("")

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and text; the reader's language is not known here."""
        text = (
            "上传的内容过大，服务器未接收。请先登录；文件请另存为较小的文件后再上传。\r\n"
            "This is too large and was not taken. Log in first, or save a smaller file and bring that.\r\n"
        )
        return f"{self.code} {self.reason}", [("Content-Type", "text/plain; charset=utf-8")], text.encode()


class Request(HTTPRequestParser):
    """A request while it comes in: a stranger's body is refused early, by its announced length or as it grows."""

    adj: Any
    error: Any

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, and choose by its cookies how much may follow."""
        super().parse_header(header_plus)
        if not login_throttle.is_known(self.headers.get("COOKIE", "")):
            self.adj = self.adj.of_strangers

    def received(self, data: bytes) -> int:
        """Take what has come; returns how many bytes of it were used."""
        used: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self.error = TooLarge()
        return used


class Channel(HTTPChannel):
    """A connection that knows since when it keeps a place without a whole request."""

    parser_class = Request
    request: Request | None
    began: float | None = None

    def received(self, data: bytes) -> bool:
        """Take what has come; the clock of a request starts with its first byte."""
        if self.began is None:
            self.began = time.time()
        taken: bool = super().received(data)
        if self.request is None:
            self.began = None
        return taken

    @property
    def waits_since(self) -> float:
        """Return since when nothing whole has come."""
        return max(self.creation_time, self.last_activity) if self.began is None else self.began

    def is_overdue(self, now: float) -> bool:
        """Say whether the connection has had its time."""
        if self.requests:
            return False  # a thread works on it, or will
        if self.began is None:
            return bool(now - self.last_activity > (IDLE if self.last_activity > self.creation_time else HEAD_WITHIN))
        body = self.request.body_bytes_received if self.request is not None else 0
        return now - self.began > HEAD_WITHIN + body / SLOWEST_BODY


class Server(TcpWSGIServer):
    """waitress with those deadlines."""

    channel_class = Channel

    def readable(self) -> bool:
        """Say whether somebody may come in; where every place is taken, some of those who only wait must go."""
        if len(self._map) >= self.adj.connection_limit:
            self._make_room()
        may_enter: bool = super().readable()
        return may_enter

    def maintenance(self, now: float) -> None:
        """Close what is overdue."""
        for channel in self.active_channels.values():
            if channel.is_overdue(now):
                channel.will_close = True

    def _make_room(self) -> None:
        waiting = [c for c in self.active_channels.values() if not c.requests]
        if any(channel.will_close for channel in waiting):
            return  # they are on their way out
        for channel in sorted(waiting, key=lambda c: c.waits_since)[: max(1, self.adj.connection_limit // 10)]:
            channel.will_close = True


def make_server(
    application: Callable[..., Iterable[bytes]], opened: socket.socket, *, threads: int = THREADS
) -> Server:
    """Return a server on an open socket; its ``run`` serves until SystemExit or KeyboardInterrupt is raised in it."""
    # A file somewhat too large comes through, to be refused by a page in the reader's words; a huge one is cut off.
    adjustments = _adjustments(opened, threads, 2 * settings.UPLOAD_MAX_BYTES + AROUND_A_FILE)
    adjustments.of_strangers = _adjustments(opened, threads, settings.STRANGERS_MAX_BYTES)
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    sockinfo = (opened.family, opened.type, opened.proto, opened.getsockname())
    return Server(
        application, {}, True, opened, dispatcher=dispatcher, adj=adjustments, bind_socket=False, sockinfo=sockinfo
    )


def serve(application: Callable[..., Iterable[bytes]], opened: socket.socket, *, threads: int = THREADS) -> None:
    """Serve until told to stop by SIGTERM or SIGINT; requests under way are finished."""
    server = make_server(application, opened, threads=threads)
    signal.signal(signal.SIGTERM, _stop)
    server.run()


def open_socket(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Return a socket bound to an address; several processes may have the same one when it is ``shared``.

    Raises:
        OSError: the address cannot be had.
    """
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    opened.bind((host, port))
    return opened


def _adjustments(opened: socket.socket, threads: int, largest_body: int) -> Any:
    return Adjustments(
        sockets=[opened],
        threads=threads,
        ident="",
        connection_limit=CONNECTIONS,
        cleanup_interval=2,
        channel_timeout=IDLE,
        max_request_body_size=largest_body,
        max_request_header_size=LARGEST_HEAD,
        asyncore_use_poll=True,
        # An answer is kept whole for a slow reader, so that no thread waits for them.
        outbuf_high_watermark=512 * 1024 * 1024,
        # Forwarding headers are judged by our own middleware, which any server can have in front.
        clear_untrusted_proxy_headers=False,
    )


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
