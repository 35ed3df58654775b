from __future__ import annotations

import json
import logging

import pytest
import structlog

from app.log import configure_logging, get_logger, hide_secrets


@pytest.fixture(autouse=True)
def restored():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_fields_that_speak_of_a_secret_or_a_person_are_hidden() -> None:
    event = {"event": "token.refreshed", "shop": 7, "access_token": "shpat_1", "email": "a@b.example", "X-Hmac": "q"}

    assert hide_secrets(None, "info", event) == {
        "event": "token.refreshed",
        "shop": 7,
        "access_token": "[hidden]",
        "email": "[hidden]",
        "X-Hmac": "[hidden]",
    }


def test_a_logged_exception_is_one_line_of_json_without_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(json=True)

    def fail() -> None:
        access = "shpat_very_secret"
        raise ValueError(len(access))

    try:
        fail()
    except ValueError:
        get_logger("test").exception("row.failed", shop=7)

    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["shop"], entry["level"]) == ("row.failed", 7, "error")
    assert entry["exception"][0]["exc_type"] == "ValueError"
    assert "shpat_very_secret" not in line


def test_libraries_that_use_logging_come_out_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(json=True)

    logging.getLogger("a.library").warning("something %s", "odd")

    entry = json.loads(capsys.readouterr().err)
    assert (entry["event"], entry["level"]) == ("something odd", "warning")


def test_a_person_at_a_terminal_gets_a_plain_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(json=False)

    try:
        [].pop()
    except IndexError:
        get_logger("test").exception("row.failed", shop=7)

    shown = capsys.readouterr().err
    assert "row.failed" in shown
    assert "IndexError: pop from empty list" in shown
    assert "locals" not in shown
