"""`stagedUploadsCreate`, and the files that were put where it said."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from sandbox.shopify.errors import NotImplementedInSandbox
from sandbox.shopify.model import Shop, StagedUpload
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


@resolvers.mutation("stagedUploadsCreate")
def staged_uploads_create(request: Request, args: Args) -> dict[str, Any]:
    """Only for the variables of bulk mutations."""
    return {"stagedTargets": [_target(request, entry) for entry in args["input"]], "userErrors": []}


def _target(request: Request, entry: Args) -> dict[str, Any]:
    if entry["resource"] != "BULK_MUTATION_VARIABLES":
        raise NotImplementedInSandbox(f"staged uploads of {entry['resource']}")
    key = f"tmp/{request.shop.id}/bulk/{uuid.uuid4()}/{entry['filename']}"
    upload = StagedUpload(id=request.store.new_id(), key=key)
    request.shop.staged_uploads[key] = upload
    url = f"{request.store.public_url}/{request.shop.handle}/staged-uploads"
    parameters = {
        "Content-Type": entry["mimeType"],
        "success_action_status": "201",
        "acl": "private",
        "key": key,
        "x-goog-algorithm": "GOOG4-RSA-SHA256",
        "x-goog-signature": "sandbox",
    }
    return {
        "url": url,
        "resourceUrl": url,
        "parameters": [{"name": name, "value": value} for name, value in parameters.items()],
    }


def is_readable(shop: Shop, *, key: str) -> bool:
    """Whether every line is a JSON object."""
    try:
        return all(isinstance(line, dict) for line in read_lines(shop, key=key))
    except json.JSONDecodeError:
        return False


def read_lines(shop: Shop, *, key: str) -> Iterator[dict[str, Any]]:
    """The variables of each line that is not blank; JSONDecodeError for what is no JSON."""
    upload = shop.staged_uploads.get(key)
    for line in (upload.content or b"").splitlines() if upload else ():
        if line.strip():
            yield json.loads(line)
