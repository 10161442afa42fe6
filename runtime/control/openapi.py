"""The description of the HTTP API (OpenAPI 3.1), made from the registry: programs generate their clients from it."""

from collections.abc import Mapping
from typing import Any

from .command import Argument, Command, Kind
from .registry import Registry
from .values import LONGEST_FILE, LONGEST_TEXT

__all__ = ["description"]

Schema = dict[str, Any]

_TYPES: Mapping[Kind, Schema] = {
    Kind.TEXT: {"type": "string", "maxLength": LONGEST_TEXT},
    Kind.REST: {"type": "string", "maxLength": LONGEST_TEXT},
    Kind.WHOLE: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.TRUTH: {"type": "boolean"},
    Kind.SECONDS: {"type": "number", "minimum": 0},
    Kind.SOURCE: {"type": "string", "maxLength": LONGEST_TEXT},
    Kind.MOUNT: {"type": "string", "maxLength": LONGEST_TEXT},
    Kind.SHOWN: {"type": "string", "maxLength": LONGEST_TEXT},
    Kind.RECORDING: {"type": "string", "maxLength": LONGEST_TEXT},
    Kind.PASSWORD: {"type": "string", "maxLength": LONGEST_TEXT, "format": "password"},
    Kind.FILE: {"type": "string", "maxLength": LONGEST_FILE},
}

_REFUSALS = {
    "400": "An argument is missing, too much, or not of its kind.",
    "401": "Nobody is known by these credentials.",
    "403": "The role does not reach so far, or another site's page asks.",
    "404": "There is no such command, or nothing of that name.",
    "409": "Not possible now.",
    "422": "The expression has problems; they are told as the checker tells them.",
    "415": "The body is no JSON.",
    "429": "Too many wrong passwords came from this address.",
    "503": "The programme is too busy.",
}


def description(registry: Registry, title: str, version: str) -> Schema:
    """Describe every command as an operation."""
    paths = {f"/commands/{command.name}": _operations(command) for command in registry.all()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "description": "What may be asked of the running station.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"account": []}, {"token": []}],
        "paths": {**paths, "/events": _EVENTS, "/socket": _SOCKET},
        "components": {"securitySchemes": _SCHEMES, "schemas": {"Refusal": _REFUSAL}},
    }


def _operations(command: Command) -> Schema:
    first, _, rest = command.doc.partition("\n")
    about = {
        "summary": first,
        "description": f"{rest}\nFor the role {command.role.word}.".strip(),
        "responses": {"200": _ANSWER, **{status: _refused(words) for status, words in _REFUSALS.items()}},
    }
    name = command.name.replace(".", "_")
    found = {"post": {**about, "operationId": name, **_body(command)}}
    if command.reads:
        found["get"] = {
            **about,
            "operationId": f"get_{name}",
            "parameters": [_query(each) for each in command.arguments],
        }
    return found


def _body(command: Command) -> Schema:
    if not command.arguments:
        return {}
    schema = {
        "type": "object",
        "properties": {
            each.name: {**_TYPES[each.kind], "description": each.doc} for each in command.arguments
        },
        "required": [each.name for each in command.arguments if each.needed],
        "additionalProperties": False,
    }
    needed = any(each.needed for each in command.arguments)
    return {"requestBody": {"required": needed, "content": {"application/json": {"schema": schema}}}}


def _query(argument: Argument) -> Schema:
    return {
        "name": argument.name,
        "in": "query",
        "required": argument.needed,
        "description": argument.doc,
        "schema": _TYPES[argument.kind],
    }


def _refused(words: str) -> Schema:
    return {
        "description": words,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
    }


_ANSWER = {
    "description": "What was asked for, or what was done in words.",
    "content": {
        "application/json": {
            "schema": {"type": "object", "properties": {"result": {}}, "required": ["result"]}
        }
    },
}
_REFUSAL = {
    "type": "object",
    "properties": {"error": {"type": "string", "description": "Why not, in words."}},
    "required": ["error"],
}
_SCHEMES = {
    "account": {"type": "http", "scheme": "basic", "description": "An account of `admin(…)` in the script."},
    "token": {"type": "http", "scheme": "bearer", "description": "The password of such an account."},
}
_EVENTS = {
    "get": {
        "operationId": "events",
        "summary": "Hear of everything that happens, as server-sent events.",
        "responses": {
            "200": {
                "description": "Events.",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            }
        },
    }
}
_SOCKET = {
    "get": {
        "operationId": "socket",
        "summary": "Give commands and hear of events over one connection: a WebSocket (RFC 6455).",
        "description": (
            'Messages are JSON objects. Ask with `{"id": 1, "command": "skip", "arguments": {"source": "music"}}` or '
            '`{"id": 1, "line": "music.skip"}`; the answer has the same `id`, and `result`, or `error` and `status`. '
            'Subscribe with `{"id": 2, "subscribe": ["track"], "sources": ["radio"]}`; an empty list is every event. '
            'Without an `Authorization` the first message is `{"token": "…"}` or `{"user": "…", "password": "…"}`.'
        ),
        "responses": {"101": {"description": "The connection is a WebSocket from now on."}},
    }
}
