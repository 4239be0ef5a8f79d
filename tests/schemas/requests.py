"""The schemas of requests and of batches: the SDK's types, and what files hold beside.

Neither `model` nor `max_tokens` is required, for what a prompt costs can be told
without them.
"""

from collections.abc import Mapping
from typing import Any

from anthropic.types.beta.message_create_params import MessageCreateParams
from anthropic.types.beta.messages.batch_create_params import BatchCreateParams
from pydantic import TypeAdapter

from . import words
from .conversion import Conversion, described, reference

type Schema = dict[str, Any]

_SAMPLING: Schema = {
    "temperature": {"type": "number", "minimum": 0, "maximum": 1},
    "top_k": {"type": "integer", "minimum": 0},
    "top_p": {"type": "number", "minimum": 0, "maximum": 1},
}
"""What older models take; the SDK's types have it no more."""

_PROMPTALLY: Schema = {
    "description": "What the file tells Promptally. The API refuses this field.",
    "type": ["object", "null"],
    "properties": {
        "model": {
            "description": "The model to count for, in place of the file's own.",
            "type": ["string", "null"],
        },
        "budget": {
            "description": "The most tokens that the prompt may have, or `off`.",
            "type": ["integer", "string", "boolean", "null"],
            "examples": [2000, "off"],
            "minimum": 1,
            # In YAML, a bare `off` is false.
            "not": {"const": True},
            "pattern": "^\\s*[oO][fF][fF]\\s*$",
        },
    },
    "additionalProperties": False,
}
_UNLISTED: Schema = {
    "description": "The SDK's types have no such field here. It is not checked."
}
_BESIDE: Schema = {
    "$schema": {"description": "The schema of this file.", "type": "string"},
    "x-promptally": reference("x-promptally"),
}
_OWN: Schema = {"^x-": {"description": "A field of your own. The API refuses it."}}


def messages_request() -> Schema:
    """A request with its fields, or its messages alone."""
    conversion = Conversion(TypeAdapter(MessageCreateParams).json_schema()["$defs"])
    request = _request(
        conversion, "MessageCreateParamsNonStreaming", "MessageCreateParamsStreaming"
    )
    return {
        "title": "Request of the Messages API",
        "description": "A request, or a bare array of its messages.",
        "type": ["object", "array"],
        "if": {"type": "array"},
        "then": reference("messages"),
        "else": reference("request"),
        "definitions": {**conversion.made, "request": request},
    }


def batch() -> Schema:
    """The body of a batch: requests, each with an id of its own."""
    source = TypeAdapter(BatchCreateParams).json_schema()
    conversion = Conversion(source["$defs"])
    request = _request(conversion, "MessageCreateParamsNonStreaming")
    headers = {
        name: described(conversion.convert(schema, name), words.FIELDS[name])
        for name, schema in source["properties"].items()
        if name != "requests"
    }
    requests = {"type": "array", "items": reference("item"), "minItems": 1}
    properties = {"requests": described(requests, "The requests, in any order.")}
    return {
        "title": "Batch of the Messages API",
        **_closed(properties | headers | _BESIDE, source["required"]),
        "definitions": {
            **conversion.made,
            "request": request,
            "item": _item(source["$defs"]["Request"]["required"]),
        },
    }


def _item(required: list[str]) -> Schema:
    custom_id = {"type": "string", "minLength": 1}
    properties = {
        "custom_id": described(custom_id, "Names the result; no two are alike."),
        "params": described(reference("request"), "The request itself."),
        "x-promptally": reference("x-promptally"),
    }
    return _closed(properties, required)


def _request(conversion: Conversion, *variants: str) -> Schema:
    """The object of a request, and beside it all the definitions that it needs."""
    types = [conversion.source[name]["properties"] for name in variants]
    fields: Schema = {name: one for each in types for name, one in each.items()}
    if len(types) > 1:
        fields["stream"] = {"type": "boolean"}
    made = {
        name: conversion.convert(schema, f"request.{name}")
        for name, schema in fields.items()
    }
    conversion.made |= {
        "messages": {**made["messages"], "minItems": 1},
        "unlisted": _UNLISTED,
        "x-promptally": _PROMPTALLY,
    }
    made |= {"messages": reference("messages"), **_SAMPLING}
    properties = {
        name: described(one, words.FIELDS[name]) for name, one in made.items()
    }
    return _closed(properties | _BESIDE, ["messages"])


def _closed(properties: Mapping[str, Schema], required: list[str]) -> Schema:
    """An object that holds nothing else, but for fields that say they are extra."""
    return {
        "type": "object",
        "properties": dict(properties),
        "patternProperties": _OWN,
        "required": required,
        "additionalProperties": False,
    }
