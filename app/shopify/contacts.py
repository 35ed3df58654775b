"""Whom to tell about an order: protected data, read at the moment of sending and kept nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.ids import OrderId
from app.shopify.facts import ContactFact, Unreadable
from app.shopify.gid import CustomerId, from_gid, to_gid
from app.shopify.operations import ORDER_CONTACT
from app.shopify.reading import Place

if TYPE_CHECKING:
    from app.shopify.client import ShopAdmin
    from app.shopify.types.orders import Contact


def fetch_contact(admin: ShopAdmin, order: OrderId) -> ContactFact | Unreadable:
    """The customer of an order. Raises MissingScope where not even the order may be read."""
    answer = admin.execute(ORDER_CONTACT, {"id": to_gid("Order", order)})
    contact = answer.data.order
    if contact is None:
        return Unreadable()
    return _fact(contact, Place(answer, "order"))


def _fact(contact: Contact, place: Place) -> ContactFact:
    customer = contact.customer
    customer_id = from_gid(customer.id, CustomerId) if customer else None
    return ContactFact(
        order_id=from_gid(contact.id, OrderId),
        order_name=contact.name,
        customer_id=_unreadable(place, "customer.id") or customer_id,
        email=_unreadable(place, "email") or contact.email,
        phone=_unreadable(place, "phone") or contact.phone,
        first_name=_unreadable(place, "customer.firstName") or (customer.first_name if customer else None),
        locale=contact.customer_locale or (customer.locale if customer else None),
        status_page_url=_unreadable(place, "statusPageUrl") or contact.status_page_url,
    )


def _unreadable(place: Place, field: str) -> Unreadable | None:
    error = place.denied(field)
    return Unreadable(error.required or error.message) if error else None
