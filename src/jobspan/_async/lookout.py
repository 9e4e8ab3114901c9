"""One watch over jobs that come and go: looked at together, for whoever follows one of them. Only an event loop can do that."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import Context

import attrs

from jobspan._async.client import AsyncClient
from jobspan._core.classes import frozen
from jobspan._core.watch import Watch, Watched
from jobspan.jobs import JobRef, Phase, Progress


@frozen(kw_only=True)
class News:
    """What a look showed of a job.

    Attributes:
        over: nothing more will come: the job ended, or (``error``) cannot be looked at.
    """

    phase: Phase = Phase.UNKNOWN
    state: str = ""
    progress: Progress = attrs.field(factory=Progress)
    over: bool = False
    error: Exception | None = None


@attrs.define(eq=False)
class _Follower:
    job: Watched
    news: asyncio.Queue[News] = attrs.field(factory=asyncio.Queue)
    last: News = attrs.field(factory=News)

    def tell(self, news: News) -> None:
        """Pass on what is new."""
        if news != self.last:
            self.last = news
            self.news.put_nowait(news)


class Lookout:
    """Looks at the jobs of one client, together, for whoever follows them; runs while there is something to follow.

    Args:
        context: what the looks run in; default: an empty one, so that their log lines are not taken for those of the task
            that came first.
    """

    def __init__(self, client: AsyncClient, context: Context | None = None) -> None:
        self._client = client
        self._context = Context() if context is None else context
        self._watch = Watch([], client._policy, math.inf)
        self._followers: list[_Follower] = []
        self._looking: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Stop looking, and close the client."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await self._client.aclose()

    @asynccontextmanager
    async def following(self, ref: JobRef) -> AsyncIterator[Callable[[], Awaitable[News]]]:
        """Watch a job; what is given waits for the next news of it."""
        follower = _Follower(self._client.resume(ref)._watched())
        self._followers.append(follower)
        self._watch.add(follower.job)
        self._watch.soon()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look(), context=self._context)
        try:
            yield follower.news.get
        finally:
            self._followers.remove(follower)
            self._watch.drop(follower.job)

    async def _look(self) -> None:
        """Rests first: those who begin at the same moment are then looked at together."""
        try:
            moved = False
            while self._watch.open:
                await self._client._driver.run(self._watch.rest(moved))
                _, moved = await self._client._driver.run(self._watch.turn())
                for follower in list(self._followers):
                    follower.tell(_seen(follower.job))
        except Exception as broken:
            for follower in self._followers:
                follower.tell(News(over=True, error=broken))


def _seen(job: Watched) -> News:
    if job.error is not None:
        return News(over=True, error=job.error)
    if job.view is None:
        return News()
    phase = job.kind.phase(job.view) if job.ended is None else job.ended.phase
    return News(
        phase=phase, state=job.kind.state(job.view), progress=job.kind.progress(job.view), over=job.ended is not None
    )
