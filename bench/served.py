"""What gunicorn serves while measuring: the product, and under /floor the floor; each answer says what it took."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Engine, event
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench.floor import from_environment_of_bench
from wsgi import app as product

Answer = Callable[..., Any]
statements = {"X-Bench-Statements": 0, "X-Bench-Record": 0}


def _count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    if not statement.startswith("BEGIN"):
        statements["X-Bench-Statements"] += 1
        statements["X-Bench-Record"] += " audit_" in statement


event.listen(Engine, "before_cursor_execute", _count)  # of both, so that counting costs both the same


class Timed:
    """Adds to each answer the server's own milliseconds, its SQL statements, and those of the record among them."""

    def __init__(self, inner: Answer) -> None:
        self.inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Answer) -> Iterable[bytes]:
        kept: list[Any] = []
        before, began = dict(statements), time.perf_counter()
        parts = self.inner(environ, lambda *words: kept.extend(words))
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        took = (time.perf_counter() - began) * 1000
        counted = [(name, str(sent - before[name])) for name, sent in statements.items()]
        told = [("X-Bench-Ms", f"{took:.4f}"), *counted]
        start_response(kept[0], [*kept[1], *told])
        return [body]


floor = from_environment_of_bench(product.config["SECRET_KEY"], product.config["SESSION_COOKIE_NAME"])
app = Timed(DispatcherMiddleware(product, {"/floor": floor}))
