"""A task while it is waited for: its state, and what that means for the goal of the wait."""

from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._planes.huawei_drs.models.goals import PROTECTED_WITHIN, goal_of
from jobspan._planes.huawei_drs.models.jobs import TaskType, UseType
from jobspan._planes.huawei_drs.models.progress import RecoveryObjectives, TransferProgress
from jobspan._planes.huawei_drs.models.status import ENDED, JobStatus
from jobspan._public import public
from jobspan.jobs import JobFacts, Phase, Progress


@public
@frozen(kw_only=True)
class JobWatch(Plain, JobFacts):
    """A task while it is waited for.

    Attributes:
        id: the task.
        until: the name of the goal, or the state, that is waited for.
        status: the state; ``DELETED`` for a task that is gone.
        lag: seconds of delay that are good enough for the goal ``caught-up``.
        patient: an interrupted incremental phase does not count as a failure: DRS retries by itself.
        mode: which phases the task has, once that was read.
        use: what the task does, read for the goal ``protected``.
        transfer: percent and delay, read while the task transfers.
        recovery: RPO and RTO, read for the goal ``protected``.
        reason: why it failed, or what could not be read, in the words of DRS.
        settling: an action was accepted a moment ago, and the state is still that of before: it says nothing yet.
    """

    id: str
    until: str
    status: JobStatus
    lag: float = 0.0
    patient: bool = False
    mode: TaskType | None = None
    use: UseType | None = None
    transfer: TransferProgress | None = None
    recovery: RecoveryObjectives | None = None
    reason: str | None = None
    settling: bool = False

    @property
    def delay(self) -> float | None:
        """Seconds that the target lags behind; ``None`` while there is nothing to compare."""
        return self.transfer.delay if self.transfer else None

    @property
    def percent(self) -> float | None:
        """Of the full load, 0..100."""
        return self.transfer.percent if self.transfer else None

    @property
    def is_paused(self) -> bool:
        return self.status.is_paused

    @property
    def reached(self) -> bool:
        """Whether what is waited for has come about."""
        goal = goal_of(self.until)
        if self.settling or self.status not in goal.reached or self.impossible is not None:
            return False
        if goal.needs_lag:
            return self.delay is not None and self.delay <= self.lag
        if goal.needs_objectives:
            return in_step(self.recovery)
        return True

    @property
    def impossible(self) -> str | None:
        """Why the goal never comes about, whatever happens: the task does not have the phase, or is not of that use."""
        if self.use not in (None, UseType.DISASTER_RECOVERY) and goal_of(self.until).needs_objectives:
            return f"a {self.use} task is never {self.until}: only those of disaster recovery are"
        if self.mode is None or self.mode not in goal_of(self.until).never_for:
            return None
        return f"a {self.mode.value} task is never {self.until}"

    @property
    def phase(self) -> Phase:
        """Succeeded once the goal is reached, failed once it cannot be reached any more."""
        if self.reached:
            return Phase.SUCCEEDED
        if self.impossible is not None:
            return Phase.FAILED
        if not self.settling and self.status in goal_of(self.until).failed:
            if self.patient and self.status == JobStatus.INCRE_TRANSFER_FAILED:
                return Phase.RUNNING
            return Phase.CANCELLED if self.status in ENDED else Phase.FAILED
        own = self.status.phase
        return Phase.RUNNING if own.is_terminal else own

    @property
    def progress(self) -> Progress:
        """The full load as a fraction, unless it is over and not all that is waited for; delay, RPO and RTO in words."""
        percent = self.percent if self.reached or self.status != JobStatus.INCRE_TRANSFER_STARTED else None
        return Progress(fraction=None if percent is None else min(percent, 100.0) / 100, text=self._in_words())

    def _in_words(self) -> str:
        parts = [self.status.value]
        if self.percent is not None:
            parts.append(f"full load {self.percent:g}%")
        if self.delay is not None:
            parts.append(f"delay {self.delay:g} s")
        if self.recovery is not None and self.recovery.rpo is not None and self.recovery.rto is not None:
            parts.append(f"RPO {self.recovery.rpo:g} s, RTO {self.recovery.rto:g} s")
        return ", ".join(parts)


def in_step(recovery: RecoveryObjectives | None) -> bool:
    """Whether RPO and RTO are both known and small."""
    if recovery is None or recovery.rpo is None or recovery.rto is None:
        return False
    return recovery.rpo < PROTECTED_WITHIN and recovery.rto < PROTECTED_WITHIN
