"""The web server alone, without nginx: unfinished, slow and oversized requests cost their sender, and nobody else."""

import socket
import threading
from contextlib import suppress
from unittest import TestCase, mock

from django.http import HttpResponse
from django.test import override_settings

from groupadmin.console import front
from groupadmin.directory import login_throttle

HOST = b"Host: 127.0.0.1\r\n"
UNFINISHED = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\n" + HOST,
    "a body that never ends": b"POST /login/ HTTP/1.1\r\n" + HOST + b"Content-Length: 60000\r\n\r\nabc",
    "a piece that never ends": b"POST /login/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
}


def application(environ, start_response):
    """Answer with how many bytes came."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(environ["wsgi.input"].read())).encode()]


def known_cookie() -> bytes:
    response = HttpResponse()
    login_throttle.remember(response, "000001", {})
    return "; ".join(f"{name}={morsel.value}" for name, morsel in response.cookies.items()).encode()


class Front(TestCase):
    """A server with two threads."""

    def setUp(self):
        self.opened = front.open_socket("127.0.0.1", 0)
        self.port = self.opened.getsockname()[1]
        self.server = front.make_server(application, self.opened, threads=2)
        self.running = threading.Thread(target=self.run_until_stopped, daemon=True)
        self.stop = threading.Event()
        self.running.start()
        self.addCleanup(self.end)

    def run_until_stopped(self):
        while not self.stop.is_set():
            self.server.asyncore.loop(timeout=0.05, map=self.server._map, use_poll=True, count=1)

    def end(self):
        self.stop.set()
        self.running.join(10)
        self.server.task_dispatcher.shutdown()
        for entry in list(self.server._map.values()):
            entry.close()

    def send(self, *pieces: bytes) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        self.addCleanup(opened.close)
        for piece in pieces:
            opened.sendall(piece)
        return opened

    def answer(self, *pieces: bytes) -> str:
        """Return all that comes back; whoever is refused may be cut off while still sending."""
        opened = self.send()
        with suppress(OSError):
            for piece in pieces:
                opened.sendall(piece)
        found = b""
        with suppress(ConnectionResetError):
            while piece := opened.recv(65536):
                found += piece
        return found.decode()

    def channels(self):
        return list(self.server.active_channels.values())

    def until_there_are(self, count: int):
        """Wait until the server has taken that many connections."""
        while len(self.channels()) < count:
            self.stop.wait(0.01)

    def page(self) -> str:
        return self.answer(b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")

    def test_unfinished_requests_hold_nobody_up(self):
        for what, pieces in UNFINISHED.items():
            for _count in range(10):
                self.send(pieces)
            with self.subTest(what):
                self.assertTrue(self.page().startswith("HTTP/1.1 200"))

    def test_an_unfinished_request_has_its_time_and_no_byte_prolongs_it(self):
        for what, pieces in UNFINISHED.items():
            self.send(pieces)
            self.until_there_are(1)
            with self.subTest(what):
                (channel,) = self.channels()
                while pieces and channel.began is None:
                    self.stop.wait(0.01)
                began = channel.waits_since
                channel.last_activity = began + front.HEAD_WITHIN - 1  # a byte came only now
                self.assertFalse(channel.is_overdue(began + front.HEAD_WITHIN - 1))
                channel.last_activity = began if not pieces else began + front.HEAD_WITHIN
                self.assertTrue(channel.is_overdue(began + front.HEAD_WITHIN + 1))
                channel.will_close = True
            while self.channels():
                self.stop.wait(0.01)

    def test_a_byte_that_comes_later_does_not_start_the_clock_anew(self):
        opened = self.send(UNFINISHED["half a head"])
        self.until_there_are(1)
        (channel,) = self.channels()
        while channel.request is None:
            self.stop.wait(0.01)
        channel.began -= 10
        began, had = channel.began, len(channel.request.header_plus)
        opened.sendall(b"X")
        while len(channel.request.header_plus) == had:
            self.stop.wait(0.01)
        self.assertEqual(channel.began, began)

    def test_a_long_file_on_a_slow_line_has_longer(self):
        self.send(b"POST / HTTP/1.1\r\n", HOST, b"Cookie: ", known_cookie(), b"\r\nContent-Length: 9000000\r\n\r\n")
        self.until_there_are(1)
        (channel,) = self.channels()
        while channel.request is None or channel.request.body_rcv is None:
            self.stop.wait(0.01)
        channel.request.body_bytes_received = 100 * front.SLOWEST_BODY
        self.assertFalse(channel.is_overdue(channel.began + front.HEAD_WITHIN + 99))
        self.assertTrue(channel.is_overdue(channel.began + front.HEAD_WITHIN + 101))

    def test_maintenance_closes_what_is_overdue(self):
        waiting = self.send(UNFINISHED["half a head"])
        self.until_there_are(1)
        self.server.maintenance(self.channels()[0].creation_time + 3600)
        self.assertEqual(waiting.recv(1), b"")

    def test_when_every_place_is_taken_who_waited_longest_gives_theirs_up(self):
        self.server.adj.connection_limit = 12
        crowd = [self.send(UNFINISHED["half a head"]) for _count in range(40)]
        self.assertEqual(len(crowd), 40)
        self.assertTrue(self.page().startswith("HTTP/1.1 200"))

    def test_a_connection_that_is_used_again_starts_its_clock_anew(self):
        ask = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
        opened = self.send(ask)
        self.assertIn(b"200 OK", opened.recv(65536))
        (channel,) = self.channels()
        while channel.requests:
            self.stop.wait(0.01)
        self.assertIsNone(channel.began)
        self.assertFalse(channel.is_overdue(channel.last_activity + front.HEAD_WITHIN + 1))
        self.assertTrue(channel.is_overdue(channel.last_activity + front.IDLE + 1))


class Bodies(Front):
    """How much may be sent by whom."""

    def post(self, length: int, *, cookie: bytes = b"", chunked: bool = False) -> str:
        head = b"POST / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n"
        head += b"Cookie: " + cookie + b"\r\n" if cookie else b""
        piece = b"x" * 50_000
        pieces = [piece] * (length // len(piece))
        if chunked:
            return self.answer(
                head + b"Transfer-Encoding: chunked\r\n\r\n",
                *(b"%x\r\n%b\r\n" % (len(p), p) for p in pieces),
                b"0\r\n\r\n",
            )
        return self.answer(head + b"Content-Length: %d\r\n\r\n" % length, *pieces)

    def test_a_stranger_may_send_a_form_and_no_file(self):
        for chunked in (False, True):
            with self.subTest(chunked=chunked):
                self.assertTrue(self.post(50_000, chunked=chunked).endswith("\r\n\r\n50000"))
                self.assertNotIn("200 OK", self.post(5_000_000, chunked=chunked))

    def test_an_announced_length_is_refused_before_anything_of_it_is_sent(self):
        refused = self.answer(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 400000000\r\n\r\n")
        self.assertTrue(refused.startswith("HTTP/1.1 413"))
        self.assertIn("Log in first", refused)

    def test_a_browser_in_which_somebody_logged_in_may_send_a_file(self):
        cookie = known_cookie()
        self.assertTrue(self.post(5_000_000, cookie=cookie).endswith("\r\n\r\n5000000"))
        self.assertTrue(self.post(5_000_000, cookie=cookie, chunked=True).endswith("\r\n\r\n5000000"))

    def test_a_forged_cookie_says_nothing(self):
        name, _equals, value = known_cookie().partition(b"=")
        for forged in (name + b"=1", name + b"=" + value[:-1] + b"!", b"sessionid=abc", b"known_=" * 50):
            with self.subTest(forged):
                self.assertNotIn("200 OK", self.post(1_000_000, cookie=forged))

    def test_nobody_may_send_more_than_the_largest_file(self):
        with override_settings(UPLOAD_MAX_BYTES=100):
            small = front.make_server(application, front.open_socket("127.0.0.1", 0), threads=1)
        self.addCleanup(small.task_dispatcher.shutdown)
        self.assertEqual(small.adj.max_request_body_size, 200 + front.AROUND_A_FILE)


class Address(TestCase):
    def test_a_port_is_had_by_one_alone_unless_it_is_shared(self):
        one = front.open_socket("127.0.0.1", 0)
        self.addCleanup(one.close)
        one.listen()
        with self.assertRaises(OSError):
            front.open_socket("127.0.0.1", one.getsockname()[1])
        first = front.open_socket("127.0.0.1", 0, shared=True)
        second = front.open_socket("127.0.0.1", first.getsockname()[1], shared=True)
        self.addCleanup(first.close)
        self.addCleanup(second.close)

    def test_sigterm_ends_the_loop(self):
        with mock.patch.object(front, "make_server") as made, mock.patch.object(front.signal, "signal") as handled:
            front.serve(application, mock.sentinel.opened)
        made.return_value.run.assert_called_once()
        with self.assertRaises(SystemExit):
            handled.call_args.args[1](15, None)
