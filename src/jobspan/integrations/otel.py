"""OpenTelemetry: spans of calls, waits and attempts, and metrics. ``Client(hooks=[Telemetry()])``; needs the extra ``otel``.

Names and attributes of attempts follow the `semantic conventions for HTTP clients
<https://opentelemetry.io/docs/specs/semconv/http/http-spans/>`_. No body and no secret is recorded.
"""

from contextvars import ContextVar, Token
from datetime import UTC, datetime
from typing import Any, Final, Self
from urllib.parse import urlsplit

import attrs

from jobspan._core.extras import from_extra
from jobspan.hooks import (
    CallEnded,
    CallOutcome,
    CallStarted,
    Event,
    JobChanged,
    JobStarted,
    RequestFailed,
    RequestStarted,
    ResponseReceived,
    RetryScheduled,
    RunJoined,
    RunTakenOver,
    StepStarted,
)
from jobspan.jobs import JobRef

with from_extra("otel", "jobspan.integrations.otel"):
    from opentelemetry import context, metrics, trace
    from opentelemetry.trace import Span, SpanKind, Status, StatusCode
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_WAITS: Final = frozenset({"Handle.wait", "Handle.wait_until", "wait_all", "as_completed"})
_HTTP_ERROR: Final = 400


@attrs.define(eq=False)
class _Open:
    """A span that is under way, and what makes it the current one."""

    span: Span
    token: Token[Any]
    attempts: list[Span] = attrs.field(factory=list)


