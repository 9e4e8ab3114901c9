"""Fields that hold a secret hold nothing else: whatever a model is made with, it masks itself."""

from collections.abc import Callable
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import jobspan
from jobspan._core.secret import Secret


def holding_secret(model: str, field: str, declared: Any) -> Callable[[Any], Any] | None:
    """The converter of a field that is declared as ``Secret``, or as one or ``None``; of all others, none."""
    if declared is Secret:
        return _holding(model, field, Secret)
    if get_origin(declared) in (Union, UnionType) and set(get_args(declared)) == {Secret, NoneType}:
        return _holding(model, field, Secret, NoneType)
    return None


def _holding(model: str, field: str, *kinds: type[Any]) -> Callable[[Any], Any]:
    def held(value: Any) -> Any:
        if isinstance(value, kinds):
            return value
        if isinstance(value, str):
            return Secret(value)
        given = "None" if value is None else type(value).__name__
        problem = jobspan.errors.Problem(field, f"must be a string or a Secret, not {given}")
        raise jobspan.ValidationError(message=f"{model}: nothing was sent.", problems=(problem,))

    held.__annotations__["value"] = Union[(str, *kinds)]  # what ``__init__`` says it takes
    return held
