"""A small OpenID Connect service on loopback, which can be told to answer wrongly."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "halte", "shared secret of the two"
_keys = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
KEY, OTHER_KEY = _keys


class Service:
    """What the service says: change `claims`, `userinfo`, `key`, `alg` to make it lie."""

    def __init__(self):
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.person = {"sub": "42", "email": "ana@example.org", "email_verified": True}
        self.key, self.alg, self.address = KEY, "RS256", ""
        self.issuer = ""
        self.asked: dict[str, str] = {}
        self.posted: dict[str, str] = {}

    def answers(self, path: str) -> dict:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer or self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]}
        if path == "/userinfo":
            return self.person | self.userinfo
        return {"access_token": "token", "token_type": "Bearer", "id_token": self.id_token()}

    def id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": self.asked.get("nonce"),
            **self.person,
            **self.claims,
        }
        key = {"none": "", "HS256": SECRET * 2}.get(self.alg, self.key)
        return jwt.encode(claims, key, algorithm=self.alg, headers={"kid": "one"})

    def visit(self, address: str) -> str:
        """Somebody comes with a question and leaves with a code: the query of the way back."""
        parts = urlsplit(address)
        self.asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return f"?code=abc&state={self.asked['state']}"


@contextmanager
def running() -> Iterator[Service]:
    service = Service()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(service.answers(urlsplit(self.path).path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(length).decode())
            service.posted = {name: values[0] for name, values in sent.items()}
            self.do_GET()

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    service.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield service
    server.shutdown()
    server.server_close()
