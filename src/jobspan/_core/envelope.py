"""Models that stay private: what a reply wraps around the models that callers get."""

from typing import Any

from jobspan._core.classes import frozen
from jobspan._public import Public
from jobspan.models import Model


@frozen(kw_only=True)
class ReplyEnvelope(Model):
    """Base of models that only jobspan reads: pages, acknowledgements, tokens. They show no face."""

    def __init_subclass__(cls, **options: Any) -> None:
        super(Public, cls).__init_subclass__(**options)
