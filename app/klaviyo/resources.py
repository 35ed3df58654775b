"""What we read of Klaviyo's resources: only the fields we use, each optional where Klaviyo's schema says so."""

from __future__ import annotations

from msgspec import Struct


class ContactInformation(Struct, frozen=True):
    organization_name: str


class AccountAttributes(Struct, frozen=True):
    test_account: bool
    contact_information: ContactInformation
    timezone: str
    preferred_currency: str
    public_api_key: str
    locale: str


class Account(Struct, frozen=True):
    """The Klaviyo account a key belongs to. `public_api_key` (six characters) is how merchants know it."""

    id: str
    attributes: AccountAttributes


class MetricAttributes(Struct, frozen=True):
    name: str | None = None


class Metric(Struct, frozen=True):
    """A metric exists from its first event on, so a flow can only be built after one was sent."""

    id: str
    attributes: MetricAttributes


class FlowAttributes(Struct, frozen=True):
    name: str | None = None
    status: str | None = None
    archived: bool | None = None


class Flow(Struct, frozen=True):
    """A flow that a metric starts. Only a live one mails anybody."""

    id: str
    attributes: FlowAttributes

    @property
    def is_live(self) -> bool:
        return self.attributes.status == "live" and not self.attributes.archived


class Links(Struct, frozen=True):
    next: str | None = None


class Accounts(Struct, frozen=True):
    data: list[Account]


class MetricsPage(Struct, frozen=True):
    data: list[Metric]
    links: Links = Links()


class Flows(Struct, frozen=True):
    data: list[Flow]
