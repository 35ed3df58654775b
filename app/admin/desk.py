"""A merchant's request at work: who asks, what they may read and do, and the two ways of answering.

Every page is rendered whole and has one address a state; htmx picks the part it replaces. An act that succeeds answers
204 and says where to go and what to say; one that does not answers the same page with its errors.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.clock import Clock, local_date, machine_now
from app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from app.admin.auth import Gate, Visitor
    from app.admin.purchase_views import MerchantPurchases
    from app.admin.supply_views import MerchantSupplies
    from app.admin.views import BackorderActs, BackorderViews, MerchantSettings
    from app.db.shown import ShopProfile
    from app.web.pages import Pages

UNPROCESSABLE: Final = 422
_LOOK_AGAIN_AFTER: Final = (2_000, 6_000)
"""Milliseconds after an act at which an untouched page shows what came of it: the worker needs a moment."""


@dataclass(frozen=True, slots=True)
class Admin:
    """What the merchant's pages are made of; `app.state.admin` holds it."""

    gate: Gate
    pages: Pages
    views: BackorderViews
    acts: BackorderActs
    clock: Clock
    settings: MerchantSettings
    supplies: MerchantSupplies
    purchases: MerchantPurchases
    machine_now: Callable[[], datetime] = machine_now
    """What the age of a fact is told by: facts are stamped by the machine's clock, promises by the business clock."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of one merchant."""

    request: Request
    admin: Admin
    visitor: Visitor
    shop: ShopProfile

    @property
    def views(self) -> BackorderViews:
        return self.admin.views

    @property
    def acts(self) -> BackorderActs:
        return self.admin.acts

    @property
    def settings(self) -> MerchantSettings:
        return self.admin.settings

    @property
    def supplies(self) -> MerchantSupplies:
        return self.admin.supplies

    @property
    def purchases(self) -> MerchantPurchases:
        return self.admin.purchases

    @property
    def user(self) -> str:
        return self.visitor.user

    @property
    def now(self) -> datetime:
        return self.admin.clock.now()

    @property
    def today(self) -> date:
        """The shop's calendar day."""
        return local_date(self.now, self.shop.time_zone)

    def take_permission(self) -> None:
        """The merchant has just allowed more in Shopify: learn what. Raises SessionRejected."""
        self.admin.gate.take_permission(self.request)

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        return self.admin.pages.render(
            self.request,
            template,
            shop=self.visitor.domain,
            zone=self.shop.time_zone,
            status=status,
            now=self.now,
            machine_now=self.admin.machine_now(),
            today=self.today,
            off=self.shop.off,
            **values,
        )

    def done(self, path: str, *, toast: str) -> Response:
        """The act succeeded: go to `path` (our own) and say `toast`. Without htmx a plain redirect."""
        if "hx-request" not in self.request.headers:
            return RedirectResponse(path, status_code=303)
        location = {"path": path, "target": "#app", "select": "#app", "swap": "outerHTML show:top"}
        events = {"toast": {"message": toast}, "follow": {"path": path, "after": _LOOK_AGAIN_AFTER}}
        headers = {"HX-Location": json.dumps(location), "HX-Trigger": json.dumps(events)}
        return Response(status_code=204, headers=headers)

    def refused(self, error: AppError, template: str, **values: Any) -> HTMLResponse:
        """The page again with the refusal above it, and what was entered still in place."""
        return self.page(template, status=error.status, refusal=str(error), **values)


def _desk(request: Request) -> Desk:
    admin: Admin = request.app.state.admin
    visitor = admin.gate.visitor(request)
    return Desk(request, admin, visitor, admin.views.profile(visitor.shop))


RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]
"""An id in an address: what a 64-bit column can hold."""
AtDesk = Annotated[Desk, Depends(_desk)]
