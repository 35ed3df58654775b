"""The three compliance topics. They are the only bodies that are kept for what they say: nobody can be asked again."""

from __future__ import annotations

from dataclasses import dataclass, field

from webhooks.payloads import Customer, Privacy, number, read


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """Whom and what a compliance webhook is about. 0 and empty where it did not say."""

    customer_id: int
    order_ids: tuple[int, ...]
    request_id: int
    email: str = field(repr=False)
    phone: str = field(repr=False)


def read_request(body: bytes) -> PrivacyRequest:
    """A `customers/data_request` or `customers/redact` body in full. Raises Unreadable."""
    found = read(body, Privacy)
    customer = found.customer or Customer()
    orders = (number(raw) for raw in (*(found.orders_requested or ()), *(found.orders_to_redact or ())))
    return PrivacyRequest(
        customer_id=number(customer.id) or 0,
        order_ids=tuple(order for order in orders if order is not None),
        request_id=number(found.data_request.id if found.data_request else None) or 0,
        email=customer.email or "",
        phone=customer.phone or "",
    )


def customer(body: bytes) -> tuple[int, ...]:
    """The customer's id, 0 when the body does not say. Raises Unreadable."""
    return (read_request(body).customer_id,)


def named_shop(body: bytes) -> str | None:
    """The shop that a compliance body names, None when it does not say. Raises Unreadable."""
    return read(body, Privacy).shop_domain
