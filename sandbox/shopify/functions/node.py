"""One long-lived Node process for each function: starting Node takes longer than a thousand carts."""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from app.errors import Unavailable
from sandbox.shopify.functions.extension import FunctionExtension

RUNNER = Path(__file__).parent / "run.mjs"
TIMEOUT_SECONDS = 10.0
"""For an answer, the start of Node included."""
_GRACE_SECONDS = 2.0
_CHUNK = 65_536


class NodeMissing(Unavailable):
    """Nobody can run a function here."""

    def __init__(self) -> None:
        super().__init__(
            "This shop has a validation function switched on, and running it needs Node.js 20 or newer on the PATH. "
            "Install Node.js, or turn the dial checkout.validation_functions off."
        )


class FunctionBroke(Exception):
    """The function threw, ended, or did not answer in time."""


class NodeFunction:
    """Runs one function; safe to call from several threads, one input at a time."""

    def __init__(self, function: FunctionExtension) -> None:
        self._function = function
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def run(self, given: dict[str, Any]) -> Any:
        """The function's answer. Raises NodeMissing, or FunctionBroke; after that the next call starts Node anew."""
        line = json.dumps(given, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            try:
                answer = json.loads(self._ask(line))
            except (OSError, ValueError, TimeoutError) as error:
                self._stop()
                raise FunctionBroke(f"{self._function.export}: {error}") from error
        if "error" in answer:
            raise FunctionBroke(answer["error"])
        return answer.get("output")

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _ask(self, line: bytes) -> bytes:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise ValueError("Node has no pipes")
        process.stdin.write(line)
        process.stdin.flush()
        return self._read_line(process.stdout, deadline=time.monotonic() + TIMEOUT_SECONDS)

    def _read_line(self, pipe: IO[bytes], *, deadline: float) -> bytes:
        while b"\n" not in self._rest:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError(f"no answer within {TIMEOUT_SECONDS:.0f} s")
            read = os.read(pipe.fileno(), _CHUNK)
            if not read:
                raise ValueError("Node ended; its last words are in the sandbox's log")
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = self._start()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        node = shutil.which("node")
        if node is None:
            raise NodeMissing
        command = [node, "--no-warnings", str(RUNNER), str(self._function.entry), self._function.export]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  our own program

    def _stop(self) -> None:
        process, self._process, self._rest = self._process, None, b""
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what nobody will read any more
                    pipe.close()
        process.wait(_GRACE_SECONDS)


@cache
def node_function(function: FunctionExtension) -> NodeFunction:
    """The process of this function, shared by all shops and ended with us."""
    made = NodeFunction(function)
    atexit.register(made.close)
    return made
