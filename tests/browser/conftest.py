"""One Chromium for all browser tests, without a network; and a merchant in front of the sandbox's admin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.admin_stage import Stage, Surroundings, admin_around, served, staged
from tests.unit.admin.shop import demo_shop

CHROMIUM = "/usr/bin/chromium"
OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

expect.set_options(
    timeout=30_000
)  # as long as Playwright waits for anything else: two browsers may share a slow machine


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def surroundings() -> Iterator[Surroundings]:
    app = admin_around()
    with served(app) as url:
        yield Surroundings(url, app)


@pytest.fixture
def stage_for(chromium: Browser, surroundings: Surroundings) -> Callable[..., AbstractContextManager[Stage]]:
    """`with stage_for(shop, width=390) as stage`: the app over a shop of the test's own."""
    return partial(staged, chromium, surroundings)


@pytest.fixture
def stage(stage_for: Callable[..., AbstractContextManager[Stage]]) -> Iterator[Stage]:
    with stage_for(demo_shop()) as stage:
        yield stage


@pytest.fixture
def telephone(stage_for: Callable[..., AbstractContextManager[Stage]]) -> Iterator[Stage]:
    with stage_for(demo_shop(), width=390, height=844) as stage:
        yield stage
