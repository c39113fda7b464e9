"""A load generator that costs little: all clients in one thread, on sockets kept open.

It shares the machine with the server it measures. Each client asks, waits for the whole answer,
and asks again.
"""

import math
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

CLIENTS = 8
MOST = 20_000  # requests in one go
HEADERS = "Host: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\nUser-Agent: halte-bench\r\n"
GOOD = {"200", "201"}
END = b"\r\n\r\n"
SILENCE = 30.0


class WrongAnswer(Exception):
    """The server answered something else than a full 200 or 201."""


@dataclass
class Tally:
    """What one or more goes gave: seconds for each answer, and bytes with their headers."""

    latencies: list[float] = field(default_factory=list)
    size: int = 0
    seconds: float = 0.0
    own_seconds: float = 0.0  # of processor time, spent in the generator itself

    def add(self, other: "Tally") -> None:
        self.latencies += other.latencies
        self.size += other.size
        self.seconds += other.seconds
        self.own_seconds += other.own_seconds

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    @property
    def mean_size(self) -> int:
        return round(self.size / len(self.latencies)) if self.latencies else 0

    def percentile(self, share: float) -> float:
        """The milliseconds within which this share (0 to 1) of the answers came."""
        ranked = sorted(self.latencies)
        return ranked[max(0, math.ceil(share * len(ranked)) - 1)] * 1000 if ranked else 0.0


class Client:
    """One connection, and the answer that is arriving on it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.head = HEADERS.format(port=port)
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=SILENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, asked: str | bytes) -> None:
        """Gets an address, or sends a whole request."""
        self.parts, self.missing, self.size = b"", None, 0
        if isinstance(asked, bytes):
            self.address, request = asked.split(b"\r\n", 1)[0].decode(), asked
        else:
            self.address, request = asked, f"GET {asked} HTTP/1.1\r\n{self.head}\r\n".encode()
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Takes what has arrived; true when the answer is whole."""
        data = self.socket.recv(262_144)
        if not data:
            raise WrongAnswer(f"{self.address}: the server closed the connection")
        self.size += len(data)
        if self.missing is None:
            self.parts += data
            if END not in self.parts:
                return False
            head, data = self.parts.split(END, 1)
            self.missing = self._length(head)
        self.missing -= len(data)
        return self.missing <= 0

    def _length(self, head: bytes) -> int:
        """How long the body is; refuses anything but a full 200 or 201."""
        status, *lines = head.decode("latin-1").split("\r\n")
        lengths = [line[16:] for line in lines if line.lower().startswith("content-length: ")]
        length = int(lengths[0]) if lengths else 0
        if status.split()[1] not in GOOD or not length:
            raise WrongAnswer(f"{self.address}: {status}, {length} bytes")
        return length


def drive(
    port: int, addresses: Iterator[str | bytes], seconds: float, clients: int = CLIENTS
) -> Tally:
    """Asks for the addresses during some seconds; the answers on their way then still count."""
    tally, asked = Tally(), 0
    selector = selectors.DefaultSelector()
    started, cpu = time.perf_counter(), time.process_time()
    deadline = started + seconds
    for client in [Client(port) for _ in range(clients)]:
        selector.register(client.socket, selectors.EVENT_READ, client)
        client.ask(next(addresses))
    waiting = asked = clients
    while waiting:
        events = selector.select(SILENCE)
        if not events:
            raise WrongAnswer(f"no answer for {SILENCE:.0f} seconds")
        for key, _ in events:
            client = key.data
            if not client.read():
                continue
            now = time.perf_counter()
            tally.latencies.append(now - client.started)
            tally.size += client.size
            if now < deadline and asked < MOST:
                client.ask(next(addresses))
                asked += 1
            else:
                selector.unregister(client.socket)
                client.socket.close()
                waiting -= 1
    tally.seconds = time.perf_counter() - started
    tally.own_seconds = time.process_time() - cpu
    return tally
