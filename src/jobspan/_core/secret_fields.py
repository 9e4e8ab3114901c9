"""Fields that hold a secret hold nothing else: whatever a model is made with, it masks itself."""

from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import jobspan
from jobspan._core.secret import Secret


def holding_secret(model: str, field: str, declared: Any) -> Callable[[Any], Any] | None:
    """The converter of a field that is declared as ``Secret`` or as a mapping to them, or ``None``; of all others, none."""
    parts = get_args(declared) if get_origin(declared) in (Union, UnionType) else (declared,)
    kinds = [each for each in parts if each is not NoneType]
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    if kind is Secret:
        is_mapping = False
    elif get_origin(kind) in (dict, Mapping) and get_args(kind)[1] is Secret:
        is_mapping = True
    else:
        return None

    def held(value: Any) -> Any:
        if value is None:
            return None  # there is nothing to show; what reads documents says where one is missing
        if not is_mapping:
            return _secret(model, field, value)
        if not isinstance(value, Mapping):
            raise _refused(model, field, "a mapping", value)
        if all(isinstance(each, Secret) for each in value.values()):
            return value
        return {name: _secret(model, f"{field}[{name!r}]", each) for name, each in value.items()}

    held.__annotations__["value"] = declared if is_mapping else Union[(str, *parts)]  # what ``__init__`` says it takes
    return held


def _secret(model: str, place: str, value: Any) -> Secret:
    if isinstance(value, Secret):
        return value
    if isinstance(value, str):
        return Secret(value)
    raise _refused(model, place, "a string or a Secret", value)


def _refused(model: str, place: str, wanted: str, value: Any) -> Exception:
    given = "None" if value is None else type(value).__name__
    problem = jobspan.errors.Problem(place, f"must be {wanted}, not {given}")
    return jobspan.ValidationError(message=f"{model}: nothing was sent.", problems=(problem,))
