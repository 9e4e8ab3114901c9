"""How calls behave: timeouts, retries, rule mode. Plain data, shared by every plane."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.shapes import in_words, shape_of
from jobspan.errors import Problem, ValidationError


class RuleMode(StrEnum):
    """What happens when a rule says the plane would refuse."""

    ENFORCE = "enforce"
    """Raise ``RuleViolation`` and send nothing (the default)."""
    WARN = "warn"
    """Report it to the hooks and the log, then send."""
    OFF = "off"
    """Do not evaluate rules at all."""


EVERY_OTHER: Final = "*"
"""In ``Policy.rules``: the mode of the rules that are not named."""


def _modes(given: "RuleMode | str | Mapping[str, RuleMode | str]") -> "RuleMode | dict[str, RuleMode]":
    if not isinstance(given, str | Mapping):
        problem = Problem("rules", f"must be a mode, or a mapping of rules to modes, not {type(given).__name__}")
        raise ValidationError(message="Policy: nothing was sent.", problems=(problem,))
    modes = {"rules": given} if isinstance(given, str) else {f"rules[{rule!r}]": mode for rule, mode in given.items()}
    wrong = [(place, mode) for place, mode in modes.items() if mode not in tuple(RuleMode)]
    if wrong:
        problems = tuple(Problem(place, f"is {mode!r}", tuple(RuleMode)) for place, mode in wrong)
        raise ValidationError(message="Policy: nothing was sent.", problems=problems)
    if isinstance(given, str):
        return RuleMode(given)
    return {rule: RuleMode(mode) for rule, mode in given.items()}


def _as_declared(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    declared: Any = field.type
    if problems := shape_of(declared).problems(field.name, value):
        raise ValidationError(message="Policy: nothing was sent.", problems=tuple(problems))


def _more_than_0(policy: object, field: "attrs.Attribute[Any]", value: float) -> None:
    _as_declared(policy, field, value)
    if value <= 0:
        raise _out_of_range(field.name, value, "more than 0")


def _from_0(policy: object, field: "attrs.Attribute[Any]", value: float) -> None:
    _as_declared(policy, field, value)
    if value < 0:
        raise _out_of_range(field.name, value, "0 or more")


def _from_1(policy: object, field: "attrs.Attribute[Any]", value: float) -> None:
    _as_declared(policy, field, value)
    if value < 1:
        raise _out_of_range(field.name, value, "1 or more")


def _out_of_range(name: str, value: float, allowed: str) -> ValidationError:
    problem = Problem(name, f"must be {allowed}, not {in_words(name, value)}")
    return ValidationError(message="Policy: nothing was sent.", problems=(problem,))


def sorted_names(headers: dict[str, str]) -> str:
    """What is shown of headers: their values may be credentials.

    Args:
        headers: by their names.
    """
    return str(sorted(headers))


@frozen(kw_only=True)
class Policy:
    """Defaults for every call; change them for a client, or for some calls with ``client.with_options(...)``.

    Attributes:
        attempts: how often one request may fail; 1 = no retry. Throttling is not counted: it is waited out.
        connect_timeout: seconds to reach the server.
        request_timeout: seconds without a byte from the server, before an attempt counts as lost.
        call_deadline: seconds for one call with all its retries, and with the throttling that it waits out.
        backoff_base, backoff_cap: exponential backoff with full jitter, in seconds. A ``Retry-After`` comes first.
        retry_after_cap: the longest ``Retry-After`` that is obeyed by waiting; a longer one raises ``RateLimited`` at once.
        max_response_bytes: the largest reply that is read into memory.
        rules: what a broken rule leads to: one mode for all rules, or a mode for each rule by its id, for example
            ``{"target-engine-idle": "warn"}``; ``"*"`` stands for all others (default: ``enforce``). ``jobspan operations``
            lists the ids.
        rules_reason: why rules are relaxed; it is logged and published with each ``RuleWarning``.
        wait_timeout: seconds a ``wait()`` lasts unless told otherwise.
        poll_first, poll_cap: seconds between looks at a job: the first, and what it grows to.
        grace: seconds after a job was started, or an action accepted, in which the plane may still show what was before.
        tail_timeout: seconds that a job which is over may still take to collect its logs and events.
        concurrency: how many requests one call may have in flight, where it needs several.
        strict_rows: raise ``DecodeError`` when a row of a list cannot be read, instead of leaving it out and reporting it.
        headers: sent with every request.

    Raises:
        ValidationError: a value is of another type, or out of its range.
    """

    _is_given: ClassVar[bool] = True

    attempts: int = attrs.field(default=4, validator=_from_1)
    connect_timeout: float = attrs.field(default=10.0, validator=_more_than_0)
    request_timeout: float = attrs.field(default=60.0, validator=_more_than_0)
    call_deadline: float = attrs.field(default=300.0, validator=_more_than_0)
    backoff_base: float = attrs.field(default=0.5, validator=_from_0)
    backoff_cap: float = attrs.field(default=20.0, validator=_from_0)
    retry_after_cap: float = attrs.field(default=120.0, validator=_from_0)
    max_response_bytes: int = attrs.field(default=64 * 1024 * 1024, validator=_from_1)
    rules: RuleMode | dict[str, RuleMode] = attrs.field(default=RuleMode.ENFORCE, converter=_modes)
    rules_reason: str = attrs.field(default="", validator=_as_declared)
    wait_timeout: float = attrs.field(default=24 * 3600.0, validator=_more_than_0)
    poll_first: float = attrs.field(default=2.0, validator=_more_than_0)
    poll_cap: float = attrs.field(default=15.0, validator=_more_than_0)
    grace: float = attrs.field(default=60.0, validator=_from_0)
    tail_timeout: float = attrs.field(default=900.0, validator=_from_0)
    concurrency: int = attrs.field(default=8, validator=_from_1)
    strict_rows: bool = attrs.field(default=False, validator=_as_declared)
    headers: dict[str, str] = attrs.field(factory=dict, repr=sorted_names, validator=_as_declared)

    def mode_of(self, rule: str) -> RuleMode:
        """What happens when this rule is broken.

        Args:
            rule: id of the rule, as ``jobspan operations`` lists it.
        """
        if isinstance(self.rules, RuleMode):
            return self.rules
        return self.rules.get(rule, self.rules.get(EVERY_OTHER, RuleMode.ENFORCE))

    @property
    def has_rules(self) -> bool:
        """Whether any rule is evaluated at all."""
        if isinstance(self.rules, RuleMode):
            return self.rules is not RuleMode.OFF
        return any(mode is not RuleMode.OFF for mode in (self.mode_of(EVERY_OTHER), *self.rules.values()))
