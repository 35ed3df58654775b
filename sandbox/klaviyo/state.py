"""What one Klaviyo account holds: profiles, metrics, flows and events."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

from app.clock import Clock
from sandbox.klaviyo.dials import Dials
from sandbox.klaviyo.grants import Grants
from sandbox.klaviyo.limits import Limits

ACCOUNT_ID: Final = "NrthPn"
ACCOUNT_NAME: Final = "Northpine Outfitters"
ID_LETTERS: Final = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(slots=True)
class Metric:
    """Name and integration make a metric: "API" for private keys, the app's own name with OAuth."""

    id: str
    name: str
    integration: str
    created: datetime


@dataclass(slots=True)
class Flow:
    id: str
    metric_id: str
    name: str
    status: str
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEvent:
    """One event as kept. `mailed`: a flow was live for it then, so the customer got a mail."""

    id: str
    metric: str
    profile_id: str
    email: str
    phone: str
    unique_id: str
    time: str
    received_at: datetime
    value: float | None
    value_currency: str | None
    backfill: bool
    mailed: bool
    properties: dict[str, Any]


@dataclass(slots=True)
class Klaviyo:
    """The account. `flow_status` is what the merchant's flow for a new metric stands at; None: no flow was built.

    Requests may run on several event loops of one process, so whoever reads and then writes holds `lock`.
    """

    clock: Clock
    grants: Grants
    flow_status: str | None = "live"
    seed: int = 1
    dials: Dials = field(default_factory=Dials)
    limits: Limits = field(default_factory=Limits)
    events: list[RecordedEvent] = field(default_factory=list)
    metrics: dict[tuple[str, str], Metric] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    dice: random.Random = field(init=False)
    _profiles: dict[str, str] = field(default_factory=dict)
    _seen: set[tuple[str, str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def reset(self) -> None:
        """Empty the account. Grants stay: forgetting what was sent does not disconnect a shop."""
        with self.lock:
            self.dials, self.limits = Dials(), Limits()
            for kept in (self.events, self.metrics, self.flows, self._profiles, self._seen):
                kept.clear()
            self.dice.seed(self.seed)

    def record(self, body: dict[str, Any], *, integration: str) -> RecordedEvent | None:
        """Keep an accepted event; None where profile, metric and `unique_id` were seen before, as at Klaviyo."""
        attributes = body["data"]["attributes"]
        with self.lock:
            metric = self._metric(attributes["metric"]["data"]["attributes"]["name"], integration)
            profile_id = self._profile(attributes["profile"]["data"])
            time = self._time(attributes.get("time"))
            key = (profile_id, metric.id, attributes.get("unique_id") or time)
            if key in self._seen:
                return None
            self._seen.add(key)
            event = self._event(attributes, metric=metric, profile_id=profile_id, key=key[2], time=time)
            self.events.append(event)
            return event

    def flows_of(self, metric_id: str) -> list[Flow]:
        return [flow for flow in self.flows.values() if flow.metric_id == metric_id]

    def set_flow(self, metric_name: str, status: str | None) -> None:
        """Let the merchant's flow of this metric stand at `status`; None takes it away. Makes the metric if need be."""
        with self.lock:
            metric = next((one for one in self.metrics.values() if one.name == metric_name), None)
            metric = metric or self._metric(metric_name, "API")
            for flow in self.flows_of(metric.id):
                del self.flows[flow.id]
            self._add_flow(metric, status)

    def _event(
        self, attributes: dict[str, Any], *, metric: Metric, profile_id: str, key: str, time: str
    ) -> RecordedEvent:
        person = attributes["profile"]["data"].get("attributes", {})
        backfill = bool(attributes.get("backfill"))
        return RecordedEvent(
            id=f"{len(self.events) + 1:06d}",
            metric=metric.name,
            profile_id=profile_id,
            email=person.get("email") or "",
            phone=person.get("phone_number") or "",
            unique_id=key,
            time=time,
            received_at=self.clock.now(),
            value=attributes.get("value"),
            value_currency=attributes.get("value_currency"),
            backfill=backfill,
            mailed=not backfill and any(flow.status == "live" for flow in self.flows_of(metric.id)),
            properties=attributes["properties"],
        )

    def _metric(self, name: str, integration: str) -> Metric:
        known = self.metrics.get((integration, name))
        if known:
            return known
        metric = Metric(self._new_id(), name, integration, self.clock.now())
        self.metrics[integration, name] = metric
        self._add_flow(metric, self.flow_status)
        return metric

    def _add_flow(self, metric: Metric, status: str | None) -> None:
        if status is not None:
            flow = Flow(self._new_id(), metric.id, f"{metric.name} (mail)", status, self.clock.now())
            self.flows[flow.id] = flow

    def _profile(self, profile: dict[str, Any]) -> str:
        """The profile of the first identifier that is known; a new one gets all of them."""
        person = profile.get("attributes", {})
        given = (profile.get("id"), person.get("email"), person.get("phone_number"), person.get("external_id"))
        names = [str(name).casefold() for name in given if name]
        known = next((self._profiles[name] for name in names if name in self._profiles), None) or self._new_id()
        for name in names:
            self._profiles.setdefault(name, known)
        return known

    def _time(self, text: str | None) -> str:
        at = datetime.fromisoformat(text) if text else self.clock.now()
        return at.astimezone(UTC).isoformat(timespec="seconds")

    def _new_id(self) -> str:
        return "".join(self.dice.choices(ID_LETTERS, k=6))
