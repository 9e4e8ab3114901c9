"""Arguments from a DAG: what templates and XComs bring is JSON, and methods take models, times and secrets."""

import inspect
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from jobspan.errors import Problem, ValidationError


def fitted(function: Callable[..., Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, with dictionaries made the models that the function takes, and texts the times.

    Raises:
        ValidationError: a dictionary is not what the model takes.
    """
    hints = get_type_hints(function)
    return {name: _fit(value, hints.get(name), name) for name, value in arguments.items()}


def _fit(value: Any, wanted: Any, path: str) -> Any:
    if isinstance(value, Mapping) and (model := _model(wanted)) is not None:
        return _made(model, value, path)
    if isinstance(value, list | tuple) and (row := _row(wanted)) is not None:
        return [_fit(each, row, f"{path}[{index}]") for index, each in enumerate(value)]
    if isinstance(value, str) and datetime in _choices(wanted) and str not in _choices(wanted):
        return _time(value, path)
    if type(value) is int and str in _choices(wanted) and int not in _choices(wanted):
        return str(value)  # rendered as native objects, a text of digits has become a number
    return value


def _made(model: type[Any], value: Mapping[str, Any], path: str) -> Any:
    hints = get_type_hints(model)
    known = {field.alias: field.name for field in attrs.fields(model) if field.init}
    unknown = sorted(set(value) - set(known))
    if unknown:
        raise _misfit(path, f"{model.__name__} has no {', '.join(unknown)}; it has {', '.join(known)}")
    try:
        return model(**{name: _fit(each, hints.get(known[name]), f"{path}.{name}") for name, each in value.items()})
    except TypeError as misfit:
        raise _misfit(path, str(misfit)) from misfit


def _time(value: str, path: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise _misfit(path, f"{value!r} is not a time in ISO 8601") from None


def _misfit(path: str, what: str) -> ValidationError:
    return ValidationError(message="The arguments of the task do not fit.", problems=(Problem(path, what),))


def _choices(wanted: Any) -> tuple[Any, ...]:
    """The alternatives of a type."""
    return get_args(wanted) if get_origin(wanted) in (Union, type(int | str)) else (wanted,)


def _model(wanted: Any) -> type[Any] | None:
    """The model among the alternatives, unless a mapping is welcome as it is."""
    choices = _choices(wanted)
    if any(get_origin(each) is not None and issubclass(get_origin(each), Mapping) for each in choices):
        return None
    models = [each for each in choices if inspect.isclass(each) and attrs.has(each)]
    return models[0] if len(models) == 1 else None


def _row(wanted: Any) -> Any:
    """What a list holds."""
    for each in _choices(wanted):
        if get_origin(each) is not None and len(get_args(each)) == 1:
            return get_args(each)[0]
    return None
