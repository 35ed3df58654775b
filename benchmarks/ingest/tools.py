"""What the benchmark needs on the machine: wrk, and the peer's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
PEER = HERE / "peer"


def prepare() -> None:
    """Install what is missing. Raises SystemExit with a sentence where that cannot be done."""
    _need_wrk()
    _need_peer()


def _need_wrk() -> None:
    if shutil.which("wrk"):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise SystemExit("The load generator wrk is missing: install it, for example with `apt-get install wrk`.")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=True, stdout=subprocess.DEVNULL)


def _need_peer() -> None:
    if not shutil.which("npm"):
        raise SystemExit("The peer is a Node app: install Node 20 or newer.")
    lock, installed = PEER / "package-lock.json", PEER / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=PEER, check=True)
