"""Who holds a key: a process of a machine. One on this machine that is gone holds nothing any more."""

import os
import socket
from functools import cache
from pathlib import Path
from typing import Final

from jobspan._core.process import PerProcess

_CAN_ASK: Final = os.name == "posix"
"""On Windows signal 0 asks nothing: it is a Ctrl-C. There a holder that is gone keeps its keys until its lease is over."""


def this_process() -> str:
    """The name of this process among all of all machines."""
    return f"{_machine()} {os.getpid()} {_began.get()}"


def is_gone(holder: str) -> bool:
    """Whether a holder is surely no more: it ran on this machine, and no such process does."""
    machine, _, rest = holder.partition(" ")
    pid, _, started = rest.partition(" ")
    if machine != _machine() or not pid.isdigit() or not _CAN_ASK:
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return _started(int(pid)) != started or _is_a_corpse(int(pid))


def in_words(holder: str) -> str:
    """A holder for people."""
    machine, _, rest = holder.partition(" ")
    return f"process {rest.partition(' ')[0]} on {machine.partition('/')[0]}"


@cache
def _machine() -> str:
    """The host, its boot and the process namespace: process numbers of other containers mean nothing here."""
    boot = _read("/proc/sys/kernel/random/boot_id")[:8]
    try:
        space = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    except OSError:
        space = ""
    return f"{socket.gethostname()}/{boot}/{space}".replace(" ", "-")


def _started(pid: int) -> str:
    """When a process began, where the system tells: a number may be given again."""
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 else ""


_began: Final = PerProcess(lambda: _started(os.getpid()))


def _is_a_corpse(pid: int) -> bool:
    """Whether a process has ended, and only its parent has not taken notice yet."""
    return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()[:1] in (["Z"], ["X"])


def _read(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""
