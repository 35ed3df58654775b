"""Starts the processes of a demonstration and ends them again, whatever happens in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from cryptography.fernet import Fernet

from sandbox.demo.ports import Ports

CLIENT_ID = "backorder-demo"
CLIENT_SECRET = "a-demo-secret-that-protects-nothing"
_GRACE_SECONDS = 10.0


class DidNotStart(Exception):
    """A process ended, or did not answer in time. The message names its log."""


@dataclass(slots=True)
class Demo:
    """A running demonstration. `folder` holds its database, clock and logs."""

    folder: Path
    ports: Ports
    database_url: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def app_url(self) -> str:
        return Ports.url(self.ports.app)

    @property
    def shopify_url(self) -> str:
        return Ports.url(self.ports.shopify)

    @property
    def storefront_url(self) -> str:
        return Ports.url(self.ports.storefront)

    @property
    def klaviyo_url(self) -> str:
        return Ports.url(self.ports.klaviyo)

    def environment(self) -> dict[str, str]:
        """What the app's processes are told."""
        return {
            **os.environ,
            "ENVIRONMENT": "development",
            "DATABASE_URL": self.database_url,
            "APP_URL": self.app_url,
            "SHOPIFY_API_KEY": CLIENT_ID,
            "SHOPIFY_API_SECRET": CLIENT_SECRET,
            "SHOPIFY_SHOP_ORIGIN": f"{self.shopify_url}/{{shop}}",
            "SHOPIFY_ADMIN_FRAME_ORIGIN": self.shopify_url,
            "KLAVIYO_ORIGIN": self.klaviyo_url,
            "APP_BRIDGE_URL": f"{self.shopify_url}/admin-frame/app-bridge.js",
            "POLARIS_URL": f"{self.shopify_url}/admin-frame/polaris-local.js",
            "ENCRYPTION_KEYS": _key(self.folder),
            "BUSINESS_CLOCK_FILE": str(self.folder / "clock"),
        }

    def start(self, name: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        """Run `python arguments...` with its output in `name.log`."""
        command = [sys.executable, *arguments]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(  # noqa: S603  our own programs, no shell
                command, env=dict(environment or self.environment()), stdout=log, stderr=log, start_new_session=True
            )

    def start_web(self, name: str = "web", *, port: int | None = None, embedded: bool = False) -> None:
        """`embedded`: with a worker in the same process."""
        more = ["--with-worker"] if embedded else []
        self.start(name, "-m", "app.cli", "web", "--port", str(port or self.ports.app), *more)

    def start_worker(self, name: str = "worker") -> None:
        self.start(name, "-m", "app.cli", "worker")

    def stop(self, name: str, *, at_once: bool = False) -> None:
        """End one process: politely, or `at_once` as a power cut would."""
        process = self.processes.pop(name)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL if at_once else signal.SIGTERM)
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop_all(self) -> None:
        for name in list(self.processes):
            self.stop(name)

    def await_answer(self, name: str, url: str, *, seconds: float = 60) -> None:
        """Return when `url` answers 200. Raises DidNotStart."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.processes[name].poll() is not None:
                raise DidNotStart(f"{name} ended: {self.last_words(name)}")
            try:
                if httpx.get(url, timeout=2).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise DidNotStart(f"{name} does not answer at {url}: {self.last_words(name)}")

    def last_words(self, name: str) -> str:
        """The end of a process's log, for whoever must find out why."""
        log = (self.folder / f"{name}.log").read_text(errors="replace").strip()
        return log[-2000:] or "it said nothing"


@contextmanager
def running(
    folder: Path,
    ports: Ports,
    *,
    seed: str = "northpine",
    database_url: str | None = None,
    workers: int = 1,
    embedded: bool = False,
    patience: float = 60,
) -> Iterator[Demo]:
    """A migrated database, a sandbox, a web process and workers, all answering; ended on the way out.

    `embedded`: the web process has a worker inside. `patience`: seconds that the sandbox may take to put up its shop.
    """
    folder.mkdir(parents=True, exist_ok=True)
    demo = Demo(folder, ports, database_url or f"sqlite:///{folder / 'backorder.db'}")
    try:
        _start(demo, seed=seed, workers=workers, embedded=embedded, patience=patience)
        yield demo
    finally:
        demo.stop_all()


def _start(demo: Demo, *, seed: str, workers: int, embedded: bool, patience: float) -> None:
    demo.start("sandbox", *_sandbox_arguments(demo, seed))
    _run(demo, "-m", "app.cli", "migrate")
    demo.await_answer("sandbox", f"{demo.shopify_url}/sandbox/clock", seconds=patience)
    demo.start_web(embedded=embedded)
    for number in range(workers):
        demo.start_worker(f"worker-{number + 1}")
    demo.await_answer("web", f"{demo.app_url}/readyz")


def _sandbox_arguments(demo: Demo, seed: str) -> Sequence[str]:
    ports = demo.ports
    return (
        "-m",
        "sandbox",
        "--fresh-clock",
        *("--seed", seed),
        *("--app-url", demo.app_url),
        *("--clock-file", str(demo.folder / "clock")),
        *("--client-id", CLIENT_ID),
        *("--client-secret", CLIENT_SECRET),
        *("--app-toml", "shopify.app.toml"),
        *("--shopify-port", str(ports.shopify)),
        *("--storefront-port", str(ports.storefront)),
        *("--klaviyo-port", str(ports.klaviyo)),
    )


def _run(demo: Demo, *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603  our own programs, no shell
        [sys.executable, *arguments], env=demo.environment(), capture_output=True, check=False
    )
    if done.returncode:
        raise DidNotStart(done.stderr.decode(errors="replace").strip() or "the migration failed")


def _key(folder: Path) -> str:
    """One key for the life of the folder, so that a second start reads what the first one sealed."""
    file = folder / "key"
    if not file.exists():
        file.write_bytes(Fernet.generate_key())
    return file.read_text(encoding="ascii")
