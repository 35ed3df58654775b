"""`python -m sandbox` as a person starts it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.seed import tiny

ROOT = Path(__file__).parents[3]


def free_ports(number):
    held = [socket.socket() for _ in range(number)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def wait_for(http, path, process):
    """Until it answers; the test's own timeout is the deadline."""
    while True:
        assert process.poll() is None, process.stdout.read()
        try:
            return http.get(path)
        except httpx.TransportError:
            http.timeout = 1


@pytest.mark.processes
def test_one_process_serves_three_ports_on_one_clock_and_stops_when_told(tmp_path):
    shopify, storefront, klaviyo = free_ports(3)
    command = [sys.executable, "-m", "sandbox", "--seed", "tiny", "--clock-file", str(tmp_path / "clock")]
    command += ["--app-toml", str(ROOT / "shopify.app.toml"), "--shopify-port", str(shopify)]
    command += ["--storefront-port", str(storefront), "--klaviyo-port", str(klaviyo)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{shopify}", trust_env=False) as http:
            assert wait_for(http, "/sandbox/clock", process).json()["now"].startswith("2026-11-21T15:0")
            moved = http.post("/sandbox/clock", json={"advance_days": 3}).json()
            assert moved["now"].startswith("2026-11-24T15:0")
            assert http.get(f"/admin/{tiny.DOMAIN}").status_code == 200
            assert wait_for(http, f"http://127.0.0.1:{storefront}/", process).status_code == 200
            assert wait_for(http, f"http://127.0.0.1:{klaviyo}/", process).status_code == 200
        assert int((tmp_path / "clock").read_text()) != 0
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        output = process.communicate()[0]
    assert f"http://127.0.0.1:{storefront}" in output
