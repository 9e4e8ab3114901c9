"""What fields are declared as: questions about types."""

import sys
import types
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs


def is_any(declared: Any) -> bool:
    return declared is Any or declared is object


def is_optional(declared: Any) -> bool:
    return get_origin(declared) in (Union, types.UnionType) and type(None) in get_args(declared)


def accepts_null(declared: Any) -> bool:
    return is_any(declared) or is_optional(declared)


def without_none(declared: Any) -> Any:
    inner = [each for each in get_args(declared) if each is not type(None)]
    return inner[0] if len(inner) == 1 else Union[tuple(inner)]  # noqa: UP007 - built at run time


def is_sequence(declared: Any) -> bool:
    return get_origin(declared) in (tuple, list)


def is_mapping(declared: Any) -> bool:
    return get_origin(declared) is dict or declared is dict


def is_model(declared: Any) -> bool:
    return attrs.has(declared)


def kind(value: Any) -> str:
    """What a JSON value is, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"


def types_of(kind: type[Any]) -> dict[str, Any]:
    """What the fields of a public class are declared as. Its module is a face, which has names once they were used."""
    while True:
        try:
            return get_type_hints(kind)
        except NameError as missing:
            if not hasattr(sys.modules[kind.__module__], missing.name or ""):
                raise


def fields_of(model: Any) -> list[tuple["attrs.Attribute[Any]", Any]]:
    """All fields of a model with their types, those of a generic model filled in."""
    bare = get_origin(model) or model
    attrs.resolve_types(bare)
    arguments = dict(zip(getattr(bare, "__parameters__", ()), get_args(model), strict=False))
    filled = []
    for field in attrs.fields(bare):
        declared: Any = field.type
        open_parameters = getattr(declared, "__parameters__", ())
        if open_parameters:
            declared = declared[tuple(arguments.get(each, Any) for each in open_parameters)]
        elif declared in arguments:
            declared = arguments[declared]
        filled.append((field, declared))
    return filled
