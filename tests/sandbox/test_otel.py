"""Spans and metrics of real calls, as an exporter gets them."""

from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from jobspan import NotFound
from jobspan.delphix import Credentials, Promotion
from jobspan.integrations.otel import Telemetry
from jobspan.testing.sandbox import Sandbox
from jobspan.testing.sandbox.delphix.seed import API_KEY, FINANCE_JOB

PROMOTION = Promotion(
    job_name="finance-masking-job",
    target_engine_name="qa01",
    target_environment_name="prod-env",
    credentials=Credentials("USER123", "password123"),
)


class Exported:
    """What a program's exporters got."""

    def __init__(self) -> None:
        self._spans = InMemorySpanExporter()
        self._reader = InMemoryMetricReader()
        self.tracer = TracerProvider()
        self.tracer.add_span_processor(SimpleSpanProcessor(self._spans))
        self.hook = Telemetry(tracer_provider=self.tracer, meter_provider=MeterProvider([self._reader]))

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self._spans.get_finished_spans())

    def named(self, name: str) -> list[ReadableSpan]:
        return [span for span in self.spans if span.name == name]

    def metrics(self) -> dict[str, list[Any]]:
        data = self._reader.get_metrics_data()
        assert data is not None
        return {
            metric.name: list(metric.data.data_points)
            for resource in data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }

    def text(self) -> str:
        return "\n".join(span.to_json() for span in self.spans)


@pytest.fixture
def exported() -> Exported:
    return Exported()


def id_of(span: ReadableSpan) -> int:
    assert span.context is not None
    return int(span.context.span_id)


def test_a_promotion_is_one_trace_of_calls_waits_and_attempts(dct: Sandbox, exported: Exported) -> None:
    with dct.client(hooks=[exported.hook]) as client:
        client.delphix.promote(PROMOTION)
    assert len({span.context.trace_id for span in exported.spans if span.context}) == 1
    [journey] = exported.named("Delphix.promote")
    assert journey.parent is None
    [copy] = exported.named("MaskingJobs.copy")
    assert copy.parent is not None
    assert copy.parent.span_id == id_of(journey)
    waits = exported.named("Handle.wait")
    assert [(wait.attributes or {})["jobspan.job.kind"] for wait in waits] == ["delphix.copy", "delphix.execute"]
    assert {(wait.attributes or {})["jobspan.phase"] for wait in waits} == {"succeeded"}
    assert all((wait.attributes or {}).get("jobspan.job.id") for wait in waits)
    attempts = [span for span in exported.spans if span.kind is trace.SpanKind.CLIENT]
    calls = {id_of(span) for span in exported.spans if span.kind is trace.SpanKind.INTERNAL}
    assert {span.parent.span_id for span in attempts if span.parent} <= calls
    for attempt in attempts:
        about = attempt.attributes or {}
        assert about["http.request.method"] == attempt.name
        assert about["server.address"] == "127.0.0.1"
        assert about["http.response.status_code"] == 200
        assert about["jobspan.operation"]
    assert [event.name for event in copy.events] == ["jobspan.job_started"]


def test_no_secret_is_exported(dct: Sandbox, exported: Exported) -> None:
    with dct.client(hooks=[exported.hook]) as client:
        client.delphix.promote(PROMOTION)
    text = exported.text() + str(exported.metrics())
    assert exported.spans
    assert API_KEY not in text
    assert "password123" not in text


def test_the_context_goes_out_with_each_request(dct: Sandbox, exported: Exported) -> None:
    with dct.client(hooks=[exported.hook]) as client:
        client.masking_jobs.get(FINANCE_JOB)
    [attempt] = exported.named("GET")
    assert attempt.context is not None
    [sent] = [request.headers["traceparent"] for request in dct.requests]
    version, trace_id, span_id, flags = sent.split("-")
    assert (version, trace_id) == ("00", f"{attempt.context.trace_id:032x}")
    assert (span_id, int(flags, 16) & 1) == (f"{attempt.context.span_id:016x}", 1)


def test_what_fails_is_an_error_and_counted(dct: Sandbox, exported: Exported) -> None:
    with dct.client(hooks=[exported.hook]) as client, pytest.raises(NotFound):
        client.masking_jobs.get("d53812ce-0000-0000-0000-000000000000")
    [call], [attempt] = exported.named("MaskingJobs.get"), exported.named("GET")
    assert (call.attributes or {})["error.type"] == "NotFound"
    assert (attempt.attributes or {})["error.type"] == "404"
    assert call.status.status_code is attempt.status.status_code is trace.StatusCode.ERROR
    [counted] = exported.metrics()["jobspan.calls"]
    assert (counted.value, counted.attributes["jobspan.outcome"]) == (1, "failed")


def test_jobs_and_waits_are_measured(dct: Sandbox, exported: Exported) -> None:
    with dct.client(hooks=[exported.hook]) as client:
        client.masking_jobs.execute(FINANCE_JOB, engine_id="1").wait()
    measured = exported.metrics()
    assert [point.count for point in measured["jobspan.wait.duration"]] == [1]
    [job] = measured["jobspan.job.duration"]
    assert (job.attributes["jobspan.job.kind"], job.attributes["jobspan.phase"]) == ("delphix.execute", "succeeded")


def test_records_inside_a_call_have_its_trace(dct: Sandbox, exported: Exported) -> None:
    seen: list[int] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(trace.get_current_span().get_span_context().trace_id)

    logger, handler = logging.getLogger("jobspan.delphix"), Keep()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        with dct.client(hooks=[exported.hook]) as client:
            client.masking_jobs.get(FINANCE_JOB)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
    [call] = exported.named("MaskingJobs.get")
    assert call.context is not None
    assert set(seen) == {call.context.trace_id}
    assert not trace.get_current_span().get_span_context().is_valid


async def test_calls_side_by_side_have_traces_of_their_own(dct: Sandbox, exported: Exported) -> None:
    async with dct.async_client(hooks=[exported.hook]) as client:
        await asyncio.gather(*(client.masking_jobs.get(FINANCE_JOB) for _ in range(3)))
    attempts = exported.named("GET")
    assert len({span.context.trace_id for span in attempts if span.context}) == len(attempts) == 3


def test_the_guide_has_each_event() -> None:
    root = Path(__file__).resolve().parents[2]
    source = (root / "src/jobspan/integrations/otel.py").read_text(encoding="utf-8")
    guide = (root / "docs/guide/otel.md").read_text(encoding="utf-8")
    events = set(re.findall(r'_tell\(event, "(jobspan\.\w+)"', source))
    assert len(events) == 6
    assert sorted(name for name in events if f"`{name}`" not in guide) == []
