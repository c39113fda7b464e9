"""Looking at answers before anything is measured: a fast wrong answer is worth nothing."""

import gzip
from http.client import HTTPConnection, HTTPResponse

from bench.load import WrongAnswer

HEADERS = {"Accept-Encoding": "gzip"}


def check(port: int, addresses: list[str], holds: bytes) -> None:
    """Refuses the first answer that is not a 200 with these bytes in it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for address in addresses:
        connection.request("GET", address, headers=HEADERS)
        _, plain = body_of(connection.getresponse(), address)
        if holds not in plain:
            raise WrongAnswer(f"{address}: {holds!r} is missing in {plain[:300]!r}")
    connection.close()


def body_of(answer: HTTPResponse, address: str) -> tuple[bytes, bytes]:
    """The body as it was sent, and as it is read; refuses anything but a full 200."""
    raw = answer.read()
    if answer.status != 200 or not raw:
        raise WrongAnswer(f"{address}: {answer.status}, {len(raw)} bytes")
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return raw, gzip.decompress(raw) if packed else raw
