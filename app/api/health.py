"""Is this process alive, and can it serve? For load balancers and containers; says nothing about any shop."""

from __future__ import annotations

import sqlalchemy as sa
from fastapi import APIRouter, Response

from app.db.migrate import is_current
from app.db.session import Database


def health_router(database: Database) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    def alive() -> Response:
        """The process answers."""
        return Response("ok", media_type="text/plain")

    @router.get("/readyz")
    def ready() -> Response:
        """The database answers, with the schema that this code was written for; 503 otherwise."""
        try:
            current = is_current(database)
        except sa.exc.SQLAlchemyError:
            return Response("the database does not answer", status_code=503, media_type="text/plain")
        if not current:
            return Response("the database must be migrated", status_code=503, media_type="text/plain")
        return Response("ready", media_type="text/plain")

    return router
