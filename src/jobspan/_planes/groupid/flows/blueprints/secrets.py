"""Where the secrets of a blueprint come from."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeAlias

from jobspan._core.effects import Flow, reveal
from jobspan._core.validation import validating
from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.blueprint import Blueprint
from jobspan.credentials import Secret, SecretSource

Secrets: TypeAlias = Mapping[str, SecretSource] | Callable[[str], str | Secret | None] | None
"""By name, or what gives one for a name (``None``: it has none)."""


def check_given(call: str, blueprint: Blueprint, bindings: Bindings | None, secrets: Secrets) -> None:
    """Each argument is what it must be, and secrets by name are wrapped, so that no trace of the call shows them.

    Raises:
        ValidationError: one is not.
    """
    with validating(call) as problems:
        problems.instance("blueprint", blueprint, Blueprint)
        if bindings is not None:
            problems.instance("bindings", bindings, Bindings)
        if not (secrets is None or isinstance(secrets, Mapping) or callable(secrets)):
            problems.add("secrets", f"must be a mapping of names or a function of a name, not {type(secrets).__name__}")
        for name, each in secrets.items() if isinstance(secrets, Mapping) else ():
            if isinstance(each, str):
                problems.add(f"secrets[{name!r}]", "wrap it in Secret(...), or use FromEnv or FromKeyring")


def known_secrets(names: Iterable[str], secrets: Secrets) -> Flow[dict[str, Secret]]:
    """Those that the caller knows, by name. None is recorded.

    Raises:
        ConfigError: the place that one is said to be in does not have it.
    """
    found: dict[str, Secret] = {}
    for name in names:
        if isinstance(secrets, Mapping):
            if name in secrets:
                found[name] = yield from reveal(secrets[name])
        elif secrets is not None and (value := (yield from reveal(partial(_asked, secrets, name)))):
            found[name] = value
    return found


def _asked(secrets: Callable[[str], str | Secret | None], name: str) -> str | Secret:
    return secrets(name) or ""
