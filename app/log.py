"""One log format for every process: an event named `noun.verb`, then its fields. No token, no body, no customer."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

_HIDDEN = "[hidden]"
_TRACEBACKS = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
"""Without local variables: they hold tokens and bodies."""
_SECRET_WORDS = ("token", "secret", "password", "authorization", "hmac", "api_key")
_PERSONAL = frozenset({"body", "email", "phone", "address", "first_name", "last_name", "customer"})


def configure_logging(*, json: bool, level: int = logging.INFO) -> None:
    """Send logs to standard error: one JSON object a line, or coloured text for a person at a terminal.

    Libraries that use `logging` take the same way.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    renderer = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    trace = [_TRACEBACKS] if json else []
    final = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *trace, renderer]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=final))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # two lines for every look at the schema
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs whole addresses, and some carry a token


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the values of fields whose names speak of a secret or a person: the last net, not the first."""
    for name in event:
        if name in _PERSONAL or any(word in name.lower() for word in _SECRET_WORDS):
            event[name] = _HIDDEN
    return event


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """A logger bound to `name`. Call it as `log.info("lane.drained", shop=..., rows=...)`."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(name)
    return logger
