"""What the fixtures that are functions look like, for the tests that name them."""

from collections.abc import Callable
from typing import Any

from discharge.access.models import User
from tests.browse import Browse

Arrange = Callable[[Callable[[], Any]], Any]  # builds with `factories.World`, commits, and gives back what was built
BrowseAs = Callable[[User | None], Browse]
Do = Callable[..., Any]  # carries out one command: `do(act, command)`
