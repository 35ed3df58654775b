"""A browser, the merchant's pages over a shop in memory, and the sandbox's admin around them on another origin."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Frame, FrameLocator, Locator, Page, expect

from app.web.embedding import Embedding
from sandbox.admin_frame.routes import AdminFrame, router
from tests.unit.admin.settings import FakeSettings
from tests.unit.admin.shop import DOMAIN, TENT, FakeShop
from tests.unit.admin.site import API_KEY, build_site, id_token

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a free port of this machine, answering."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not (server.started and server.servers) and time.monotonic() < deadline:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def admin_around() -> FastAPI:
    """The admin frame, and as much of the sandbox as it asks: session tokens and a catalogue for the picker."""
    app = FastAPI()
    app.include_router(router)

    @app.get("/sandbox/{shop}/id_token")
    def mint(shop: str, exp: int = 60, aud: str = API_KEY) -> dict[str, str]:
        return {"id_token": id_token(expires_in=exp, audience=aud, shop=shop)}

    @app.post("/sandbox/{shop}/scopes/grant")
    def grant(shop: str) -> dict[str, list[str]]:
        return {"granted": []}

    @app.post("/sandbox/{shop}/graphql")
    def catalogue(shop: str) -> dict[str, object]:
        variant = {"id": f"gid://shopify/ProductVariant/{TENT}", "title": "Moss", "sku": "T", "inventoryQuantity": 0}
        product = {"id": "gid://shopify/Product/1", "title": "Two-Person Tent", "variants": {"nodes": [variant]}}
        return {"data": {"products": {"nodes": [product]}}}

    return app


@dataclass
class Stage:
    """One merchant at one browser window. `errors` holds whatever the console complained about."""

    page: Page
    shop: FakeShop
    admin_url: str
    errors: list[str] = field(default_factory=list)
    app_requests: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def app(self) -> FrameLocator:
        return self.page.frame_locator("#app")

    def open(self, path: str = "/") -> None:
        self.page.goto(f"{self.admin_url}/admin/{DOMAIN}{path}")
        expect(self.app.locator("s-page")).to_be_attached()

    def frame(self) -> Frame:
        return self.page.frames[1]

    def title(self) -> Locator:
        return self.page.locator("#title")

    def toast(self) -> Locator:
        return self.page.locator(".toast")

    def action(self, label: str) -> Locator:
        """An action in the admin's title bar."""
        return self.page.locator("#actions").get_by_role("button", name=label, exact=True)

    def answers(self, kind: str) -> list[tuple[str, int]]:
        """Path and status of what the app answered so far: `document` or `fetch`, in order."""
        return [(path, status) for asked, path, status in self.app_requests if asked == kind]

    def violations(self) -> list[str]:
        """What axe finds in the app's page, as `rule: element`."""
        assert AXE.is_file(), "axe is not installed: run `npm ci` in the project's root."
        frame = self.frame()
        frame.evaluate(AXE.read_text(encoding="utf-8"))
        run = "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"
        found = frame.evaluate(run, AXE_RULES)["violations"]
        return [f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['html'][:120]}" for one in found]


@dataclass(frozen=True)
class Surroundings:
    """The admin frame, served: one for all tests, framing one app at a time."""

    url: str
    app: FastAPI


@contextmanager
def staged(
    browser: Browser,
    around: Surroundings,
    shop: FakeShop,
    *,
    settings: FakeSettings | None = None,
    width: int = 1280,
    height: int = 900,
) -> Iterator[Stage]:
    """The app over `shop`, open in nothing yet. Fails at the end if the console complained."""
    site = FastAPI()
    with served(site) as app_url:
        site.mount("/", build_site(shop, embedding=_embedding(app_url, around.url), settings=settings))
        around.app.state.admin_frame = AdminFrame(app_url=app_url)
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        stage = Stage(context.new_page(), shop, around.url)
        _watch(stage, app_url)
        yield stage
        context.close()
        assert stage.errors == []


def _embedding(app_url: str, admin_url: str) -> Embedding:
    return Embedding(
        api_key=API_KEY,
        app_url=app_url,
        frame_origin=admin_url,
        app_bridge_url=f"{admin_url}/admin-frame/app-bridge.js",
        polaris_url=f"{admin_url}/admin-frame/polaris-local.js",
    )


def _watch(stage: Stage, app_url: str) -> None:
    def complained(message: object) -> None:
        text = message.text
        if message.type in {"error", "warning"} and not _expected(text):
            stage.errors.append(text)

    def answered(response: object) -> None:
        from_the_app = response.frame.parent_frame is not None
        if from_the_app and response.url.startswith(app_url) and "/static/" not in response.url:
            path = response.url.removeprefix(app_url)
            stage.app_requests.append((response.request.resource_type, path, response.status))

    stage.page.on("console", complained)
    stage.page.on("pageerror", lambda error: stage.errors.append(str(error)))
    stage.page.on("response", answered)


def _expected(text: str) -> bool:
    """A browser logs every answer of 400 and above; those are what some tests are about."""
    return text.startswith("Failed to load resource: the server responded with a status of")
