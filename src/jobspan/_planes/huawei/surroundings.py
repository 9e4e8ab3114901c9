"""What can be seen of this machine without asking anybody: the environment, and files."""

import os
from collections.abc import Mapping
from pathlib import Path

import attrs

from jobspan._core.classes import frozen
from jobspan._core.texts import text_of
from jobspan.errors import ConfigError


@frozen(kw_only=True)
class Surroundings:
    """The environment, and where files are looked for.

    Attributes:
        region, cloud: those of the settings: some tools' variables count in some clouds only.
        folder: the working folder.
    """

    environment: Mapping[str, str] = attrs.field(repr=False)
    region: str | None = None
    cloud: str | None = None
    folder: Path = attrs.field(factory=Path)

    def get(self, *names: str) -> str | None:
        """The first of these variables that is set to something."""
        return next((self.environment[name] for name in names if self.environment.get(name)), None)

    @property
    def home(self) -> Path | None:
        """The home folder, as the environment has it."""
        found = self.get("USERPROFILE", "HOME") if os.name == "nt" else self.get("HOME")
        return Path(found) if found else None

    def path(self, text: str) -> Path:
        """A path that somebody wrote down; ``~`` is the home folder."""
        if text.startswith("~/") and self.home is not None:
            return self.home / text[2:]
        return Path(text)

    def read(self, file: Path) -> str | None:
        """The text of a file; ``None`` if it is not there.

        Raises:
            ConfigError: it is there and cannot be read.
        """
        try:
            return text_of(file.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as unreadable:
            raise ConfigError(message=f"huawei: {file} cannot be read: {unreadable}.") from unreadable
