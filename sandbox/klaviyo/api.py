"""The API itself: the operations of `openapi.json`, and a loud refusal of every other."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Request, Response

from sandbox.klaviyo import answers
from sandbox.klaviyo.answers import Refusal
from sandbox.klaviyo.dials import FaultKind
from sandbox.klaviyo.gate import Account, Admitted, admit
from sandbox.klaviyo.rules import LARGEST_BODY, broken_rules
from sandbox.klaviyo.spec import JSON_API, Fault, Operation, faults

PAGE_SIZE = 200
INTEGRATION = re.compile(r"equals\(integration\.name,\s*['\"](?P<name>.*)['\"]\)")

ADMITTED = [Depends(admit)]

router = APIRouter()


@router.post("/api/events")
async def create_event(request: Request, klaviyo: Account, caller: Admitted) -> Response:
    body = await _body(request, caller.operation)
    broken = list(broken_rules(body, now=klaviyo.clock.now()))
    if broken:
        return answers.invalid(broken)
    if caller.fault is not FaultKind.EVENT_LOST:
        klaviyo.record(body, integration=caller.integration)
    if caller.fault is FaultKind.ANSWER_LOST:
        return answers.refused(502, "bad_gateway", "Bad gateway.")
    return Response(status_code=202)


@router.get("/api/accounts", dependencies=ADMITTED)
async def get_accounts(request: Request) -> Response:
    return answers.page([answers.account(_origin(request))], here=str(request.url))


@router.get("/api/metrics", dependencies=ADMITTED)
async def get_metrics(request: Request, klaviyo: Account) -> Response:
    wanted = INTEGRATION.fullmatch(request.query_params.get("filter", ""))
    found = [one for one in klaviyo.metrics.values() if wanted is None or one.integration == wanted["name"]]
    start = int(request.query_params.get("page[cursor]", "0"))
    shown = [answers.metric(one, origin=_origin(request)) for one in found[start : start + PAGE_SIZE]]
    more = start + PAGE_SIZE < len(found)
    following = str(request.url.include_query_params(**{"page[cursor]": start + PAGE_SIZE})) if more else None
    return answers.page(shown, here=str(request.url), following=following)


@router.get("/api/metrics/{id}/flow-triggers", dependencies=ADMITTED)
async def get_flows_triggered_by_metric(
    request: Request, klaviyo: Account, metric_id: Annotated[str, Path(alias="id")]
) -> Response:
    if all(one.id != metric_id for one in klaviyo.metrics.values()):
        return answers.refused(404, "not_found", "Not found.")
    shown = [answers.flow(one, origin=_origin(request)) for one in klaviyo.flows_of(metric_id)]
    return answers.page(shown, here=str(request.url))


@router.get("/api/flows", dependencies=ADMITTED)
async def get_flows(request: Request, klaviyo: Account) -> Response:
    shown = [answers.flow(one, origin=_origin(request)) for one in klaviyo.flows.values()]
    return answers.page(shown, here=str(request.url))


@router.patch("/api/flows/{id}")
async def update_flow(
    request: Request, klaviyo: Account, caller: Admitted, flow_id: Annotated[str, Path(alias="id")]
) -> Response:
    body = await _body(request, caller.operation)
    flow = klaviyo.flows.get(flow_id)
    if flow is None:
        return answers.refused(404, "not_found", "Not found.")
    flow.status = body["data"]["attributes"]["status"]
    return answers.answer({"data": answers.flow(flow, origin=_origin(request))})


@router.api_route("/api/{rest:path}", methods=["GET", "POST", "PATCH", "PUT", "DELETE"])
async def not_implemented(rest: str, request: Request) -> Response:
    return answers.refused(501, "not_implemented", f"The sandbox does not implement {request.method} /api/{rest}.")


async def _body(request: Request, described: Operation) -> dict[str, Any]:
    """The body as JSON, checked against the contract."""
    if request.headers.get("content-type", "").partition(";")[0] not in {JSON_API, "application/json"}:
        raise Refusal(answers.refused(415, "unsupported_media_type", "Unsupported media type."))
    raw = await request.body()
    if len(raw) > LARGEST_BODY:
        raise Refusal(answers.refused(413, "payload_too_large", "The payload is larger than 5 MB."))
    try:
        body: dict[str, Any] = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        raise Refusal(answers.invalid([Fault("/", "The body is not JSON.")])) from None
    broken = faults(described.body, body)
    if broken:
        raise Refusal(answers.invalid(broken))
    return body


def _origin(request: Request) -> str:
    return str(request.base_url).rstrip("/")
