"""Changing methods are methods to whoever looks at them: inspect, help and unittest.mock."""

import asyncio
import inspect
import pydoc
from typing import Any
from unittest import mock

import pytest

from jobspan import AsyncClient, Client, DelphixSettings
from jobspan.delphix import AsyncMaskingJobs, MaskingJobs

SETTINGS = DelphixSettings(url="https://dct.example", api_key="k")


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_they_have_the_signature_and_the_help_of_their_function(kind: Any) -> None:
    jobs = kind(delphix=SETTINGS).masking_jobs
    on_class, on_instance = (list(inspect.signature(each.execute).parameters) for each in (type(jobs), jobs))
    assert on_class == ["self", *on_instance]
    assert on_instance[0] == "job_id"
    for each in (type(jobs).execute, jobs.execute):
        assert "execute(" in pydoc.plain(pydoc.render_doc(each)).partition("Args:")[0]
    assert inspect.iscoroutinefunction(jobs.execute) == (kind is AsyncClient)


def test_a_call_on_the_class_is_given_the_instance() -> None:
    jobs = Client(delphix=SETTINGS).masking_jobs
    with mock.patch.object(type(jobs.execute), "__call__", return_value=7) as made:
        assert MaskingJobs.execute(jobs, "1", bogus=2) == 7  # type: ignore[call-arg]
    made.assert_called_once_with("1", bogus=2)
    for args in ((), (5, "1")):
        with pytest.raises(TypeError, match=r"execute\(\) is a method: call it on a part of a client"):
            MaskingJobs.execute(*args)  # type: ignore[arg-type]


def test_a_class_is_patched_with_their_signature() -> None:
    jobs = Client(delphix=SETTINGS).masking_jobs
    with mock.patch.object(MaskingJobs, "execute", autospec=True, return_value=7) as patched:
        assert jobs.execute("1") == 7
        with pytest.raises(TypeError, match="bogus"):
            jobs.execute("1", bogus=1)  # type: ignore[call-arg]
    patched.assert_called_once_with(jobs, "1")
    assert hasattr(jobs.execute, "plan")
    with mock.patch.object(AsyncMaskingJobs, "execute", autospec=True, return_value=7):
        assert asyncio.run(AsyncClient(delphix=SETTINGS).masking_jobs.execute("1")) == 7  # type: ignore[comparison-overlap]


def test_what_stands_for_a_part_has_their_signature() -> None:
    for spec in (
        mock.create_autospec(Client(delphix=SETTINGS).masking_jobs),
        mock.create_autospec(MaskingJobs, instance=True),
    ):
        spec.execute("1")
        with pytest.raises(TypeError, match="job_id"):
            spec.execute(ids=["1"])
    spec = mock.create_autospec(Client(delphix=SETTINGS).masking_jobs)
    spec.execute.once("key", "1")
    spec = mock.create_autospec(AsyncClient(delphix=SETTINGS).masking_jobs)

    async def awaited() -> None:
        await spec.execute("1")
        await spec.execute.plan("1")

    asyncio.run(awaited())
