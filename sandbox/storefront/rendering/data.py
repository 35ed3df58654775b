"""The `json` filter, safe inside a script element."""

from __future__ import annotations

import json as codec

from liquid import is_undefined

_SCRIPT_SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def json(value: object) -> str:
    """JSON text in which no tag can begin or end; what is not there is `null`."""
    return codec.dumps(value, ensure_ascii=False, default=_absent).translate(_SCRIPT_SAFE)


def _absent(value: object) -> None:
    if not is_undefined(value):
        message = f"the json filter was given a {type(value).__name__}"
        raise TypeError(message)
