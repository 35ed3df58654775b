from __future__ import annotations

import pytest

from app.errors import Unavailable
from app.serving import listen


def test_an_address_that_is_taken_is_a_sentence_and_not_a_traceback() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Cannot listen on 127.0.0.1, port {port}: Address already in use"):
            listen("127.0.0.1", port)


def test_a_name_that_is_no_address_of_this_machine_is_a_sentence_too() -> None:
    with pytest.raises(Unavailable, match=r"Cannot listen on 192\.0\.2\.1, port 0"):
        listen("192.0.2.1", 0)
