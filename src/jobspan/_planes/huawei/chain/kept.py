"""Keys that a link of the chain keeps."""

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, blocking
from jobspan._planes.huawei.access_keys import Credentials, fingerprint
from jobspan._planes.huawei.chain.found import Found
from jobspan._planes.huawei.chain.order import surroundings_of, walk
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan.errors import ConfigError


@attrs.define(eq=False)
class KeptKeys:
    """Keys that another tool keeps. They are read once, and again when the cloud refuses them: the tool may have renewed them."""

    _settings: HuaweiSettings
    _found: Found
    held: Credentials | None

    @property
    def about(self) -> str:
        """The variables or the file."""
        return self._found.where

    def keys(self, ctx: PlaneContext) -> Flow[Credentials]:
        return (yield from self._read()) if self.held is None else self.held

    def anew(self, ctx: PlaneContext, used: Credentials) -> Flow[Credentials]:
        if self.held is not None and fingerprint(self.held) != fingerprint(used):
            return self.held
        return (yield from self._read())

    def _read(self) -> Flow[Credentials]:
        settings = self._settings
        walked = yield from blocking(lambda: walk(settings, surroundings_of(settings)))
        if walked.found is None or not isinstance(walked.found.means, Credentials):
            raise ConfigError(
                message=f"huawei: the access key from {self._found.where} is not there any more.",
                hint="Make a new client to look for other credentials.",
            )
        self.held = walked.found.means
        return self.held
