"""A small browser for measuring: keeps cookies, asks this machine only."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Got:
    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def server_ms(self) -> float:
        return float(self.headers["X-Bench-Ms"])

    @property
    def statements(self) -> int:
        return int(self.headers["X-Bench-Statements"])

    @property
    def record(self) -> int:
        """Of the statements, those that keep on record who was shown."""
        return int(self.headers["X-Bench-Record"])

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Client:
    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Got:
        return self._ask("GET", path, b"", {})

    def post(self, path: str, fields: Mapping[str, str]) -> Got:
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def sign_in(self, email: str, password: str) -> "Client":
        self.token = TOKEN.search(self.get("/sign-in").text)[1]  # type: ignore[index]
        answer = self.post("/sign-in", {"email": email, "password": password})
        if answer.status not in {302, 303}:
            raise RuntimeError(f"sign-in answered {answer.status}")
        return self

    def read_token(self, path: str) -> "Client":
        """The token of a form of this session, good for every form of it."""
        self.token = TOKEN.search(self.get(path).text)[1]  # type: ignore[index]
        return self

    def copy(self) -> "Client":
        """The same session in another window."""
        return Client(self.address, dict(self.cookies), self.token)

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Got:
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=60)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body or None, {"Cookie": cookie, **headers})
            answer = connection.getresponse()
            got = Got(answer.status, answer.read(), dict(answer.getheaders()))
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, kept = value.partition(";")[0].partition("=")
                    self.cookies[key] = kept
        finally:
            connection.close()
        return got
