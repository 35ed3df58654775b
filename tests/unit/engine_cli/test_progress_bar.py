"""Both commands under a pseudo terminal, as a person runs them, and in a pipe, as a machine does."""

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest

START = date(2025, 1, 1)
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
BAR = "\N{BOX DRAWINGS HEAVY HORIZONTAL}"


@pytest.fixture
def backtest(tmp_path):
    history = tmp_path / "history.csv"
    days = [START + timedelta(days=number // 2) for number in range(300)]
    rows = [f"S{day.day % 3},{day},{day + timedelta(days=40)},{day + timedelta(days=50)}" for day in days]
    history.write_text("\n".join(["supplier,ordered_on,stated_on,arrived_on", *rows]), encoding="utf-8")
    return ["backtest", history, "--json"]


@pytest.fixture
def simulate(tmp_path):
    orders, supplies = tmp_path / "orders.csv", tmp_path / "supplies.csv"
    placed = [f"ITEM{number % 20},{START + timedelta(days=number // 20)},2" for number in range(600)]
    sent = [f"ITEM{number},{START},{START + timedelta(days=20)},50" for number in range(20)]
    orders.write_text("\n".join(["item,placed_on,quantity", *placed]), encoding="utf-8")
    supplies.write_text("\n".join(["item,ordered_on,stated_on,quantity", *sent]), encoding="utf-8")
    return ["simulate", orders, supplies, "--json"]


def start(arguments, *, stderr):
    command = [sys.executable, "-c", "from app.cli import main; main()", *map(str, arguments)]
    environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    environment |= {"TERM": "xterm", "COLUMNS": "100", "PYTHONUTF8": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, env=environment)


def seen_on_a_terminal(arguments):
    """What a terminal shows, without its control characters; standard output is a file all the same."""
    ours, theirs = pty.openpty()
    process = start(arguments, stderr=theirs)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the terminal is gone when its last writer is
        while piece := os.read(ours, 65_536):
            shown += piece
    os.close(ours)
    told, _ = process.communicate()
    assert process.returncode == 0, shown
    return CONTROL.sub("", shown.decode()), told


@pytest.mark.parametrize(("command", "doing"), [("backtest", "Deciding"), ("simulate", "Replaying")])
def test_a_terminal_shows_a_bar_that_moves_and_the_result_is_not_mixed_with_it(request, command, doing):
    shown, told = seen_on_a_terminal(request.getfixturevalue(command))

    percents = [int(percent) for percent in re.findall(rf"{doing} [^\r\n]*?(\d+)%", shown)]
    assert BAR in shown
    assert percents == sorted(percents)
    assert (percents[0], percents[-1] > 50) == (0, True)  # what nothing is known about is not decided
    assert json.loads(told)


@pytest.mark.parametrize("command", ["backtest", "simulate"])
def test_a_pipe_gets_no_bar(request, command):
    process = start(request.getfixturevalue(command), stderr=subprocess.PIPE)

    told, shown = process.communicate()

    assert (process.returncode, shown) == (0, b"")
    assert json.loads(told)


def test_reading_the_file_is_seen_too(backtest):
    shown, _ = seen_on_a_terminal(backtest)

    assert f"history.csv {BAR}" in shown
