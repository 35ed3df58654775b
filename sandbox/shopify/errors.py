"""Answers that are not data: top-level GraphQL errors and user errors."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError


class ApiError(GraphQLError):
    """A top-level error with a code, at the field that raised it; that field becomes null, the rest is answered."""

    def __init__(self, message: str, *, code: str | None = None, **extensions: Any) -> None:
        super().__init__(message, extensions={"code": code, **extensions} if code else dict(extensions))


class NotImplementedInSandbox(ApiError):
    """The loud answer: never an empty one."""

    def __init__(self, what: str) -> None:
        super().__init__(f"sandbox does not implement {what}", code="SANDBOX_NOT_IMPLEMENTED")


def invalid_id(gid: str) -> ApiError:
    return ApiError(f"Invalid id: {gid}", code="RESOURCE_NOT_FOUND")


def user_error(field: list[str] | None, message: str, *, code: str | None = None, **more: Any) -> dict[str, Any]:
    """One element of `userErrors`. Types without a `code` field never ask for it."""
    return {"field": field, "message": message, "code": code, **more}


def refused(*errors: dict[str, Any], key: str = "userErrors", **rest: Any) -> dict[str, Any]:
    """A payload with user errors; name the payload's other fields, mostly None: `refused(error, order=None)`."""
    return {**rest, key: list(errors)}
