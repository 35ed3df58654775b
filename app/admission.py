"""Who is let into the merchant's pages: a session token, checked, and the shop it is of, installed if it is new."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import machine_now
from app.composition import Parts
from app.db import shops
from app.db.shops import Shop
from app.db.tables.shops import ShopState
from app.domain.ids import ShopId
from app.inbox.wake import Wake
from app.shopify.errors import ShopifyError
from app.shopify.installation import fetch_identity
from app.shopify.ports import ShopRef
from app.shopify.session_token import SessionToken, verify_session_token
from app.usecases.follow_shop import follow_shop
from app.usecases.install import install


@dataclass(frozen=True, slots=True)
class Admission:
    """What `app.admin.auth.Gate` asks. Everything raises SessionRejected for a token that does not hold."""

    parts: Parts
    wake: Wake

    def verify(self, token: str) -> SessionToken:
        settings = self.parts.settings
        return verify_session_token(
            token, api_key=settings.shopify_api_key, secrets=settings.secrets, now=machine_now()
        )

    def admit(self, session: SessionToken, token: str) -> ShopId:
        """The shop of a verified token; a shop without a living token trades this one for it."""
        with self.parts.database.read() as conn:
            known = shops.by_domain(conn, session.shop)
        if known is not None and known.state is ShopState.INSTALLED:
            return known.id
        return self.renew(session, token)

    def renew(self, session: SessionToken, token: str) -> ShopId:
        """Trade the token for one of the Admin API, which may do what the merchant allows by now."""
        with self.parts.database.write() as conn:
            known = shops.ensure(conn, session.shop)
        scopes = self.parts.tokens.install(ShopRef(known.id, session.shop), id_token=token)
        with self.parts.database.write() as conn:
            install(conn, known, scopes, now=self.parts.clock.now())
        self.wake.ring()
        return known.id if known.installed_at else self._home_of(known)

    def _home_of(self, new: Shop) -> ShopId:
        """A domain we have never worked for may be a shop's that we know by another.

        Where Shopify does not say so now, the worker asks again before it reads anything.
        """
        try:
            said = fetch_identity(self.parts.admin.for_shop(ShopRef(new.id, new.domain), people=True))
        except ShopifyError:
            return new.id
        with self.parts.database.write() as conn:
            installed = shops.by_id(conn, new.id)
            return installed.moved_to or follow_shop(conn, installed, said, now=self.parts.clock.now())
