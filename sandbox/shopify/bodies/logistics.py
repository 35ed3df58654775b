"""Bodies of `inventory_transfers/*` and `inventory_shipments/*`: gids, a moment, and what changed; nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.shopify.model import LocationSnapshot, Shipment, Shop, Tracking, Transfer


def transfer_body(shop: Shop, *, transfer: Transfer, now: datetime, **changed: Any) -> dict[str, Any]:
    return {
        "id": transfer.gid,
        "happened_at": wire.local(now, zone=shop.timezone),
        "origin": _place(transfer.origin),
        "destination": _place(transfer.destination),
        **changed,
    }


def shipment_body(shop: Shop, *, shipment: Shipment, now: datetime, **changed: Any) -> dict[str, Any]:
    return {"id": shipment.gid, **changed, "happened_at": wire.local(now, zone=shop.timezone)}


def tracking_body(shop: Shop, *, tracking: Tracking | None) -> dict[str, Any] | None:
    if tracking is None:
        return None
    return {
        "arrives_at": wire.local(tracking.arrives_at, zone=shop.timezone),
        "tracking_number": tracking.number,
        "tracking_url": tracking.url,
        "company": tracking.company,
    }


def _place(snapshot: LocationSnapshot | None) -> dict[str, str] | None:
    return {"id": snapshot.location.gid} if snapshot else None
