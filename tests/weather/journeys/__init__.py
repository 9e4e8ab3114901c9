"""The main journeys of every plane, each on both clients, and a call of every changing operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import attrs

from jobspan import Client
from jobspan.testing import Sandbox
from tests.samples import SAMPLES, Sample
from tests.samples.sample import Arguments
from tests.weather.journeys.told_async import AsyncTold
from tests.weather.journeys.told_sync import Told
from tests.weather.steps import Over

PLANES = ("delphix", "ciphertrust", "groupid", "huawei_dsc", "huawei_drs")


def nothing(client: Client, sandbox: Sandbox) -> Any:
    """The journey needs nothing beforehand."""


@attrs.frozen
class Journey:
    """Steps that belong together, on both clients.

    Attributes:
        prepare: gets ready what the journey is given, in clear weather.
        one_call: it is the sample call of an operation, not a journey of its own.
    """

    plane: str
    name: str
    sync: Callable[[Told, Any], None]
    parallel: Callable[[AsyncTold, Any], Any]
    prepare: Callable[[Client, Sandbox], Any] = nothing
    one_call: bool = False


def _main() -> Iterator[Journey]:
    for plane in PLANES:
        sync = import_module(f"tests.weather.journeys.{plane}_sync")
        parallel = import_module(f"tests.weather.journeys.{plane}_async")
        given = getattr(parallel, "GIVEN", {})
        for one, other in zip(sync.JOURNEYS, parallel.JOURNEYS, strict=True):
            name = other.__name__
            yield Journey(plane, name.replace("_", " "), one, other, given.get(name, nothing))


def _call(sample: Sample) -> Journey:
    def sync(told: Told, given: Arguments) -> None:
        told.change(sample.operation, lambda: sample.make(told.client, given), expected=sample.repeats)

    async def parallel(told: AsyncTold, given: Arguments) -> None:
        await told.change(sample.operation, lambda: sample.make_async(told.client, given), expected=sample.repeats)

    return Journey(sample.plane, f"{sample.call}()", sync, parallel, sample.prepare, one_call=True)


JOURNEYS = tuple(_main())
CALLS = tuple(map(_call, SAMPLES))

__all__ = ["CALLS", "JOURNEYS", "PLANES", "Journey", "Over"]