class Telemetry:
    """A hook that records what a client does. One may serve several clients, threads and tasks.

    Spans: one a public call (``MaskingJobs.copy``; a wait is one, too), and below it one an attempt (``GET``, ...), whose
    context goes out as the header ``traceparent``. Records that are logged inside belong to the same trace.

    Args:
        tracer_provider: what makes the spans; without it, that of the program, and in a pickle that of the program that reads
            it. A hook with a provider of its own cannot be pickled.
        meter_provider: what takes the measurements; without it, as for ``tracer_provider``.
    """

    def __init__(
        self,
        *,
        tracer_provider: trace.TracerProvider | None = None,
        meter_provider: metrics.MeterProvider | None = None,
    ) -> None:
        self._has_own = tracer_provider is not None or meter_provider is not None
        self._tracer = trace.get_tracer("jobspan", tracer_provider=tracer_provider)
        meter = metrics.get_meter("jobspan", meter_provider=meter_provider)
        self._calls = meter.create_counter("jobspan.calls", unit="{call}", description="Public calls that ended.")
        self._ambiguous = meter.create_counter(
            "jobspan.ambiguous_outcomes",
            unit="{call}",
            description="Calls of which it is not known whether the plane acted.",
        )
        self._retries = meter.create_counter("jobspan.retries", unit="{retry}", description="Requests sent again.")
        self._requests = meter.create_histogram(
            "http.client.request.duration", unit="s", description="Duration of HTTP client requests."
        )
        self._waits = meter.create_histogram(
            "jobspan.wait.duration", unit="s", description="How long jobs were waited for."
        )
        self._jobs = meter.create_histogram("jobspan.job.duration", unit="s", description="How long jobs took.")
        self._open: dict[str, _Open] = {}
        self._attempt: ContextVar[Span | None] = ContextVar("jobspan_attempt", default=None)

    def __call__(self, event: Event) -> None:
        """Hear an event."""
        match event:
            case CallStarted():
                self._begin(event)
            case CallEnded():
                self._end(event)
            case RequestStarted():
                self._send(event)
            case ResponseReceived():
                self._answered(event)
            case RequestFailed():
                self._lost(event)
            case RetryScheduled():
                self._retries.add(1, _about(event))
                self._tell(event, "jobspan.retry", {"jobspan.delay": event.delay, "jobspan.operation": event.operation})
            case JobStarted():
                self._tell(event, "jobspan.job_started", _of(event.ref))
            case JobChanged():
                self._moved(event)
            case RunJoined():
                self._tell(event, "jobspan.run_joined", {"jobspan.key": event.key})
            case RunTakenOver():
                self._tell(event, "jobspan.run_taken_over", {"jobspan.key": event.key})
            case StepStarted():
                self._tell(event, "jobspan.step", {"jobspan.step": event.step})

    def request_headers(self) -> dict[str, str]:
        """``traceparent``, and ``tracestate`` where there is one, of the attempt that goes out now."""
        span = self._attempt.get()
        carrier: dict[str, str] = {}
        if span is not None:
            TraceContextTextMapPropagator().inject(carrier, trace.set_span_in_context(span))
        return carrier

    def __reduce__(self) -> tuple[type[Self], tuple[()]]:
        if self._has_own:
            raise TypeError(
                f"A {type(self).__name__} with providers of its own stays in its program. "
                "Give the client another one where it arrives."
            )
        return (type(self), ())

    def _begin(self, event: CallStarted) -> None:
        about: dict[str, Any] = {"jobspan.plane": event.plane, "jobspan.call_id": event.call_id or ""}
        if event.key is not None:
            about["jobspan.key"] = event.key
        if event.ref is not None:
            about |= _of(event.ref)
        span = self._tracer.start_span(event.call, kind=SpanKind.INTERNAL, attributes=about)
        self._open[event.call_id or ""] = _Open(span, context.attach(trace.set_span_in_context(span)))

    def _end(self, event: CallEnded) -> None:
        about = {"jobspan.plane": event.plane, "jobspan.call": event.call, "jobspan.outcome": event.outcome.value}
        if event.error is not None:
            about["error.type"] = event.error
        self._calls.add(1, about)
        if event.outcome is CallOutcome.AMBIGUOUS:
            self._ambiguous.add(1, {"jobspan.plane": event.plane, "jobspan.call": event.call})
        if event.call in _WAITS:
            self._waits.record(event.elapsed, about)
        call = self._open.pop(event.call_id or "", None)
        if call is None:
            return
        for attempt in call.attempts:
            attempt.end()
        call.span.set_attributes(about)
        if event.outcome is not CallOutcome.SUCCEEDED:
            call.span.set_status(Status(StatusCode.ERROR, event.error))
        context.detach(call.token)
        call.span.end()

    def _send(self, event: RequestStarted) -> None:
        about: dict[str, Any] = _server(event.url) | {
            "http.request.method": event.method,
            "url.full": event.url,
            "url.scheme": urlsplit(event.url).scheme,
            "jobspan.plane": event.plane,
            "jobspan.operation": event.operation,
        }
        if event.attempt > 1:
            about["http.request.resend_count"] = event.attempt - 1
        call = self._open.get(event.call_id or "")
        inside = None if call is None else trace.set_span_in_context(call.span)
        span = self._tracer.start_span(event.method, context=inside, kind=SpanKind.CLIENT, attributes=about)
        if call is not None:
            call.attempts.append(span)
        self._attempt.set(span)

    def _answered(self, event: ResponseReceived) -> None:
        about: dict[str, Any] = {"http.response.status_code": event.status}
        if event.request_id is not None:
            about["jobspan.request_id"] = event.request_id
        error = str(event.status) if event.status >= _HTTP_ERROR else None
        self._over(event, about, error)
        measured: dict[str, Any] = _server(event.url) | about | {"http.request.method": event.method}
        measured.pop("jobspan.request_id", None)
        self._requests.record(event.elapsed, measured | ({} if error is None else {"error.type": error}))

    def _lost(self, event: RequestFailed) -> None:
        self._over(event, {"jobspan.send_phase": event.phase}, event.phase)

    def _over(self, event: Event, about: dict[str, Any], error: str | None) -> None:
        span = self._attempt.get()
        self._attempt.set(None)
        if span is None:
            return
        span.set_attributes(about)
        if error is not None:
            span.set_attribute("error.type", error)
            span.set_status(Status(StatusCode.ERROR))
        span.end()
        call = self._open.get(event.call_id or "")
        if call is not None and span in call.attempts:
            call.attempts.remove(span)

    def _moved(self, event: JobChanged) -> None:
        if event.changed:
            phase = {"jobspan.phase": event.phase.value, "jobspan.job.state": event.state}
            self._tell(event, "jobspan.job_changed", _of(event.ref) | phase)
        call = self._open.get(event.call_id or "")
        if call is not None and call.span.is_recording():
            call.span.set_attribute("jobspan.phase", event.phase.value)
        if event.phase.is_terminal and event.ref.created is not None:
            took = (datetime.now(UTC) - event.ref.created).total_seconds()
            kind = {"jobspan.plane": event.ref.plane, "jobspan.job.kind": event.ref.kind}
            self._jobs.record(took, kind | {"jobspan.phase": event.phase.value})

    def _tell(self, event: Event, name: str, about: dict[str, Any]) -> None:
        call = self._open.get(event.call_id or "")
        if call is not None:
            call.span.add_event(name, about)


def _of(ref: JobRef) -> dict[str, Any]:
    return {"jobspan.job.id": ref.id, "jobspan.job.kind": ref.kind}


def _about(event: RetryScheduled) -> dict[str, Any]:
    return {"jobspan.plane": event.plane, "jobspan.operation": event.operation}


def _server(url: str) -> dict[str, Any]:
    server = urlsplit(url)
    return {
        "server.address": server.hostname or "",
        "server.port": server.port or (443 if server.scheme == "https" else 80),
    }
