"""What is set for a task in its course: parameters that tune it, and where its log goes."""

from jobspan._core.classes import frozen
from jobspan._core.envelope import ReplyEnvelope
from jobspan.models import Model


@frozen(kw_only=True)
class TuningParameter(Model):
    """A parameter of one phase: its value, whether it can be set (``availability``), and the allowed values (``range``)."""

    param_name: str | None = None
    param_value: str | None = None
    availability: str | None = None
    range: str | None = None


@frozen(kw_only=True)
class Tuning(Model):
    """The parameters of a task, phase by phase. All of them are empty before the first :meth:`set_tuning`.

    Attributes:
        full_sync: of the full load.
        incre_capture, incre_relay, incre_apply: of reading, passing on and writing the increments.
        modify_result: what DRS says of a change.
    """

    full_sync: tuple[TuningParameter, ...] | None = None
    incre_capture: tuple[TuningParameter, ...] | None = None
    incre_apply: tuple[TuningParameter, ...] | None = None
    incre_relay: tuple[TuningParameter, ...] | None = None
    modify_result: str | None = None

    @property
    def is_initialised(self) -> bool:
        """Whether there are parameters at all."""
        return any((self.full_sync, self.incre_capture, self.incre_apply, self.incre_relay))


@frozen(kw_only=True)
class LogStream(Model):
    """Where a task writes its log: a group and a stream of the log service (LTS), when it is on."""

    log_group_id: str | None = None
    log_stream_id: str | None = None
    lts_enabled: bool | None = None


@frozen(kw_only=True)
class LogStreamReply(ReplyEnvelope):
    """The envelope of a log stream."""

    job: LogStream | None = None
