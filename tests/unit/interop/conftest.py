"""What the tests of files share."""

from collections.abc import Callable
from io import BytesIO

import pytest

from discharge.core.errors import RuleBroken
from discharge.interop.adapters import read_ward_list
from tests.unit.interop.limits_of_tests import bounded


@pytest.fixture
def refusal() -> Callable[[bytes], str]:
    """The sentence that a file is refused with, within two seconds of the processor and 150 MB of memory."""

    def read(content: bytes) -> str:
        with bounded(), pytest.raises(RuleBroken) as caught:
            read_ward_list(BytesIO(content))
        assert caught.value.field == "file"
        return caught.value.message

    return read
